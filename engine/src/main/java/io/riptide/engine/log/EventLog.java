package io.riptide.engine.log;

import io.riptide.engine.AnyThread;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A bounded, append-only sequence of events in off-heap memory, with one appender and any number of cursors.
///
/// ```
///            head                                   tail
///  evicted │ segment ─next─► segment ─next─► … ─next─► segment │ claimed, not yet published
///               ▲                  ▲                     ▲
///            lapping            gating                parked
///            cursor             cursor                cursor
/// ```
///
/// A *position* is the byte an event begins at, counted over the log's whole life; an *offset* is its number,
/// from 0. A **gating** cursor, one with [DeliveryPolicy.Block], is never passed by the appender: its window
/// decides what is admitted. Any other cursor may be lapped and then learns what it missed.
///
/// | field | written by | read by | mode |
/// |---|---|---|---|
/// | `publishedOffset`, `publishedPosition` | appender | cursors | volatile |
/// | `head` | appender, and whoever frees the log, under the lock | cursors | volatile |
/// | `cursors` | opening and closing threads, under the lock | appender | volatile, copied on write |
/// | `waitingProducer` | producer; the cursor that wakes it | cursors | atomic; both write first, then look |
///
/// - **Threading:** any thread; appending only through [#appender], by one thread at a time. The lock is held
///   for a few instructions when a segment or cursor comes or goes, never per event.
/// - **Ownership:** leases segments from its pool on its budget until they are evicted or [#free] is called.
/// - **Bounds:** what cursors have not read is bounded by their windows, what they have read by the retention,
///   each rounded up to whole segments. When memory is short, only what gating cursors have not read is kept.
@AnyThread
public final class EventLog {
    /// The windows of the gating cursors, or the memory, leave no room now.
    public static final long BACK_PRESSURED = -1;

    /// The log has had its last event.
    public static final long CLOSED = -2;

    /// The event is longer than an event may be.
    public static final long TOO_LARGE = -3;

    /// The payload holds a raw line end.
    public static final long LINE_END = -4;

    /// Bytes that no log lets an event exceed: what the longest segment holds beside one header.
    public static final int EVENT_BYTES_MAX = SegmentPool.SEGMENT_LENGTH_MAX - RecordLayout.HEADER_LENGTH;

    final SegmentPool pool;
    final ByteBudget budget;
    final Retention retention;
    final int eventBytesMax;
    final ReentrantLock lock = new ReentrantLock();

    private final byte[] epoch = CursorId.newEpoch();
    private final LogAppender appender = new LogAppender(this);
    /// A thread that parks, or what to call.
    private final AtomicReference<@Nullable Object> waitingProducer = new AtomicReference<>();
    private volatile LogCursor[] cursors = {};
    private volatile @Nullable LogSegment head;
    private volatile long publishedOffset;
    private volatile long publishedPosition;
    private volatile boolean closed;
    private volatile boolean freed;
    private volatile boolean waitingEnded;
    private volatile boolean isTurnGiven;
    private volatile boolean hasPriorities;

    /// An empty log that takes its memory from `pool` on `budget`; it leases nothing before its first event.
    public EventLog(SegmentPool pool, ByteBudget budget, Retention retention, int eventBytesMax) {
        if (eventBytesMax < 1 || eventBytesMax > EVENT_BYTES_MAX) {
            throw new IllegalArgumentException("eventBytesMax=" + eventBytesMax + " is not in 1.." + EVENT_BYTES_MAX);
        }
        this.pool = pool;
        this.budget = budget;
        this.retention = retention;
        this.eventBytesMax = eventBytesMax;
    }

    /// The end that writes.
    public LogAppender appender() {
        return appender;
    }

    /// Opens a cursor at `offset`, or at the first event still held when that one is not, which the cursor then
    /// tells as a gap. `listener` is called, by the appender's thread, when events come while the cursor is
    /// parked.
    public LogCursor open(long offset, DeliveryPolicy policy, Window window, Runnable listener) {
        assert offset >= 0 : offset;
        lock.lock();
        try {
            long start = Math.min(offset, publishedOffset);
            LogCursor cursor = new LogCursor(this, start, publishedOffset, policy, window, listener);
            cursor.seek(head, publishedPosition);
            LogCursor[] grown = Arrays.copyOf(cursors, cursors.length + 1);
            grown[grown.length - 1] = cursor;
            cursors = grown;
            appender.refreshAdmission();
            return cursor;
        } finally {
            lock.unlock();
        }
    }

    /// The eight characters that tell this log from all others.
    public byte[] epoch() {
        return epoch;
    }

