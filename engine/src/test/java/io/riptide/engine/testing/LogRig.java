package io.riptide.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogAppender;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.log.Retention;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import java.util.ArrayList;
import java.util.List;

/// A log with its memory; closing it proves that all of the memory came back.
public final class LogRig implements AutoCloseable {
    /// A payload that makes a record of 128 bytes, so that 32 of them fill the first segment exactly.
    public static final int PAYLOAD = 96;

    /// Bytes of a record with [#PAYLOAD].
    public static final int RECORD = 128;

    /// A window nobody reaches.
    public static final Window WIDE = new Window(1_000_000, 1L << 40);

    /// Keeps everything.
    public static final Retention ALL = Retention.ofBytes(1L << 40);

    private final SegmentPool pool = new SegmentPool(16L << 20);
    private final ByteBudget budget;
    private final EventLog log;

    /// A log on a budget of its own.
    public LogRig(Retention retention, long budgetBytes) {
        budget = ByteBudget.root("rig", budgetBytes);
        log = new EventLog(pool, budget, retention, EventLog.EVENT_BYTES_MAX);
    }

    /// A log that keeps everything and has enough memory.
    public static LogRig keepingAll() {
        return new LogRig(ALL, 16L << 20);
    }

    /// A log that keeps nothing and has enough memory.
    public static LogRig keepingNothing() {
        return new LogRig(Retention.NONE, 16L << 20);
    }

    /// The log.
    public EventLog log() {
        return log;
    }

    /// Its appender.
    public LogAppender appender() {
        return log.appender();
    }

    /// Its budget.
    public ByteBudget budget() {
        return budget;
    }

    /// Its pool.
    public SegmentPool pool() {
        return pool;
    }

    /// Appends one event of [#PAYLOAD] bytes.
    public long append() {
        return append(PAYLOAD);
    }

    /// Appends one event.
    public long append(int length) {
        return appender().append(1, 5, 0, 0, length, Payloads.ofLength(length));
    }

    /// Appends a control event.
    public long appendControl() {
        return appender().append(2, 9, RecordLayout.FLAG_CONTROL, 0, PAYLOAD, Payloads.ofLength(PAYLOAD));
    }

    /// Appends `count` events, all of which must find room, and publishes them.
    public void publish(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(append()).isNotNegative();
        }
        appender().publish();
    }

    /// Appends the last event.
    public long terminate() {
        return appender().appendTerminal(3, PAYLOAD, Payloads.ofLength(PAYLOAD));
    }

    /// A cursor that nobody wakes.
    public LogCursor open(long offset, DeliveryPolicy policy, Window window) {
        return log.open(offset, policy, window, () -> {});
    }

    /// Everything `cursor` has to give now, as [RecordingHandler] writes it down.
    public static List<String> drain(LogCursor cursor) {
        RecordingHandler handler = new RecordingHandler();
        while (cursor.hasMore()) {
            assertThat(cursor.poll(handler, 1_000)).isNotNegative();
        }
        return handler.seen();
    }

    /// The words for the events `from` to `to`, inclusive.
    public static List<String> events(long from, long to) {
        List<String> all = new ArrayList<>();
        for (long offset = from; offset <= to; offset++) {
            all.add(Long.toString(offset));
        }
        return all;
    }

    @Override
    public void close() {
        log.free();
        assertThat(pool.leasedBytes()).isZero();
        assertThat(budget.reserved()).isZero();
        pool.close();
        assertThat(pool.slabBytes()).isZero();
    }
}
