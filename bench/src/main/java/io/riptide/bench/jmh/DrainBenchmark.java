package io.riptide.bench.jmh;

import io.riptide.protocol.stream.Transfer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What a drain costs: a source appends, the stream is woken, and one write takes all there is. One operation
/// is one drain of `events` events of 128 bytes; divide by them for the cost of one.
///
/// Answers what a drain costs beside its events, from the append to the channel; the socket takes everything
/// and costs nothing.
@SuppressWarnings("NullAway.Init") // JMH calls set first
@Warmup(iterations = 12, time = 500, timeUnit = TimeUnit.MILLISECONDS) // so much code takes seconds to compile
public class DrainBenchmark extends Measured {
    private static final int EVENT_BYTES = 128;

    @Param({"1", "16", "256"})
    public int events = 16;

    @Param({"NDJSON", "SSE", "WEBSOCKET"})
    public FramingBenchmark.Form form = FramingBenchmark.Form.NDJSON;

    private TickLog log;
    private Streams streams;

    @Setup
    public void set() {
        Transfer transfer = form == FramingBenchmark.Form.WEBSOCKET ? Transfer.RAW : Transfer.CHUNKED;
        log = new TickLog(Ticks.repeating(Ticks.event(EVENT_BYTES)), EVENT_BYTES);
        streams = new Streams(log, 1, false, form::framing, transfer, proof);
    }

    @TearDown
    public void free() {
        streams.close();
        log.close();
    }

    @Benchmark
    public long drain() {
        return streams.deliver(events);
    }
}
