package io.riptide.bench.run;

import org.HdrHistogram.Histogram;

/// One metric of one kind of request, in nanoseconds.
public record Series(String ask, Metric metric, Histogram histogram) {
    /// As reports call it.
    public String label() {
        return ask + ' ' + metric.label();
    }
}
