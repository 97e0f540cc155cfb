package io.riptide.server.pipeline.topic;

import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.List;

/// `TopicSource`: each message of a topic as a frame.
record TopicSourceType(TopicNodes nodes) implements NodeType {
    private static final NodeSchema SCHEMA = NodeSchema.EMPTY
            .withRequiredText("topic", "The topic, which is made if there is none.")
            .withChoice(
                    "since",
                    List.of("latest", "earliest"),
                    "Whether messages count from now on, or all that the topic still holds.")
            .withChoice(
                    "policy",
                    List.of("drop_oldest", "drop_newest", "block"),
                    "What happens to messages while the pipeline is behind; with block, publishers wait.")
            .withInteger("frames", 0, 0, Long.MAX_VALUE, "frames", "How many it makes; 0 for no end.");

    @Override
    public String name() {
        return "TopicSource";
    }

    @Override
    public String description() {
        return "Makes a frame of each message of a topic: its JSON is metadata, and a payload in it becomes channels.";
    }

    @Override
    public PortKind input() {
        return PortKind.NONE;
    }

    /// With channels or without, as the messages are.
    @Override
    public PortKind output() {
        return PortKind.ANY;
    }

    @Override
    public NodeSchema schema() {
        return SCHEMA;
    }

    @Override
    public void check(NodeConfig config, NodeSchema.Faults faults) {
        TopicNodes.check(config.text("topic"), faults);
    }

    @Override
    public Node create(NodeConfig config) {
        return new TopicSource(nodes, config);
    }
}
