package io.riptide.engine.pipeline.graph;

import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeType;
import java.util.List;

/// A graph that was checked: it has no cycle, each node can be made, and each edge fits.
///
/// @param spec what it was made from
/// @param vertices the nodes, each after those whose frames it takes
/// @param edges in the order of the spec
public record PipelineGraph(PipelineSpec spec, List<Vertex> vertices, List<Edge> edges) {
    /// Nodes of a graph.
    public static final int NODES_MAX = 256;

    /// Edges of a graph.
    public static final int EDGES_MAX = 1_024;

    public PipelineGraph {
        vertices = List.copyOf(vertices);
        edges = List.copyOf(edges);
    }

    /// A node.
    ///
    /// @param spec what was said of it
    /// @param type its type
    /// @param config what it is told, with defaults
    /// @param isAligned whether its inputs are joined
    public record Vertex(NodeSpec spec, NodeType type, NodeConfig config, boolean isAligned) {
        /// Its name in the graph.
        public String id() {
            return spec.id();
        }
    }

    /// A connection.
    ///
    /// @param spec what was said of it
    /// @param from id of the node whose frames pass
    /// @param port of that node; empty for all its frames
    /// @param to id of the node they go to
    /// @param capacity frames that may wait
    public record Edge(EdgeSpec spec, String from, String port, String to, int capacity) {}

    /// Checks `spec`, whose types are to be among `types`. Throws all faults at once.
    public static PipelineGraph check(PipelineSpec spec, NodeTypes types) throws GraphRefusedException {
        return new GraphCheck(spec, types).graph();
    }

    /// The connections into node `id`.
    public List<Edge> into(String id) {
        return edges.stream().filter(edge -> edge.to().equals(id)).toList();
    }

    /// The connections out of node `id`.
    public List<Edge> outOf(String id) {
        return edges.stream().filter(edge -> edge.from().equals(id)).toList();
    }
}
