package io.riptide.engine.log;

import io.riptide.engine.AnyThread;
import io.riptide.engine.OnConsumer;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.memory.Segment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// One reader's place in a log.
///
/// Each event from the cursor's start on is either delivered, once and in order, or told as part of one gap.
/// While it polls, the cursor holds on to the segment it reads, so what it lends out cannot change or go away;
/// between polls it holds nothing, and a cursor that may be lapped may find its segment gone.
///
/// - **Threading:** one reading thread; the appender reads [#position] and the admitted bounds, and wakes it.
/// - **Bounds:** a poll visits at most `limit` events that are delivered, and any number that are dropped.
/// - **Failure:** [#poll] returns [#OVERRUN], from then on, when its policy is to be disconnected and it fell
///   behind its window or was passed.
///
/// A policy looks at the lag once a poll, and not at each append: [DeliveryPolicy.DropOldest] then drops down
/// to the window, [DeliveryPolicy.DropNewest] keeps a window of the oldest and drops all that had come by then.
@OnConsumer
public final class LogCursor {
    /// The reader fell behind and its policy is [DeliveryPolicy.Disconnect].
    public static final int OVERRUN = -1;

    private static final long NO_GAP = -1;

    private final EventLog log;
    private final long startOffset;
    private final long backlogEnd;
    private final DeliveryPolicy policy;
    private final Runnable listener;
    private final AtomicBoolean parked = new AtomicBoolean();
    private final SegmentReader reader;
    private final DropPlan drops;
    private final @Nullable ConflatedEvents conflated;

    private long delivered;
    private long dropped;

    /// By how many events what waits is more than the window, as of the last look.
    private long surplus;

    private boolean isClosed;
    private boolean isOverrun;
    private long overrunOffset;

    private long gapFrom = NO_GAP;
    private long gapTo;
    private GapReason gapReason = GapReason.EXPIRED;

    /// When it conflates: the first offset that was neither delivered nor told as part of a gap.
    private long untold;

    private long sampledNs;

    private volatile Window window;
    private volatile long readOffset;
    private volatile long readPosition;

    LogCursor(
            EventLog log, long startOffset, long backlogEnd, DeliveryPolicy policy, Window window, Runnable listener) {
        this.log = log;
        this.startOffset = startOffset;
        this.backlogEnd = backlogEnd;
        this.policy = policy;
        this.window = window;
        this.listener = listener;
        this.reader = new SegmentReader(log, startOffset);
        this.drops = new DropPlan(backlogEnd);
        this.conflated = policy.conflates() ? new ConflatedEvents(log.pool, log.budget) : null;
        this.untold = startOffset;
        this.sampledNs = policy instanceof DeliveryPolicy.Sample sample ? System.nanoTime() - sample.intervalNs() : 0;
        this.readOffset = startOffset;
    }

    /// Finds the place of the start offset from `head` on; under the log's lock, so that nothing is evicted
    /// meanwhile.
    void seek(@Nullable LogSegment head, long publishedPosition) {
        readPosition = reader.seek(head, publishedPosition);
    }

    /// Lends at most `limit` events to `handler`, in order, until it declines one or none is left.
    ///
    /// Returns how many were taken, or [#OVERRUN].
    public int poll(RecordHandler handler, int limit) {
        assert !isClosed;
        if (conflated != null) {
            return pollConflating(conflated, handler, limit);
        }
        if (!plan() || !pin()) {
            if (isOverrun) {
                return OVERRUN;
            }
            tellGap(handler);
            return 0;
        }
        if (surplus > 0 && log.hasPriorities()) {
            drops.beginCounting();
            reader.countPriorities(drops);
            drops.dropLowest(surplus, log.publishedOffset(), policy instanceof DeliveryPolicy.DropNewest);
        }
        int taken = 0;
        boolean isDeclined = false;
        try {
            while (taken < limit && reader.hasRecord()) {
                if (isDropped()) {
                    noteGap(reader.offset(), reader.offset(), dropReason());
                    pass();
                    continue;
                }
                if (!tellGap(handler) || !handler.onRecord(reader.memory(), reader.index())) {
                    isDeclined = true;
                    break;
                }
                delivered++;
                taken++;
                pass();
            }
            // A gap that may still grow is told when it has its end.
            if (!isDeclined && reader.offset() >= drops.judgedUntil()) {
                tellGap(handler);
            }
        } finally {
            unpin();
        }
        return taken;
    }

    /// Takes over what is published, when this cursor conflates: only the newest event of each key then waits,
    /// in memory of its own. For a reader that cannot poll now and would be lapped.
    public void absorb() {
        if (conflated == null || !pin()) {
            return;
        }
        try {
            while (reader.hasRecord()) {
                // Without memory for it, it will be part of the gap before the next one.
                boolean _ = conflated.add(keyHere(), reader.buffer(), reader.index());
                reader.step();
            }
        } finally {
            unpin();
        }
    }

