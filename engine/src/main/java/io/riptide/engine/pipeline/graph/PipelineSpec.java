package io.riptide.engine.pipeline.graph;

import java.util.List;

/// A graph as somebody wrote it, right or wrong.
///
/// @param channelCapacity frames that may wait on an edge that says nothing else
/// @param priority of its runs
/// @param nodes the nodes
/// @param edges the connections
public record PipelineSpec(int channelCapacity, Priority priority, List<NodeSpec> nodes, List<EdgeSpec> edges) {
    /// Frames that may wait on an edge if nothing is said.
    public static final int CHANNEL_CAPACITY = 100;

    public PipelineSpec {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /// A graph of which only that is said.
    public static PipelineSpec of(List<NodeSpec> nodes, List<EdgeSpec> edges) {
        return new PipelineSpec(CHANNEL_CAPACITY, Priority.NORMAL, nodes, edges);
    }
}
