package io.riptide.engine.log;

import io.riptide.engine.AnyThread;
import io.riptide.engine.OnConsumer;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Pressure;
import io.riptide.engine.flow.PressureStrategy;
import io.riptide.engine.flow.Window;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private static final long NOT_OVERRUN = -1;

    private final EventLog log;
    private final long startOffset;
    private final DeliveryPolicy policy;
    private final Runnable listener;
    private final AtomicBoolean parked = new AtomicBoolean();
    private final SegmentReader reader;
    private final DropPlan drops;
    private final Account account = new Account();
    private final @Nullable ConflatingReader conflating;

    private boolean isClosed;
    private long overrunOffset = NOT_OVERRUN;

    private volatile Window window;
    private volatile long readOffset;
    private volatile long readPosition;

    LogCursor(
            EventLog log, long startOffset, long backlogEnd, DeliveryPolicy policy, Window window, Runnable listener) {
        this.log = log;
        this.startOffset = startOffset;
        this.policy = policy;
        this.window = window;
        this.listener = listener;
        this.reader = new SegmentReader(log, startOffset);
        this.drops = new DropPlan(policy, backlogEnd);
        this.conflating = policy.conflates() ? new ConflatingReader(this, log, reader, policy, account) : null;
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
        if (conflating != null) {
            return conflating.poll(handler, limit);
        }
        if (isOverrun() || !pin()) {
            if (isOverrun()) {
                return OVERRUN;
            }
            account.tellGap(handler);
            return 0;
        }
        // Only now, for what the appender has passed does not wait any more.
        if (!plan()) {
            unpin();
            return OVERRUN;
        }
        if (drops.hasSurplus() && log.hasPriorities()) {
            drops.beginCounting();
            reader.countPriorities(drops);
            drops.dropLowest();
        }
        try {
            return take(handler, limit);
        } finally {
            unpin();
        }
    }

    /// Takes over what is published, when this cursor conflates: only the newest event of each key then waits,
    /// in memory of its own. For a reader that cannot poll now and would be lapped. False when a control event
    /// was left in the log, for there is no memory; to try again at once is of no use then.
    public boolean absorb() {
        return conflating == null || conflating.absorb();
    }

    /// Nanoseconds until [#poll] has something; 0 when it has now. Only for a cursor that has more.
    public long dueInNs() {
        return conflating == null ? 0 : conflating.dueInNs();
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
        return conflating != null;
    }

    /// Whether an event can be polled now, or when it is due.
    public boolean hasMore() {
        return isBehind() || account.hasGap() || (conflating != null && !conflating.isEmpty());
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
            if (conflating != null) {
                conflating.free();
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

    /// Lets `strategy` decide, by what `pressure` says, how much is kept when the policy drops; to be called
    /// before the first poll. Without one the window is what is kept.
    public void shedBy(PressureStrategy strategy, Pressure pressure) {
        drops.shedBy(strategy, pressure);
    }

    /// The policy the cursor was opened with.
    @AnyThread
    public DeliveryPolicy policy() {
        return policy;
    }

    /// Offset of the event that comes next, or would have, had the reader not been overrun.
    public long nextOffset() {
        return isOverrun() ? overrunOffset : reader.offset();
    }

    /// Offset of the first event that was neither delivered nor told as part of a gap: where another cursor
    /// would go on.
    public long untoldOffset() {
        if (isOverrun()) {
            return account.untoldOffset(overrunOffset);
        }
        return conflating == null ? account.untoldOffset(reader.offset()) : conflating.untoldOffset();
    }

    /// Offset the cursor was opened at.
    public long startOffset() {
        return startOffset;
    }

    /// Events taken by the handler so far.
    public long delivered() {
        return account.delivered();
    }

    /// Events this cursor was not given; each is part of a gap.
    public long dropped() {
        return account.dropped();
    }

    /// How it stands now.
    public CursorSnapshot snapshot() {
        return CursorSnapshot.of(this, conflating, account);
    }

    /// Events that wait for this cursor, where newer ones replaced others only those that are left.
    public long waiting() {
        long absorbed = conflating == null ? 0 : conflating.count();
        return absorbed + Math.max(0, log.publishedOffset() - reader.offset());
    }

    /// Whether the event that comes next was there when the cursor was opened.
    public boolean isInBacklog() {
        return drops.isInBacklog(reader.offset());
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
        long next = reader.offset();
        boolean isLet = drops.judge(next, log.publishedOffset(), window.events());
        overrunOffset = isLet ? overrunOffset : next;
        return isLet;
    }

    /// One by one what the policy has judged, and in runs what is behind it.
    private int take(RecordHandler handler, int limit) {
        int judged = takeJudged(handler, limit);
        return reader.offset() < drops.judgedUntil() ? judged : judged + takeRuns(handler, limit - judged);
    }

    private int takeJudged(RecordHandler handler, int limit) {
        int taken = 0;
        while (taken < limit && reader.offset() < drops.judgedUntil() && reader.hasRecord()) {
            if (isDropped()) {
                account.noteGap(reader.offset(), reader.offset(), drops.reason());
                drops.dropped();
                pass();
                continue;
            }
            if (!account.tellGap(handler) || !handler.onRecord(reader.memory(), reader.index())) {
                return taken;
            }
            account.took(1);
            taken++;
            pass();
        }
        return taken;
    }

    /// A gap that could still grow before has its end here.
    private int takeRuns(RecordHandler handler, int limit) {
        if (!account.tellGap(handler)) {
            return 0;
        }
        int taken = 0;
        int run = 1;
        while (run > 0 && taken < limit && reader.hasRecord()) {
            run = reader.lend(handler, limit - taken);
            account.took(run);
            taken += run;
        }
        return taken;
    }

    private boolean isDropped() {
        return !reader.isControl() && drops.drops(reader.offset(), reader.priority());
    }

    private void pass() {
        if (!reader.isControl()) {
            drops.passed(reader.offset(), reader.priority());
        }
        reader.step();
    }

    /// Holds the segment for this poll. False when nothing is there, or when being passed means disconnect.
    boolean pin() {
        long expected = reader.offset();
        if (!reader.pin()) {
            return false;
        }
        if (reader.offset() > expected) {
            if (reader.wasPassed() && policy instanceof DeliveryPolicy.Disconnect) {
                overrunOffset = expected;
                reader.unpin();
                return false;
            }
            if (conflating != null) {
                return true; // what is missing between two events then tells it
            }
            drops.forget();
            boolean isDrop = reader.wasPassed() && policy instanceof DeliveryPolicy.DropOldest;
            account.noteGap(expected, reader.offset() - 1, isDrop ? GapReason.DROP_OLDEST : GapReason.EXPIRED);
        }
        return true;
    }

    void unpin() {
        readPosition = reader.position();
        readOffset = reader.offset();
        reader.unpin();
        if (log.isTurnGiven() || hasRoom()) {
            log.wakeProducer();
        }
    }

    private boolean isOverrun() {
        return overrunOffset != NOT_OVERRUN;
    }
}