    /// Nanoseconds until [#poll] has something; 0 when it has now. Only for a cursor that has more.
    public long dueInNs() {
        if (!(policy instanceof DeliveryPolicy.Sample sample) || log.isClosed() || delivered == 0) {
            return 0;
        }
        return Math.max(0, sample.intervalNs() - (System.nanoTime() - sampledNs));
    }

    /// When the event that comes next was appended; 0 when it is not there, or no longer.
    public long nextAppendedNs() {
        if (!isBehind() || !pin()) {
            return 0;
        }
        try {
            return reader.hasRecord() ? RecordLayout.appendedNs(reader.buffer(), reader.index()) : 0;
        } finally {
            unpin();
        }
    }

    /// Whether the log has had its last event, taken or not.
    public boolean isEnding() {
        return log.isClosed();
    }

    /// Whether newer events replace those that wait.
    public boolean conflates() {
        return conflated != null;
    }

    /// Whether an event can be polled now, or when it is due.
    public boolean hasMore() {
        return isBehind() || gapFrom != NO_GAP || (conflated != null && !conflated.isEmpty());
    }

    private boolean isBehind() {
        return reader.offset() < log.publishedOffset();
    }

    /// Asks to be woken when more is published, although some may wait; false when it already is.
    public boolean parkBehindLog() {
        parked.set(true);
        return !isBehind() || !parked.compareAndSet(true, false);
    }

    /// Whether the log's last event has been taken and nothing will ever come.
    public boolean isDrained() {
        return log.isFreed() || (log.isClosed() && !hasMore());
    }

    /// Asks to be woken by the listener when there is more; false when there already is.
    public boolean park() {
        parked.set(true);
        if (hasMore() || log.isClosed()) {
            return !parked.compareAndSet(true, false);
        }
        return true;
    }

    /// Asks to be woken when more is published, whatever waits already. What is published at this very moment
    /// may not wake it: for those who look again by themselves soon.
    public void parkForNews() {
        parked.set(true);
    }

    /// Ends the reading. What only this cursor held back is free to go.
    public void close() {
        if (!isClosed) {
            isClosed = true;
            parked.set(false);
            if (conflated != null) {
                conflated.free();
            }
            log.close(this);
        }
    }

    /// Changes how far the producer may run ahead.
    public void window(Window newWindow) {
        window = newWindow;
        log.windowsChanged();
    }

    /// How far the producer may run ahead.
    @AnyThread
    public Window window() {
        return window;
    }

    /// The policy the cursor was opened with.
    @AnyThread
    public DeliveryPolicy policy() {
        return policy;
    }

    /// Offset of the event that comes next, or would have, had the reader not been overrun.
    public long nextOffset() {
        return isOverrun ? overrunOffset : reader.offset();
    }

    /// Offset of the first event that was neither delivered nor told as part of a gap: where another cursor would
    /// go on.
    public long untoldOffset() {
        if (isOverrun) {
            return overrunOffset;
        }
        if (conflated != null) {
            return untold;
        }
        return gapFrom == NO_GAP ? reader.offset() : gapFrom;
    }

    /// Offset the cursor was opened at.
    public long startOffset() {
        return startOffset;
    }

    /// Events taken by the handler so far.
    public long delivered() {
        return delivered;
    }

    /// Events this cursor was not given; each is part of a gap.
    public long dropped() {
        return dropped;
    }

    /// Published events that wait for this cursor, as far as it has told.
    @AnyThread
    public long lag() {
        return Math.max(0, log.publishedOffset() - readOffset);
    }

    /// Bytes of records that wait in the log for this cursor, as far as it has told.
    @AnyThread
    public long lagBytes() {
        return Math.max(0, log.publishedPosition() - readPosition);
    }

    /// Log position below which everything was read.
    @AnyThread
    long position() {
        return readPosition;
    }

    @AnyThread
    long admittedOffset() {
        return readOffset + window.events();
    }

    @AnyThread
    long admittedPosition() {
        return readPosition + window.bytes();
    }

    /// Whether at least half of the window is free: a producer that waits is woken for that, not for each
    /// event.
    @AnyThread
    public boolean hasRoom() {
        Window current = window;
        return log.publishedOffset() - readOffset <= current.events() / 2
                && log.publishedPosition() - readPosition <= current.bytes() / 2;
    }

    @AnyThread
    void wakeIfParked() {
        if (parked.get() && parked.compareAndSet(true, false)) {
            listener.run();
        }
    }

