package io.riptide.engine.log;

import io.riptide.engine.AnyThread;
import io.riptide.engine.OnProducer;
import io.riptide.engine.memory.Segment;
import io.riptide.engine.memory.SegmentPool;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// The end of a log that writes. Appended events become visible together, by [#publish].
///
/// Calls, in order: [#append] as often as it says yes, [#publish], and at the very end [#appendTerminal].
///
/// - **Threading:** one thread at a time; whoever shares an appender takes turns by a lock.
/// - **Bounds:** an event takes at most the log's `eventBytesMax`; segments grow from 4 KiB, doubling, to 64
///   KiB, and a longer event gets a segment of its own.
/// - **Failure:** [EventLog#BACK_PRESSURED], [EventLog#CLOSED], [EventLog#TOO_LARGE] or [EventLog#LINE_END];
///   then nothing was appended.
@OnProducer
public final class LogAppender {
    private static final int GROWN_SEGMENT_LENGTH = 64 * 1024;

    /// Memory that others hold comes back without telling us, so we look again after this.
    private static final long MEMORY_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(2);

    /// What a producer may append before it lets the others that share its processors have their turn. It takes
    /// a tenth of a millisecond or so, beside which the two thread switches of a turn are small.
    private static final int TURN_BYTES = 256 * 1024;

    /// Without a gating cursor, and when nobody reads, a producer is slowed to one turn in this time.
    private static final long TURN_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int NO_PRIORITY = -1;

    private final EventLog log;

    private @Nullable LogSegment tail;
    private int index;
    private int segmentLength = SegmentPool.SEGMENT_LENGTH_MIN;
    private long nextOffset;
    private long nextPosition;

    /// When the first event since the last [#publish] was appended; 0 when there is none. Reading the clock
    /// costs as much as the rest of an append, and nobody can see an event before the next publish anyway.
    private long batchNs;

    private int turnBytes = TURN_BYTES;
    private long turnEnd = TURN_BYTES;

    private int seenPriority = NO_PRIORITY;

    private volatile boolean outOfMemory;

    /// Written under the log's lock, read without it: an event too many is harmless, for a window is not
    /// memory.
    private volatile long admittedOffset = Long.MAX_VALUE;

    private volatile long admittedPosition = Long.MAX_VALUE;

    LogAppender(EventLog log) {
        this.log = log;
    }

    /// Appends an event of at most `lengthMax` bytes and returns its offset, or why not. It is not visible yet.
    public long append(int type, int priority, int flags, int keyHash, int lengthMax, RecordWriter writer) {
        assert lengthMax > 0 : lengthMax;
        assert priority >= 0 && priority <= 9 : priority;
        if (log.isClosed()) {
            return EventLog.CLOSED;
        }
        if (lengthMax > log.eventBytesMax) {
            return EventLog.TOO_LARGE;
        }
        boolean isControl = (flags & RecordLayout.FLAG_CONTROL) != 0;
        if (!isControl && !isAdmitted() && !refreshAndAdmit()) {
            return EventLog.BACK_PRESSURED;
        }
        LogSegment segment = segmentFor(RecordLayout.recordLength(lengthMax));
        if (segment == null) {
            return EventLog.BACK_PRESSURED;
        }
        UnsafeBuffer buffer = segment.memory.buffer();
        int payloadIndex = RecordLayout.payloadIndex(index);
        int length = writer.write(nextOffset, buffer, payloadIndex);
        assert length > 0 && length <= lengthMax : length + " of " + lengthMax;
        if (LineEnds.contains(buffer, payloadIndex, length)) {
            return EventLog.LINE_END;
        }
        RecordLayout.write(buffer, index, length, type, priority, flags, nextOffset, batchNs(), keyHash);
        if (!isControl && priority != seenPriority) {
            seePriority(priority);
        }
        int recordLength = RecordLayout.recordLength(length);
        index += recordLength;
        nextPosition += recordLength;
        return nextOffset++;
    }

