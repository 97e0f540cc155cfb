package io.riptide.bench.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/// What is shown of a histogram of nanoseconds, in microseconds.
public record Percentiles(double p50Us, double p99Us, double p999Us, double maxUs) {
    private static final long HIGHEST_NS = 60_000_000_000L;

    /// Three significant digits, up to a minute.
    public static Histogram histogram() {
        return new Histogram(1, HIGHEST_NS, 3);
    }

    /// Of what `ns` holds.
    public static Percentiles of(Histogram ns) {
        return new Percentiles(
                micros(ns.getValueAtPercentile(50)),
                micros(ns.getValueAtPercentile(99)),
                micros(ns.getValueAtPercentile(99.9)),
                micros(ns.getMaxValue()));
    }

    /// Each column's median over the rounds.
    static Percentiles medians(List<Percentiles> rounds) {
        return new Percentiles(
                median(rounds, Percentiles::p50Us),
                median(rounds, Percentiles::p99Us),
                median(rounds, Percentiles::p999Us),
                median(rounds, Percentiles::maxUs));
    }

    /// The middle value, or the mean of the two in the middle.
    static <T> double median(List<T> rounds, ToDoubleFunction<T> column) {
        assert !rounds.isEmpty();
        double[] sorted = new ArrayList<>(rounds).stream().mapToDouble(column).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double micros(long ns) {
        return Math.round(ns / 100.0) / 10.0;
    }
}