    /// Lets the policy look at the lag; false means disconnect.
    private boolean plan() {
        if (isOverrun) {
            return false;
        }
        surplus = 0;
        long published = log.publishedOffset();
        long next = reader.offset();
        long lag = published - next;
        long allowed = window.events();
        if (next < backlogEnd) {
            // A long backlog is no reason to call the reader slow.
            allowed = Math.max(allowed, backlogEnd - startOffset);
        }
        if (lag <= allowed) {
            return true;
        }
        return switch (policy) {
            case DeliveryPolicy.Block _, DeliveryPolicy.Latest _, DeliveryPolicy.Sample _ -> true;
            case DeliveryPolicy.Disconnect _ -> {
                overrun(next);
                yield false;
            }
            case DeliveryPolicy.DropOldest _ -> {
                surplus = lag - allowed;
                drops.dropOldest(published - allowed);
                yield true;
            }
            case DeliveryPolicy.DropNewest _ -> {
                surplus = lag - allowed;
                drops.dropNewest(next, allowed, published);
                yield true;
            }
        };
    }

    private boolean isDropped() {
        return !reader.isControl() && drops.drops(reader.offset(), priorityHere());
    }

    private void pass() {
        if (!reader.isControl()) {
            drops.passed(reader.offset(), priorityHere());
        }
        reader.step();
    }

    private int priorityHere() {
        return RecordLayout.priority(reader.buffer(), reader.index());
    }

    /// Whether events can go straight from the log to the reader, for none waits that another could replace.
    private boolean passesOn(ConflatedEvents waiting) {
        return policy instanceof DeliveryPolicy.Latest
                && waiting.isEmpty()
                && untold == reader.offset()
                && log.publishedOffset() - untold <= window.events();
    }

    private int pollConflating(ConflatedEvents waiting, RecordHandler handler, int limit) {
        if (!passesOn(waiting) || !pin()) {
            absorb();
            return takeConflated(waiting, handler, limit);
        }
        int taken = 0;
        try {
            while (untold == reader.offset()
                    && taken < limit
                    && reader.hasRecord()
                    && handler.onRecord(reader.memory(), reader.index())) {
                delivered++;
                taken++;
                reader.step();
                untold = reader.offset();
            }
        } finally {
            unpin();
        }
        return taken;
    }

    private int takeConflated(ConflatedEvents waiting, RecordHandler handler, int limit) {
        int taken = 0;
        while (taken < limit && !waiting.isEmpty() && dueInNs() == 0) {
            Segment memory = waiting.segment();
            int at = waiting.index();
            long offset = RecordLayout.offset(memory.buffer(), at);
            if (untold < offset) {
                if (!handler.onGap(untold, offset - 1, conflationReason())) {
                    break;
                }
                dropped += offset - untold;
                untold = offset;
            }
            if (!handler.onRecord(memory, at)) {
                break;
            }
            if ((RecordLayout.flags(memory.buffer(), at) & RecordLayout.FLAG_CONTROL) == 0) {
                sampledNs = System.nanoTime();
            }
            waiting.take();
            untold = offset + 1;
            delivered++;
            taken++;
        }
        return taken;
    }

    private GapReason conflationReason() {
        return policy instanceof DeliveryPolicy.Sample ? GapReason.SAMPLE : GapReason.LATEST;
    }

    private long keyHere() {
        if (!(policy instanceof DeliveryPolicy.Latest latest)) {
            return 0;
        }
        UnsafeBuffer buffer = reader.buffer();
        int index = reader.index();
        return latest.key().of(buffer, RecordLayout.payloadIndex(index), RecordLayout.payloadLength(buffer, index));
    }

    private GapReason dropReason() {
        return policy instanceof DeliveryPolicy.DropNewest ? GapReason.DROP_NEWEST : GapReason.DROP_OLDEST;
    }

    private void noteGap(long from, long to, GapReason reason) {
        if (conflated != null) {
            return; // what is missing between two events then tells it
        }
        if (gapFrom == NO_GAP) {
            gapFrom = from;
            gapReason = reason;
        }
        gapTo = to;
        dropped += to - from + 1;
    }

    private boolean tellGap(RecordHandler handler) {
        if (gapFrom == NO_GAP) {
            return true;
        }
        if (!handler.onGap(gapFrom, gapTo, gapReason)) {
            return false;
        }
        gapFrom = NO_GAP;
        return true;
    }

    /// Holds the segment for this poll. False when nothing is there, or when being passed means disconnect.
    private boolean pin() {
        long expected = reader.offset();
        if (!reader.pin()) {
            return false;
        }
        if (reader.offset() > expected) {
            if (reader.wasPassed() && policy instanceof DeliveryPolicy.Disconnect) {
                overrun(expected);
                reader.unpin();
                return false;
            }
            boolean isDrop = reader.wasPassed() && policy instanceof DeliveryPolicy.DropOldest;
            noteGap(expected, reader.offset() - 1, isDrop ? GapReason.DROP_OLDEST : GapReason.EXPIRED);
        }
        return true;
    }

    private void unpin() {
        readPosition = reader.position();
        readOffset = reader.offset();
        reader.unpin();
        if (log.isTurnGiven() || hasRoom()) {
            log.wakeProducer();
        }
    }

    private void overrun(long at) {
        isOverrun = true;
        overrunOffset = at;
    }
}
