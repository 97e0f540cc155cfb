package io.riptide.server.pipeline.topic;

import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.server.pipeline.NodePlace;
import io.riptide.server.pipeline.PlacedType;
import io.riptide.server.topic.Topics;

/// `TopicSink`: each frame as a message of a topic.
record TopicSinkType(Topics topics) implements PlacedType {
    private static final NodeSchema SCHEMA =
            NodeSchema.EMPTY.withRequiredText("topic", "The topic, which is made if there is none.");

    @Override
    public String name() {
        return "TopicSink";
    }

    @Override
    public String description() {
        return "Publishes each frame to a topic, as one message with its payload and metadata.";
    }

    @Override
    public PortKind input() {
        return PortKind.ANY;
    }

    @Override
    public PortKind output() {
        return PortKind.NONE;
    }

    @Override
    public NodeSchema schema() {
        return SCHEMA;
    }

    @Override
    public void check(NodeConfig config, NodeSchema.Faults faults) {
        TopicNodes.check(config, faults);
    }

    @Override
    public Node create(NodeConfig config, NodePlace place) {
        return new TopicSink(topics, place.node(), config);
    }
}
