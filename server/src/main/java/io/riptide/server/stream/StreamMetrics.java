package io.riptide.server.stream;

import io.riptide.engine.metrics.Counters;
import io.riptide.engine.metrics.LatencyRecorder;
import io.riptide.protocol.stream.StreamEnd;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What is counted and timed of streams.
public final class StreamMetrics {
    private final Counters counters = new Counters();
    private final LatencyRecorder deliveryTimes = new LatencyRecorder();
    private final Map<StreamTransport, LatencyRecorder> firstBytes = new EnumMap<>(StreamTransport.class);
    private final Map<StreamTransport, LongAdder> started = new EnumMap<>(StreamTransport.class);
    private final Map<StreamEnd, LongAdder> ended = new EnumMap<>(StreamEnd.class);

    private final LongAdder slowed = new LongAdder();
    private final LongAdder caughtUp = new LongAdder();

    /// Everything at zero.
    public StreamMetrics() {
        for (StreamTransport transport : StreamTransport.values()) {
            firstBytes.put(transport, new LatencyRecorder());
            started.put(transport, new LongAdder());
        }
        for (StreamEnd end : StreamEnd.values()) {
            ended.put(end, new LongAdder());
        }
    }

    /// The engine's own.
    public Counters counters() {
        return counters;
    }

    /// From an event's append to its hand-over to the channel.
    public LatencyRecorder deliveryTimes() {
        return deliveryTimes;
    }

    /// From a request's head to the first byte of its stream.
    public LatencyRecorder firstBytes(StreamTransport transport) {
        LatencyRecorder recorder = firstBytes.get(transport);
        assert recorder != null;
        return recorder;
    }

    /// Streams begun.
    public LongAdder started(StreamTransport transport) {
        LongAdder adder = started.get(transport);
        assert adder != null;
        return adder;
    }

    /// Streams ended for this reason.
    public LongAdder ended(StreamEnd end) {
        LongAdder adder = ended.get(end);
        assert adder != null;
        return adder;
    }

    /// Times a reader became slow.
    public LongAdder slowed() {
        return slowed;
    }

    /// Times a reader that was slow kept up again, or was gone.
    public LongAdder caughtUp() {
        return caughtUp;
    }

    /// Streams that go on.
    public long active() {
        long begun = started.values().stream().mapToLong(LongAdder::sum).sum();
        return begun - ended.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
