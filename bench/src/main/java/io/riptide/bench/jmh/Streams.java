package io.riptide.bench.jmh;

import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.metrics.LatencyRecorder;
import io.riptide.protocol.stream.Framing;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.protocol.stream.StreamHandler;
import io.riptide.protocol.stream.StreamListener;
import io.riptide.protocol.stream.StreamSettings;
import io.riptide.protocol.stream.StreamWriter;
import io.riptide.protocol.stream.Transfer;
import io.riptide.server.event.EventType;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Streams of one log, each on a channel of its own, all of one event loop: from an append to what the socket
/// is handed, as the server does it.
///
/// - **Ownership:** owns the channels; borrows the log.
public final class Streams implements AutoCloseable {
    private static final int QUANTUM_BYTES = 64 * 1024;
    private static final long STALL_NS = TimeUnit.HOURS.toNanos(1);

    private final TickLog log;
    private final DrainedChannel[] channels;

    /// So many streams of `log`; `isShared` lets them frame an event once for all.
    public Streams(
            TickLog log, int count, boolean isShared, Supplier<Framing> framing, Transfer transfer, Proof proof) {
        FastThreadLocal.removeAll(); // what an earlier benchmark left here belongs to a loop that nobody runs
        this.log = log;
        this.channels = new DrainedChannel[count];
        StreamSettings settings = new StreamSettings(
                EventType.NAMES, QUANTUM_BYTES, STALL_NS, new Counters(), new LatencyRecorder(), () -> false);
        for (int i = 0; i < count; i++) {
            StreamHandler handler = new StreamHandler(settings);
            channels[i] = new DrainedChannel(proof, handler);
            StreamWriter writer = handler.newStream(framing.get(), transfer, System.nanoTime(), new Unheard());
            if (isShared) {
                writer.share();
            }
            LogCursor cursor = log.open(new DeliveryPolicy.Block(), writer::wake);
            writer.start(cursor, log.log(), 0, _ -> {});
        }
    }

    /// Appends so many events and brings them to every channel. Returns the bytes written since the start.
    public long deliver(int events) {
        log.append(events);
        channels[0].runPendingTasks(); // the drain belongs to the loop of the first one
        return bytes();
    }

    private long bytes() {
        long bytes = 0;
        for (DrainedChannel channel : channels) {
            bytes += channel.bytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        for (DrainedChannel channel : channels) {
            channel.close();
        }
        channels[0].runPendingTasks();
    }

    /// Nobody wants to know.
    private static final class Unheard implements StreamListener {
        @Override
        public void onFirstByte(long ttfbNs) {}

        @Override
        public void onEnd(StreamEnd end) {}
    }
}
