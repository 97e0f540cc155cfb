package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.NodeSnapshot;
import io.riptide.engine.pipeline.pool.PoolSnapshot;
import java.util.List;
import java.util.SortedMap;

/// What the server's pipelines do and have done.
///
/// @param pool who works and who waits
/// @param completed pipelines that came to their end, or were ended
/// @param failed pipelines of which a node failed
/// @param frames frames that clients were given
/// @param abandoned threads of nodes that could not be ended with their pipeline
/// @param memoryBytes what samples and figures of all pipelines take
/// @param memoryBytesMax what they may
/// @param totals by type of node
/// @param runs those that work or wait, the oldest first, [#RUNS_MAX] at most
public record PipelineFigures(
        PoolSnapshot pool,
        long completed,
        long failed,
        long frames,
        long abandoned,
        long memoryBytes,
        long memoryBytesMax,
        SortedMap<String, NodeTotals> totals,
        List<Live> runs) {
    /// Runs that are told one by one.
    public static final int RUNS_MAX = 100;

    public PipelineFigures {
        runs = List.copyOf(runs);
    }

    /// One that works or waits.
    ///
    /// @param runId its run
    /// @param state where it is
    /// @param frames frames its client was given
    /// @param nodes its nodes
    public record Live(String runId, String state, long frames, List<NodeSnapshot> nodes) {
        public Live {
            nodes = List.copyOf(nodes);
        }
    }
}
