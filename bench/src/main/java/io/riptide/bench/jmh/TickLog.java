package io.riptide.bench.jmh;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogAppender;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordWriter;
import io.riptide.engine.log.Retention;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import java.util.ArrayList;
import java.util.List;

/// A log of the engine that is fed by hand, on the thread that reads it.
///
/// - **Ownership:** owns its memory and the cursors it opened, until [#close].
public final class TickLog implements AutoCloseable {
    private static final long POOL_BYTES = 16L << 20;
    private static final Window WINDOW = new Window(4096, 8L << 20);

    private final SegmentPool pool = new SegmentPool(POOL_BYTES);
    private final EventLog log =
            new EventLog(pool, ByteBudget.root("bench", POOL_BYTES), Retention.NONE, EventLog.EVENT_BYTES_MAX);
    private final List<LogCursor> cursors = new ArrayList<>();
    private final RecordWriter writer;
    private final int lengthBytes;

    /// A log whose events `writer` writes, none longer than `lengthBytes`.
    public TickLog(RecordWriter writer, int lengthBytes) {
        this.writer = writer;
        this.lengthBytes = lengthBytes;
    }

    /// The log itself.
    public EventLog log() {
        return log;
    }

    /// Opens a reader at the log's begin, with room for all that a benchmark appends at once.
    public LogCursor open(DeliveryPolicy policy, Runnable listener) {
        LogCursor cursor = log.open(0, policy, WINDOW, listener);
        cursors.add(cursor);
        return cursor;
    }

    /// Appends so many events, which become visible together.
    public void append(int events) {
        LogAppender appender = log.appender();
        for (int i = 0; i < events; i++) {
            long offset = appender.append(Ticks.TYPE, 0, 0, 0, lengthBytes, writer);
            if (offset < 0) {
                throw new IllegalStateException("offset=" + offset);
            }
        }
        appender.publish();
    }

    @Override
    public void close() {
        cursors.forEach(LogCursor::close);
        log.free();
        pool.close();
    }
}