    /// Appends the log's last event, publishes it and closes the log. It is control, so windows do not hold it
    /// up.
    public long appendTerminal(int type, int lengthMax, RecordWriter writer) {
        int flags = RecordLayout.FLAG_CONTROL | RecordLayout.FLAG_TERMINAL;
        long offset = append(type, 9, flags, 0, lengthMax, writer);
        if (offset >= 0) {
            publish(true);
        }
        return offset;
    }

    /// Makes everything appended so far visible and wakes the cursors that wait.
    public void publish() {
        if (nextOffset > log.publishedOffset()) {
            publish(false);
        }
    }

    /// Blocks a virtual thread until at least half of each gating cursor's window is free, so that it has a
    /// batch to write and not one event, or the log was closed. May return early; whoever calls tries again. To
    /// be called after [#publish]: nobody makes room by reading what is not visible. Others may append
    /// meanwhile, but not wait as well.
    public void awaitRoom() throws InterruptedException {
        boolean isShort = outOfMemory;
        log.awaitRoom(isShort, isShort ? MEMORY_WAIT_NS : 0);
    }

    /// As [#awaitRoom()], but for `nanosMax` at most.
    public void awaitRoom(long nanosMax) throws InterruptedException {
        boolean isShort = outOfMemory;
        log.awaitRoom(isShort, isShort ? Math.min(MEMORY_WAIT_NS, nanosMax) : nanosMax);
    }

    /// Blocks a virtual thread until every cursor that has not fallen behind its window has half of it free, or
    /// for `nanosMax`. Those that have not by then are added to `slow`, and are not waited for. To be called
    /// after [#publish]. A producer that appends at most half a window between two calls so never makes a
    /// reader lose events that keeps up.
    public void awaitReaders(long nanosMax, Set<LogCursor> slow) throws InterruptedException {
        log.awaitReaders(nanosMax, slow);
    }

    /// Lets go what the retention no longer keeps; appending does so by itself whenever a segment is full.
    public void expire(long nowNs) {
        evict(false, nowNs);
    }

    /// Whether so much was appended since the last yes that the next event should wait for [#giveTurn].
    public boolean isTurnOver() {
        if (nextPosition < turnEnd) {
            return false;
        }
        turnEnd = nextPosition + turnBytes;
        return true;
    }

    /// Blocks a virtual thread until a cursor has read on, or for a millisecond when none gates. Virtual
    /// threads are not taken off their processor: one that never waits would keep all others from running. An
    /// event loop wakes the sources of its streams in the order it serves them, so their turns are as fair as
    /// its own. To be called after [#publish].
    public void giveTurn() throws InterruptedException {
        log.giveTurn(TURN_WAIT_NS);
    }

    /// As [#awaitRoom()], without blocking: has `waker` called once, by whoever makes room. Returns the
    /// nanoseconds after which to look again all the same: 0 for at once, and then there will be no call, or
    /// `Long.MAX_VALUE`.
    public long awaitRoom(Runnable waker) {
        boolean isShort = outOfMemory;
        if (!log.awaitRoom(isShort, waker)) {
            return 0;
        }
        return isShort ? MEMORY_WAIT_NS : Long.MAX_VALUE;
    }

    /// As [#giveTurn()], without blocking; returns what [#awaitRoom(Runnable)] does. For a producer that others
    /// share their thread with: they have their turns when it returns, so while windows bound it there is
    /// nothing to wait for.
    public long giveTurn(Runnable waker) {
        return log.isGated() || !log.giveTurn(waker) ? 0 : TURN_WAIT_NS;
    }

    /// Ends a wait that was begun with a waker.
    public void resume() {
        log.resume();
    }

    /// Lets this turn end after `first` bytes more, and each of the next after `bytes`.
    public void limitTurns(int first, int bytes) {
        turnEnd = nextPosition + first;
        turnBytes = bytes;
    }

    /// Lets whoever waits for windows to open go, now and from now on; waiting for memory goes on.
    @AnyThread
    public void endWaiting() {
        log.endWaiting();
    }

    /// Closes the log without a last event, for when there is none to write.
    public void close() {
        publish(true);
    }

