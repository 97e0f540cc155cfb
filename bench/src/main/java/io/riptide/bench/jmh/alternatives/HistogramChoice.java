package io.riptide.bench.jmh.alternatives;

import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.engine.metrics.LatencyRecorder;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/// How do event loops record durations that another thread reads: a pair of histograms that are swapped, one
/// with a lock, or one with atomic counts? One operation is one duration recorded, by two threads at once.
///
/// Atomic counts cost no more, but who reads them sees a histogram that is changing.
@State(Scope.Benchmark)
@Threads(2)
public class HistogramChoice extends Measured {
    private static final long HIGHEST_NS = 3_600_000_000_000L;
    private static final int DIGITS = 2;
    private static final long DURATION_NS = 123_456;

    private final LatencyRecorder recorder = new LatencyRecorder();
    private final AbstractHistogram locked = new SynchronizedHistogram(HIGHEST_NS, DIGITS);
    private final AbstractHistogram atomic = new ConcurrentHistogram(HIGHEST_NS, DIGITS);

    @Chosen
    @Benchmark
    public void recorder() {
        recorder.record(DURATION_NS);
        if (proof.isWanted()) {
            prove(recorder.snapshot());
        }
    }

    @Benchmark
    public void synchronizedHistogram() {
        locked.recordValue(DURATION_NS);
        prove(locked);
    }

    @Benchmark
    public void concurrentHistogram() {
        atomic.recordValue(DURATION_NS);
        prove(atomic);
    }

    private void prove(AbstractHistogram histogram) {
        if (proof.isWanted()) {
            proof.see(histogram.getTotalCount());
            proof.see(histogram.getValueAtPercentile(50));
        }
    }
}
