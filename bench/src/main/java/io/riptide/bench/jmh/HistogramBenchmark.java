package io.riptide.bench.jmh;

import io.riptide.engine.metrics.LatencyRecorder;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;

/// What a duration costs to record, which every drain does, and what it costs to look at all of them, which
/// `/metrics` does.
public class HistogramBenchmark extends Measured {
    private static final long DURATIONS = 1 << 20;

    private final LatencyRecorder recorder = new LatencyRecorder();
    private long durationNs;

    /// One duration, of 1 ns to 1 ms.
    @Benchmark
    public void record() {
        durationNs = (durationNs * 5 + 1) % DURATIONS;
        recorder.record(durationNs);
        proof.see(durationNs);
    }

    /// One look, nothing recorded since the last one.
    @Benchmark
    public Histogram snapshot() {
        proof.see(1);
        return recorder.snapshot();
    }
}
