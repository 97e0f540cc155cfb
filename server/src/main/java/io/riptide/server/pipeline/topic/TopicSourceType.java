package io.riptide.server.pipeline.topic;

import io.riptide.engine.pipeline.node.MadeType;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.List;

/// `TopicSource`: each message of a topic as a frame.
final class TopicSourceType {
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

    private TopicSourceType() {}

    /// The type of sources of `nodes`; with channels or without, as the messages are.
    static NodeType of(TopicNodes nodes) {
        return new MadeType(
                        "TopicSource",
                        "Makes a frame of each message of a topic: its JSON is metadata, and a payload in it becomes"
                                + " channels.",
                        PortKind.NONE,
                        PortKind.ANY,
                        SCHEMA,
                        config -> new TopicSource(nodes, config))
                .withCheck(TopicNodes::check);
    }
}
