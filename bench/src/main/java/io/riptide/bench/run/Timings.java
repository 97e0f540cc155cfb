package io.riptide.bench.run;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/// One worker's times, by kind of request and metric, taken away each second by the coordinator.
///
/// - **Bounds:** three significant digits, up to a minute; what took longer counts as a minute.
final class Timings {
    static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final SingleWriterRecorder[][] recorders;
    private final @Nullable Histogram[][] spares;

    Timings(int asks) {
        int metrics = Metric.values().length;
        recorders = new SingleWriterRecorder[asks][metrics];
        spares = new Histogram[asks][metrics];
        for (SingleWriterRecorder[] of : recorders) {
            for (int i = 0; i < metrics; i++) {
                of[i] = new SingleWriterRecorder(1, HIGHEST_NS, DIGITS);
            }
        }
    }

    static Histogram empty() {
        return new Histogram(1, HIGHEST_NS, DIGITS);
    }

    /// By the worker.
    void record(int ask, Metric metric, long ns) {
        recorders[ask][metric.index()].recordValue(Math.clamp(ns, 0, HIGHEST_NS));
    }

    /// By the coordinator: what came since the last time; good until the next.
    Histogram take(int ask, Metric metric) {
        int i = metric.index();
        Histogram interval = recorders[ask][i].getIntervalHistogram(spares[ask][i]);
        spares[ask][i] = interval;
        return interval;
    }
}
