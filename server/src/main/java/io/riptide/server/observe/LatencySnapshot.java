package io.riptide.server.observe;

import io.riptide.engine.metrics.LatencyRecorder;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/// Durations as they were distributed at one instant.
///
/// - **Bounds:** values have two significant digits, and so has the sum.
///
/// @param count how many
/// @param sumNs all of them together
/// @param cumulative how many were at most as long as each of [#BOUNDS_NS]
/// @param p50Ns half were at most this
/// @param p90Ns nine in ten were at most this
/// @param p99Ns 99 in 100 were at most this
/// @param p999Ns 999 in 1,000 were at most this
/// @param maxNs the longest
@SuppressWarnings("ArrayRecordComponent") // made here, written by nobody else, compared by nobody
public record LatencySnapshot(
        long count, long sumNs, long[] cumulative, long p50Ns, long p90Ns, long p99Ns, long p999Ns, long maxNs) {
    /// Upper bounds of the buckets shown: 1, 2.5 and 5 of each decade from 10 µs to 10 s, and the promise of
    /// 200 ms.
    static final long[] BOUNDS_NS = {
        us(10),
        us(25),
        us(50),
        us(100),
        us(250),
        us(500),
        us(1_000),
        us(2_500),
        us(5_000),
        us(10_000),
        us(25_000),
        us(50_000),
        us(100_000),
        us(200_000),
        us(500_000),
        us(1_000_000),
        us(2_500_000),
        us(5_000_000),
        us(10_000_000)
    };

    /// What `recorder` has seen.
    static LatencySnapshot of(LatencyRecorder recorder) {
        Histogram histogram = recorder.snapshot();
        long[] cumulative = new long[BOUNDS_NS.length];
        long sumNs = 0;
        for (HistogramIterationValue value : histogram.recordedValues()) {
            long times = value.getCountAtValueIteratedTo();
            long typicalNs = histogram.medianEquivalentValue(value.getValueIteratedTo());
            sumNs += typicalNs * times;
            for (int i = BOUNDS_NS.length - 1; i >= 0 && typicalNs <= BOUNDS_NS[i]; i--) {
                cumulative[i] += times;
            }
        }
        return new LatencySnapshot(
                histogram.getTotalCount(),
                sumNs,
                cumulative,
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }

    private static long us(long us) {
        return TimeUnit.MICROSECONDS.toNanos(us);
    }
}
