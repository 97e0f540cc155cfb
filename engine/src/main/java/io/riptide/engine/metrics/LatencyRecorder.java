package io.riptide.engine.metrics;

import io.riptide.engine.AnyThread;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/// A histogram of durations that many threads write without locks and one reads now and then.
///
/// Writers go to one of two histograms; a reader swaps them and adds the one that came to rest to the total.
///
/// - **Bounds:** values from 1 ns to 1 hour, larger ones count as that; two significant digits; under 64 KB for
///   each of four histograms.
/// - **Source:** HdrHistogram's `WriterReaderPhaser`.
@AnyThread
public final class LatencyRecorder {
    private static final long HIGHEST_NS = 3_600_000_000_000L;
    private static final int SIGNIFICANT_DIGITS = 2;

    private final Recorder recorder = new Recorder(HIGHEST_NS, SIGNIFICANT_DIGITS);
    private final Histogram total = new Histogram(HIGHEST_NS, SIGNIFICANT_DIGITS);
    private @Nullable Histogram interval;

    /// Adds one duration; wait-free, allocates nothing.
    public void record(long durationNs) {
        recorder.recordValue(Math.clamp(durationNs, 1L, HIGHEST_NS));
    }

    /// Everything recorded since the start, as a copy that is the caller's.
    public synchronized Histogram snapshot() {
        interval = recorder.getIntervalHistogram(interval);
        total.add(interval);
        return total.copy();
    }
}