    /// The offset the next event will have.
    public long nextOffset() {
        return nextOffset;
    }

    /// Whether the windows of all gating cursors have room, as far as was known at the last look.
    private boolean isAdmitted() {
        return !outOfMemory && nextOffset < admittedOffset && nextPosition < admittedPosition;
    }

    /// Looks anew how far the gating cursors let the appender go; under the log's lock.
    @AnyThread
    void refreshAdmission() {
        assert log.lock.isHeldByCurrentThread();
        long offset = Long.MAX_VALUE;
        long position = Long.MAX_VALUE;
        for (LogCursor cursor : log.cursors()) {
            if (cursor.policy().gates()) {
                offset = Math.min(offset, cursor.admittedOffset());
                position = Math.min(position, cursor.admittedPosition());
            }
        }
        admittedOffset = offset;
        admittedPosition = position;
    }

    private boolean refreshAndAdmit() {
        log.lock.lock();
        try {
            refreshAdmission();
        } finally {
            log.lock.unlock();
        }
        outOfMemory = false;
        return isAdmitted();
    }

    private void seePriority(int priority) {
        if (seenPriority != NO_PRIORITY) {
            log.seePriorities();
        }
        seenPriority = priority;
    }

    private long batchNs() {
        if (batchNs == 0) {
            batchNs = System.nanoTime();
        }
        return batchNs;
    }

    private void publish(boolean last) {
        batchNs = 0;
        if (tail != null) {
            tail.limitRelease(index);
        }
        log.published(nextOffset, nextPosition, last);
    }

    private @Nullable LogSegment segmentFor(int recordLength) {
        LogSegment current = tail;
        if (current != null && index + recordLength <= current.memory.length()) {
            return current;
        }
        return roll(recordLength);
    }

    private @Nullable LogSegment roll(int recordLength) {
        publish();
        long nowNs = System.nanoTime();
        evict(false, nowNs);
        int length = Math.max(segmentLength, recordLength);
        Segment memory = log.pool.lease(length, log.budget);
        if (memory == null) {
            // History, and what may be lapped, give way before the work stands still.
            evict(true, nowNs);
            memory = log.pool.lease(length, log.budget);
        }
        if (memory == null && recordLength < length) {
            memory = log.pool.lease(recordLength, log.budget);
        }
        if (memory == null) {
            outOfMemory = true;
            return null;
        }
        outOfMemory = false;
        LogSegment next = new LogSegment(memory, nextPosition, nextOffset, nowNs);
        log.lock.lock();
        try {
            log.link(tail, next);
        } finally {
            log.lock.unlock();
        }
        tail = next;
        index = 0;
        segmentLength = Math.min(segmentLength * 2, GROWN_SEGMENT_LENGTH);
        return next;
    }

    /// Lets go what nobody waits for any more; when memory is short, all but what gating cursors have not read.
    private void evict(boolean isShort, long nowNs) {
        log.lock.lock();
        try {
            long evictBelow = isShort ? nextPosition : retainedFrom(nowNs);
            for (LogCursor cursor : log.cursors()) {
                long position = cursor.position();
                if (cursor.policy().gates()) {
                    evictBelow = Math.min(evictBelow, position);
                } else if (!isShort) {
                    long inWindow = nextPosition - cursor.window().bytes();
                    evictBelow = Math.min(evictBelow, Math.max(position, inWindow));
                }
            }
            log.evict(evictBelow);
        } finally {
            log.lock.unlock();
        }
    }

    /// Position from which on the retention keeps records; under the log's lock. A segment may go when all that
    /// stands in it is past a bound, which the beginning of the next one tells.
    private long retainedFrom(long nowNs) {
        Retention retention = log.retention;
        long from = nextPosition - retention.bytesMax();
        LogSegment first = log.headAcquire();
        LogSegment second = first == null ? null : first.nextAcquire();
        while (second != null && retention.isPast(nextOffset - second.baseOffset, nowNs - second.linkedNs)) {
            from = Math.max(from, second.basePosition);
            second = second.nextAcquire();
        }
        return from;
    }
}
