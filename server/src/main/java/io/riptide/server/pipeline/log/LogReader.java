package io.riptide.server.pipeline.log;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.log.Viewable;
import io.riptide.engine.memory.Segment;
import io.riptide.engine.pipeline.node.NodeOutput;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Takes events out of a log for a node, which waits for them on its own thread.
///
/// Each poll takes one event and copies it, so that nothing of the log is held while the node emits its frame
/// and waits for room there. What the node does not take stays in the log: with [DeliveryPolicy.Block], whoever
/// writes there waits then.
///
/// - **Threading:** the thread that opened it, but for the wake-up, which any may give.
/// - **Ownership:** owns its cursor, from [#open] to [#close].
/// - **Bounds:** one event beside what the window lets wait.
/// - **Failure:** [InterruptedException].
public final class LogReader implements AutoCloseable {
    private final Viewable viewed;
    private final Taker taker = new Taker();
    private final LogCursor cursor;
    private boolean isClosed;

    private LogReader(Viewable viewed, LogCursor cursor) {
        this.viewed = viewed;
        this.cursor = cursor;
    }

    /// Reads `viewed` from `offset` on; nothing when nobody is let in there.
    public static Optional<LogReader> open(Viewable viewed, long offset, DeliveryPolicy policy, Window window) {
        assert !policy.conflates() : policy; // its events come when they are due, and nobody would wake us then
        Thread reader = Thread.currentThread();
        LogCursor cursor = viewed.attach(offset, policy, window, () -> LockSupport.unpark(reader));
        return Optional.ofNullable(cursor).map(opened -> new LogReader(viewed, opened));
    }

    /// The next event, for which it waits; nothing when the log has ended and all was taken.
    public Optional<LogEvent> next(NodeOutput out) throws InterruptedException {
        LogEvent event = poll();
        return event != null ? Optional.of(event) : out.waitFor(this::await);
    }

    private Optional<LogEvent> await() throws InterruptedException {
        LogEvent event = poll();
        while (event == null) {
            if (cursor.isDrained()) {
                return Optional.empty();
            }
            if (cursor.park()) {
                LockSupport.park(this);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            event = poll();
        }
        return Optional.of(event);
    }

    private @Nullable LogEvent poll() {
        int taken = cursor.poll(taker, 1);
        assert taken != LogCursor.OVERRUN : cursor.policy();
        return taker.take();
    }

    /// Events that this reader was not given.
    public long dropped() {
        return cursor.dropped();
    }

    /// Lets go of the log.
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            viewed.detach(cursor);
        }
    }

    /// Copies what it is lent.
    private static final class Taker implements RecordHandler {
        private @Nullable LogEvent event;
        private @Nullable LogGap gap;

        @Override
        public boolean onRecord(Segment segment, int index) {
            byte[] json = new byte[RecordLayout.payloadLength(segment.buffer(), index)];
            segment.buffer().getBytes(RecordLayout.payloadIndex(index), json);
            event = new LogEvent(
                    RecordLayout.type(segment.buffer(), index),
                    RecordLayout.offset(segment.buffer(), index),
                    (RecordLayout.flags(segment.buffer(), index) & RecordLayout.FLAG_TERMINAL) != 0,
                    json,
                    Optional.ofNullable(gap));
            gap = null;
            return true;
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            LogGap missed = new LogGap(from, to, reason);
            gap = gap == null ? missed : gap.and(missed);
            return true;
        }

        @Nullable
        LogEvent take() {
            LogEvent taken = event;
            event = null;
            return taken;
        }
    }
}
