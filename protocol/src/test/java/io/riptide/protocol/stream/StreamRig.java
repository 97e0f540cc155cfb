package io.riptide.protocol.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordWriter;
import io.riptide.engine.log.Retention;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.metrics.LatencyRecorder;
import io.riptide.protocol.testing.RecordingOutbound;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Logs, and channels without a socket that stream them; closing it proves that all memory came back.
final class StreamRig implements AutoCloseable {
    static final int EVENT = 1;
    static final int SUMMARY = 2;
    static final Window WIDE = new Window(1_000_000, 1L << 40);
    private static final long STALL_NS = 30_000_000_000L;
    private static final long SHORT_STALL_NS = 50_000_000;

    private static final byte[] EVENT_NAME = "event".getBytes(US_ASCII);
    private static final byte[] SUMMARY_NAME = "summary".getBytes(US_ASCII);

    private final SegmentPool pool = new SegmentPool(64L << 20);
    private final ByteBudget budget = ByteBudget.root("rig", 64L << 20);
    private final StreamSettings settings;
    private final List<EventLog> logs = new ArrayList<>();
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private final List<Ends> ends = new ArrayList<>();

    StreamRig() {
        FastThreadLocal.removeAll();
        settings = new StreamSettings(
                new Names(), 64 * 1024, STALL_NS, new Counters(), new LatencyRecorder(), () -> false);
    }

    /// A log that keeps what was read.
    EventLog newLog() {
        return newLog(Retention.ofBytes(1L << 40));
    }

    EventLog newLog(Retention retention) {
        EventLog log = new EventLog(pool, budget, retention, EventLog.EVENT_BYTES_MAX);
        logs.add(log);
        return log;
    }

    /// A log whose budget is one segment of 4 KiB, so that nobody who reads it has memory of their own.
    EventLog newTightLog() {
        EventLog log =
                new EventLog(pool, budget.child("tight", 4_096), Retention.ofBytes(1L << 40), EventLog.EVENT_BYTES_MAX);
        logs.add(log);
        return log;
    }

    StreamSettings settings() {
        return settings;
    }

    /// A channel with our handler and one that writes down what it writes.
    EmbeddedChannel newChannel() {
        return newChannel(settings);
    }

    /// The same, whose reader may not stop for long. Elsewhere a slow machine must not look like a stopped
    /// reader.
    EmbeddedChannel newImpatientChannel() {
        return newChannel(new StreamSettings(
                settings.names(),
                settings.quantumBytes(),
                SHORT_STALL_NS,
                settings.counters(),
                settings.deliveryTimes(),
                settings.isMemoryShort()));
    }

    private EmbeddedChannel newChannel(StreamSettings ofChannel) {
        EmbeddedChannel channel = new EmbeddedChannel(new RecordingOutbound(), new StreamHandler(ofChannel));
        channels.add(channel);
        return channel;
    }

    /// Starts a stream of the log's events from the first on.
    Begun begin(EmbeddedChannel channel, EventLog log, Framing framing, Transfer transfer, int heartbeatMs) {
        return begin(channel, log, framing, transfer, heartbeatMs, new DeliveryPolicy.Block(), WIDE);
    }

    Begun begin(
            EmbeddedChannel channel,
            EventLog log,
            Framing framing,
            Transfer transfer,
            int heartbeatMs,
            DeliveryPolicy policy,
            Window window) {
        return begin(channel, log, framing, transfer, new ContentCoding.Identity(), heartbeatMs, policy, window);
    }

    Begun begin(
            EmbeddedChannel channel,
            EventLog log,
            Framing framing,
            Transfer transfer,
            ContentCoding coding,
            int heartbeatMs,
            DeliveryPolicy policy,
            Window window) {
        return begin(channel, log, new StreamForm(framing, transfer, coding, false), heartbeatMs, policy, window, 0);
    }

    /// Starts a stream of the log's events from `offset` on that shares frames with others in the same form.
    Begun share(EmbeddedChannel channel, EventLog log, Framing framing, Transfer transfer, long offset) {
        return share(channel, log, framing, transfer, new ContentCoding.Identity(), new DeliveryPolicy.Block(), offset);
    }

