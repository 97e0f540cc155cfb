package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.PortKind;

/// `Input`: gives the frames that a client sends to one pipeline.
final class InputType implements PlacedType {
    /// What graphs call it.
    static final String NAME = "Input";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Gives the frames that the client sends: with its request, or over its socket while the pipeline runs.";
    }

    @Override
    public PortKind input() {
        return PortKind.NONE;
    }

    @Override
    public PortKind output() {
        return PortKind.ANY;
    }

    @Override
    public NodeSchema schema() {
        return NodeSchema.EMPTY;
    }

    @Override
    public Node create(NodeConfig config, NodePlace place) {
        return new InputNode(place.input());
    }
}
