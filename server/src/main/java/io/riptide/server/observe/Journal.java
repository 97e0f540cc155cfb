package io.riptide.server.observe;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogAppender;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Retention;
import io.riptide.engine.log.Viewable;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.WorkSource;
import io.riptide.server.event.EventType;
import io.riptide.server.event.JsonEvent;
import io.riptide.server.stream.RunEvents;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/// What happened to the node, in a log that anybody may read.
///
/// ```
/// any thread ─tell─► queue ─keepHouse─► EventLog ◄─ LogCursor ◄─ /debug/events
/// ```
///
/// Whoever tells only puts a value into a queue; one thread makes it an event. The log has a pool of its own,
/// which the figures show apart: history that is kept for hours would else hold slabs of the streams' pool.
///
/// - **Threading:** any thread tells and reads; [#keepHouse] and [#end] take turns by a lock nobody else needs.
/// - **Ownership:** owns its memory until [#close].
/// - **Bounds:** [#EVENTS_MAX] events or [#HELD_BYTES_MAX] of them, whichever is less, and a segment more; what
///   does not fit the queue is lost, counted and told. Readers never hold it up: those who would are not let
///   in.
public final class Journal implements Viewable, AutoCloseable {
    /// What [#kind] says.
    public static final String KIND = "journal";

    /// Events kept for those who come later.
    static final int EVENTS_MAX = 10_000;

    /// Room for 10,000 events of 270 bytes with their headers.
    static final long HELD_BYTES_MAX = 3L << 20;

    private static final int QUEUE_LENGTH = 1_024;
    private static final int READERS_MAX = 100;
    private static final int EVENT_BYTES_MAX = 16 * 1024;

    /// What is held, a third more for the ends of segments that the next event did not fit, the segment being
    /// written, and one that is about to be let go.
    static final long BUDGET_BYTES = HELD_BYTES_MAX / 3 * 4 + 2L * 64 * 1024;

    /// Three slabs of the longest segments, one for each of the four lengths before, and one to spare. They are
    /// taken as they are needed, and those of the shorter lengths go back.
    private static final long POOL_BYTES = 8L * SegmentPool.SEGMENT_LENGTH_MAX;

    private final SegmentPool pool = new SegmentPool(POOL_BYTES);
    private final ByteBudget budget = ByteBudget.root(KIND, BUDGET_BYTES);
    private final EventLog log =
            new EventLog(pool, budget, new Retention(HELD_BYTES_MAX, EVENTS_MAX, Long.MAX_VALUE), EVENT_BYTES_MAX);
    private final ManyToOneConcurrentArrayQueue<NodeEvent> queue = new ManyToOneConcurrentArrayQueue<>(QUEUE_LENGTH);
    private final LongAdder written = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final ReentrantLock appending = new ReentrantLock();

    /// Losses that were told; guarded by `appending`.
    private long lostTold;

    private final Object viewers = new Object();

    /// Notes `event`, sooner or later. Never waits.
    public void tell(NodeEvent event) {
        if (!queue.offer(event)) {
            lost.increment();
        }
    }

    /// Writes what was told since the last time.
    public void keepHouse() {
        appending.lock();
        try {
            if (!log.isClosed()) {
                write();
                pool.trim(SegmentPool.SEGMENT_LENGTH_MAX);
            }
        } finally {
            appending.unlock();
        }
    }

    /// Writes what is left and the last event.
    public void end() {
        appending.lock();
        try {
            if (log.isClosed()) {
                return;
            }
            write();
            WorkSource.Event last = RunEvents.terminal(log.epoch(), new RunOutcome.Shutdown(), _ -> {});
            if (log.appender().appendTerminal(last.type(), last.lengthMax(), last.writer()) < 0) {
                log.appender().close();
            }
        } finally {
            appending.unlock();
        }
    }

    /// Gives its memory back; nobody may read any more.
    @Override
    public void close() {
        end();
        log.free();
        pool.close();
    }

    @Override
    public String id() {
        return KIND;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean outlivesViewers() {
        return true;
    }

    @Override
    public EventLog log() {
        return log;
    }

    /// Lets a reader in at `offset`; nothing when there are too many, or when it would hold others up.
    @Override
    public @Nullable LogCursor attach(long offset, DeliveryPolicy policy, Window window, Runnable listener) {
        synchronized (viewers) {
            if (policy.gates() || log.cursorCount() >= READERS_MAX) {
                return null;
            }
            return log.open(offset, policy, window, listener);
        }
    }

    @Override
    public void detach(LogCursor cursor) {
        synchronized (viewers) {
            cursor.close();
        }
    }

    /// Events written.
    public long written() {
        return written.sum();
    }

    /// Events that did not fit.
    public long lost() {
        return lost.sum();
    }

    /// Memory held.
    public long heldBytes() {
        return budget.reserved();
    }

    private void write() {
        for (NodeEvent event = queue.poll(); event != null; event = queue.poll()) {
            append(event);
        }
        long lostNow = lost.sum();
        if (lostNow > lostTold) {
            append(NodeEvent.now(
                    NodeEvent.Kind.JOURNAL,
                    NodeEvent.NODE,
                    "lost",
                    lostNow - lostTold,
                    "so much happened at once that some of it was not written down"));
            lostTold = lostNow;
        }
        log.appender().publish();
    }

    private void append(NodeEvent event) {
        JsonEvent json = new JsonEvent(EventType.EVENT, log.epoch(), event.fields());
        LogAppender appender = log.appender();
        if (appender.append(json.type(), 0, 0, 0, json.lengthMax(), json) >= 0) {
            written.increment();
        } else {
            lost.increment();
        }
    }
}
