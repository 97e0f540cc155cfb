package io.riptide.server.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.server.pipeline.input.FrameInput;
import io.riptide.server.stream.StreamIdentity;
import java.util.List;

/// A type whose nodes have to know in which run they are, and so whose: what they ask the rest of the server for
/// counts on the client of their pipeline, and what that one sends comes to them.
@AnyThread
public interface PlacedType extends NodeType {
    /// Makes a node for this place. Nothing is to be waited for here.
    Node create(NodeConfig config, NodePlace place);

    /// Such a type makes no node that is nowhere.
    @Override
    default Node create(NodeConfig config) {
        throw new IllegalStateException(name() + " makes nodes for a place in a run only");
    }

    /// `graph` with its types of this kind at their places in a run.
    static PipelineGraph place(PipelineGraph graph, StreamIdentity run, FrameInput input) {
        List<Vertex> placed = graph.vertices().stream()
                .map(vertex -> vertex.type() instanceof PlacedType type
                        ? placed(vertex, type, new NodePlace(vertex.id(), run, input))
                        : vertex)
                .toList();
        return new PipelineGraph(graph.spec(), placed, graph.edges());
    }

    private static Vertex placed(Vertex vertex, PlacedType type, NodePlace place) {
        return new Vertex(vertex.spec(), new AtPlace(type, place), vertex.config(), vertex.isAligned());
    }

    /// A type of which one node is made, or one after another, all at one place.
    record AtPlace(PlacedType type, NodePlace place) implements NodeType {
        @Override
        public String name() {
            return type.name();
        }

        @Override
        public String description() {
            return type.description();
        }

        @Override
        public PortKind input() {
            return type.input();
        }

        @Override
        public PortKind output() {
            return type.output();
        }

        @Override
        public NodeSchema schema() {
            return type.schema();
        }

        @Override
        public boolean isAligned() {
            return type.isAligned();
        }

        @Override
        public void check(NodeConfig config, NodeSchema.Faults faults) {
            type.check(config, faults);
        }

        @Override
        public Node create(NodeConfig config) {
            return type.create(config, place);
        }
    }
}
