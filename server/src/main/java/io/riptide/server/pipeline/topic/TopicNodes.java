package io.riptide.server.pipeline.topic;

import io.riptide.engine.AnyThread;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.topic.TopicName;
import io.riptide.server.topic.Topics;
import java.util.List;

/// The types of nodes that have to do with topics.
///
/// @param topics the topics
/// @param stream how far a topic may run ahead of a node
/// @param counters where what a node missed is counted
@AnyThread
public record TopicNodes(Topics topics, StreamConfig stream, Counters counters) {
    /// All of them.
    public List<NodeType> types() {
        return List.of(TopicSourceType.of(this), new TopicSinkType(topics));
    }

    static void check(NodeConfig config, NodeSchema.Faults faults) {
        TopicName.fault(config.text("topic")).ifPresent(detail -> faults.wrong("topic", detail));
    }
}