    /// The offset that `cursorId` names in this log, or nothing when it names another log or is malformed.
    public OptionalLong offsetOf(CharSequence cursorId) {
        return CursorId.offset(cursorId, epoch);
    }

    /// How many events were published.
    public long publishedOffset() {
        return publishedOffset;
    }

    /// How many bytes of records were published, headers included.
    public long publishedPosition() {
        return publishedPosition;
    }

    /// Offset of the first event still held; [#publishedOffset] when none is.
    public long earliestOffset() {
        LogSegment first = head;
        return first == null ? publishedOffset : first.baseOffset;
    }

    /// Bytes of records published and still held, headers included.
    public long heldBytes() {
        LogSegment first = head;
        return first == null ? 0 : Math.max(0, publishedPosition - first.basePosition);
    }

    /// How long ago the first event still held was appended, or nothing when none is held.
    public OptionalLong oldestAgeNs(long nowNs) {
        LogSegment first = head;
        return first == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, nowNs - first.linkedNs));
    }

    /// Whether the last event has been published.
    public boolean isClosed() {
        return closed;
    }

    /// Whether the producer waits for the windows of its readers.
    public boolean isHeldUp() {
        return waitingProducer.get() != null && !isTurnGiven;
    }

    /// Bytes of memory this log, and those that conflate its events, hold.
    public long reservedBytes() {
        return budget.reserved();
    }

    /// Forgets all but the newest segment and what those who gate have not read; others who have not read it
    /// are told of a gap.
    public void shed() {
        lock.lock();
        try {
            long evictBelow = publishedPosition;
            for (LogCursor cursor : cursors) {
                if (cursor.policy().gates()) {
                    evictBelow = Math.min(evictBelow, cursor.position());
                }
            }
            evict(evictBelow);
        } finally {
            lock.unlock();
        }
    }

    /// How many cursors are open.
    public int cursorCount() {
        return cursors.length;
    }

    /// Gives all memory back at once. Only after the appender has stopped for good; cursors then find nothing
    /// more.
    public void free() {
        lock.lock();
        try {
            freed = true;
            closed = true;
            for (LogSegment segment = head; segment != null; segment = segment.nextAcquire()) {
                segment.release();
            }
            head = null;
        } finally {
            lock.unlock();
        }
        wakeReaders();
    }

    /// Whether its data events differ in priority.
    boolean hasPriorities() {
        return hasPriorities;
    }

    void seePriorities() {
        hasPriorities = true;
    }

    boolean isFreed() {
        return freed;
    }

    @Nullable
    LogSegment headAcquire() {
        return head;
    }

    LogCursor[] cursors() {
        return cursors;
    }

    void published(long offset, long position, boolean last) {
        publishedPosition = position;
        publishedOffset = offset;
        if (last) {
            closed = true;
        }
        wakeReaders();
    }

    /// The volatile writes of [#published] and the read of `parked` keep their order, as do the cursor's write
    /// of `parked` and its read of `publishedOffset`: one of the two sees the other.
    private void wakeReaders() {
        for (LogCursor cursor : cursors) {
            cursor.wakeIfParked();
        }
    }

    /// Adds a segment behind `tail`; under the lock.
    void link(@Nullable LogSegment tail, LogSegment segment) {
        assert lock.isHeldByCurrentThread();
        if (tail == null) {
            head = segment;
        } else {
            tail.nextRelease(segment);
        }
    }

    /// Releases segments from the head on whose records are all below `evictBelow`; under the lock. The tail
    /// always stays.
    void evict(long evictBelow) {
        assert lock.isHeldByCurrentThread();
        LogSegment first = head;
        while (first != null) {
            LogSegment second = first.nextAcquire();
            if (second == null || second.basePosition > evictBelow) {
                break;
            }
            head = second;
            first.release();
            first = second;
        }
    }

    void close(LogCursor cursor) {
        lock.lock();
        try {
            cursors = Arrays.stream(cursors)
                    .filter(other -> !other.equals(cursor))
                    .toArray(LogCursor[]::new);
        } finally {
            lock.unlock();
        }
        windowsChanged();
    }

    /// What is admitted depends on all gating cursors, so one that changes makes us look at each.
    void windowsChanged() {
        lock.lock();
        try {
            appender.refreshAdmission();
        } finally {
            lock.unlock();
        }
        wakeProducer();
    }

    /// Parks the calling thread until the gating cursors have room or the log closes, and for `nanosMax` at
    /// most unless that is 0. When memory is what lacks, nobody tells that it came back.
    void awaitRoom(boolean isOutOfMemory, long nanosMax) throws InterruptedException {
        waitingProducer.set(Thread.currentThread());
        park(!closed && (isOutOfMemory || !(waitingEnded || hasRoom())), nanosMax);
    }

    /// As above, without a thread that parks: false when there is no need to wait.
    boolean awaitRoom(boolean isOutOfMemory, Runnable waker) {
        waitingProducer.set(waker);
        return mustWait(!closed && (isOutOfMemory || !(waitingEnded || hasRoom())), waker);
    }

    /// See [LogAppender#awaitReaders]. Each poll of any cursor wakes the calling thread to look again.
    void awaitReaders(long nanosMax, Set<LogCursor> slow) throws InterruptedException {
        long endNs = System.nanoTime() + nanosMax;
        isTurnGiven = true;
        try {
            long leftNs = nanosMax;
            while (leftNs > 0 && isAwaitingReaders(slow)) {
                waitingProducer.set(Thread.currentThread());
                park(isAwaitingReaders(slow), leftNs);
                leftNs = endNs - System.nanoTime();
            }
        } finally {
            isTurnGiven = false;
        }
        for (LogCursor cursor : cursors) {
            if (isAwaited(cursor, slow)) {
                slow.add(cursor);
            }
        }
    }

    private boolean isAwaitingReaders(Set<LogCursor> slow) {
        if (closed || waitingEnded) {
            return false;
        }
        for (LogCursor cursor : cursors) {
            if (isAwaited(cursor, slow)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAwaited(LogCursor cursor, Set<LogCursor> slow) {
        return !cursor.hasRoom() && cursor.lag() <= cursor.window().events() && !slow.contains(cursor);
    }

    /// Parks the calling thread until a cursor has read on or the log closes, and for `unreadNs` at most when
    /// no cursor gates. Does not wait for one that has read all: it would not wake us.
    void giveTurn(long unreadNs) throws InterruptedException {
        isTurnGiven = true;
        waitingProducer.set(Thread.currentThread());
        try {
            park(!(closed || waitingEnded || isReadUp()), isGated() ? 0 : unreadNs);
        } finally {
            isTurnGiven = false;
        }
    }

    /// As above, without a thread that parks: false when there is no need to wait.
    boolean giveTurn(Runnable waker) {
        isTurnGiven = true;
        waitingProducer.set(waker);
        return mustWait(!(closed || waitingEnded || isReadUp()), waker);
    }

    /// Who was woken meanwhile waits for that call.
    private boolean mustWait(boolean mustWait, Runnable waker) {
        return mustWait || !waitingProducer.compareAndSet(waker, null);
    }

    /// The producer does not wait any more.
    void resume() {
        isTurnGiven = false;
        waitingProducer.set(null);
    }

    /// A timer for each wait would cost a thread switch of its own, and a virtual thread woken while its timer
    /// is set goes before all others.
    private void park(boolean mustWait, long nanosMax) throws InterruptedException {
        try {
            if (mustWait && nanosMax == 0) {
                LockSupport.park(this);
            } else if (mustWait) {
                LockSupport.parkNanos(this, nanosMax);
            }
        } finally {
            waitingProducer.set(null);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    boolean isTurnGiven() {
        return isTurnGiven;
    }

    private boolean isReadUp() {
        for (LogCursor cursor : cursors) {
            if (cursor.lag() == 0) {
                return true;
            }
        }
        return false;
    }

    /// Whether some reader may not be passed.
    public boolean isGated() {
        for (LogCursor cursor : cursors) {
            if (cursor.policy().gates()) {
                return true;
            }
        }
        return false;
    }

    void endWaiting() {
        waitingEnded = true;
        wakeProducer();
    }

    private boolean hasRoom() {
        for (LogCursor cursor : cursors) {
            if (cursor.policy().gates() && !cursor.hasRoom()) {
                return false;
            }
        }
        return true;
    }

    /// Wakes a producer that waits although it need not. A wake-up that got lost would be a bug; who calls this
    /// now and then bounds what it could cost.
    public void nudge() {
        if (waitingProducer.get() != null && (isTurnGiven || hasRoom())) {
            wakeProducer();
        }
    }

    /// Wakes the producer if it waits; it looks again.
    void wakeProducer() {
        // Once a wait: a second wake-up would be kept for the next wait and cut it short.
        if (waitingProducer.get() == null) {
            return;
        }
        switch (waitingProducer.getAndSet(null)) {
            case null -> {}
            case Thread thread -> LockSupport.unpark(thread);
            case Runnable waker -> waker.run();
            case Object other -> throw new AssertionError(other);
        }
    }
}
