package io.riptide.server.pipeline.input;

import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;

/// `Input`: gives the frames that a client sends to one pipeline.
public final class InputType implements NodeType {
    /// What graphs call it.
    public static final String NAME = "Input";

    private final FrameInput frames;

    /// A type whose nodes take `frames`.
    public InputType(FrameInput frames) {
        this.frames = frames;
    }

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
    public Node create(NodeConfig config) {
        return new InputNode(frames);
    }
}
