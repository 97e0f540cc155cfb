package io.riptide.engine.pipeline.pool;

import io.riptide.engine.pipeline.graph.Priority;
import java.util.List;
import org.HdrHistogram.Histogram;

/// A pool at one time.
///
/// @param active pipelines at work
/// @param activeMax how many may
/// @param queued pipelines in line
/// @param queueMax how many may
/// @param refused pipelines for which there was no place in line
/// @param oldestMs how long the one that has waited longest has, in milliseconds
/// @param lines for each priority
public record PoolSnapshot(
        int active, int activeMax, int queued, int queueMax, long refused, long oldestMs, List<Line> lines) {
    public PoolSnapshot {
        lines = List.copyOf(lines);
    }

    /// Those of one priority.
    ///
    /// @param priority which
    /// @param queued in line
    /// @param admitted that got a place
    /// @param late that waited longer for it than their priority aims at
    /// @param waits nanoseconds they waited
    public record Line(Priority priority, int queued, long admitted, long late, Histogram waits) {}
}
