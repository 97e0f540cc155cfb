package io.riptide.bench.run;

import org.HdrHistogram.Histogram;

/// Is told, each second, how a load goes.
///
/// - **Threading:** the thread that runs the load.
/// - **Ownership:** borrows the histogram, which is emptied after the call.
public interface LoadListener {
    /// Hears nothing.
    LoadListener NONE = new LoadListener() {};

    /// Connections are being opened.
    default void opening(LoadPlan plan, long settled) {}

    /// A second has passed.
    default void second(LoadPlan plan, LoadSecond second) {}

    /// What a series got since the last time; its start and end are set, in milliseconds since 1970.
    default void interval(LoadPlan plan, String series, Histogram ns) {}
}