    Begun share(
            EmbeddedChannel channel,
            EventLog log,
            Framing framing,
            Transfer transfer,
            ContentCoding coding,
            DeliveryPolicy policy,
            long offset) {
        return begin(channel, log, new StreamForm(framing, transfer, coding, true), 0, policy, WIDE, offset);
    }

    private Begun begin(
            EmbeddedChannel channel,
            EventLog log,
            StreamForm form,
            int heartbeatMs,
            DeliveryPolicy policy,
            Window window,
            long offset) {
        Ends told = new Ends();
        StreamWriter writer = channel.pipeline()
                .get(StreamHandler.class)
                .newStream(form.framing(), form.transfer(), System.nanoTime(), told);
        LogCursor cursor = log.open(offset, policy, window, writer::wake);
        told.cursor = cursor;
        ends.add(told);
        writer.code(form.coding());
        if (form.isShared()) {
            writer.share();
        }
        writer.start(cursor, log, heartbeatMs, out -> out.writeCharSequence("HEAD|", US_ASCII));
        return new Begun(writer, told);
    }

    /// Appends `count` events of `length` bytes and makes them visible together.
    static void publish(EventLog log, int count, int length) {
        for (int i = 0; i < count; i++) {
            assertThat(log.appender().append(EVENT, 5, 0, 0, length, event(length)))
                    .isNotNegative();
        }
        log.appender().publish();
    }

    /// Appends the log's last event.
    static void terminate(EventLog log) {
        assertThat(log.appender().appendTerminal(SUMMARY, 32, text("{\"end\":1}")))
                .isNotNegative();
    }

    /// `{"n":0…}` with the offset, as long as asked.
    static RecordWriter event(int length) {
        return (offset, buffer, index) -> {
            buffer.putBytes(index, "{\"n\":".getBytes(US_ASCII));
            int digits = buffer.putNaturalLongAscii(index + 5, offset);
            buffer.setMemory(index + 5 + digits, length - 6 - digits, (byte) ' ');
            buffer.putByte(index + length - 1, (byte) '}');
            return length;
        };
    }

    private static RecordWriter text(String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        return (offset, buffer, index) -> {
            buffer.putBytes(index, bytes);
            return bytes.length;
        };
    }

    static RecordingOutbound recorder(EmbeddedChannel channel) {
        return channel.pipeline().get(RecordingOutbound.class);
    }

    /// Full, or not, whatever is queued.
    static void writable(EmbeddedChannel channel, boolean isWritable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, isWritable);
        channel.runPendingTasks();
    }

    @Override
    public void close() {
        for (EmbeddedChannel channel : channels) {
            channel.close();
            channel.runPendingTasks();
            for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                ReferenceCountUtil.release(out);
            }
            assertThat(channel.pipeline().get(StreamHandler.class)).isNull();
        }
        ends.forEach(told -> assertThat(told.all).hasSize(1));
        logs.forEach(EventLog::free);
        assertThat(pool.leasedBytes()).isZero();
        assertThat(budget.reserved()).isZero();
        pool.close();
        FastThreadLocal.removeAll();
    }

    /// A stream and what its listener heard.
    record Begun(StreamWriter writer, Ends ends) {}

    /// Writes down the ends and closes the cursor.
    static final class Ends implements StreamListener {
        final List<StreamEnd> all = new ArrayList<>();
        int firstBytes;

        @Nullable
        LogCursor cursor;

        @Override
        public void onFirstByte(long ttfbNs) {
            firstBytes++;
        }

        @Override
        public void onEnd(StreamEnd end) {
            all.add(end);
            LogCursor opened = cursor;
            if (opened != null) {
                opened.close();
            }
        }
    }

    private static final class Names implements EventNames {
        @Override
        public byte[] name(int type) {
            return type == SUMMARY ? SUMMARY_NAME : EVENT_NAME;
        }

        @Override
        public int summaryType() {
            return SUMMARY;
        }
    }
}
