package io.riptide.server.pipeline.topic;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.server.pipeline.json.FrameJson;
import io.riptide.server.topic.PublishOutcome;
import io.riptide.server.topic.Topics;

/// Publishes each frame as one message: `{"node","timestamp","sequence_id","payload","metadata"}`, `node` being
/// this node's name.
///
/// - **Threading:** the node's, which waits while a subscriber that blocks is behind, or memory is short.
/// - **Bounds:** `topics.publish-timeout` for each message, `stream.event-bytes-max` of it.
/// - **Failure:** a message that is not stored, with the reason; nothing is dropped without one.
final class TopicSink implements FrameNode {
    private final Topics topics;
    private final String node;
    private String topic;

    TopicSink(Topics topics, String node, NodeConfig config) {
        this.topics = topics;
        this.node = node;
        this.topic = config.text("topic");
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        PublishOutcome outcome = out.waitFor(() -> topics.store(topic, json -> {
            json.writeStartObject();
            json.writeStringProperty("node", node);
            FrameJson.write(json, frame);
            json.writeEndObject();
        }));
        switch (outcome) {
            case PublishOutcome.Stored _ -> {}
            case PublishOutcome.Refused refused ->
                throw new IllegalStateException(
                        "topic " + topic + ": " + refused.problem().detail());
        }
    }

    @Override
    public void configure(NodeConfig config) {
        topic = config.text("topic");
    }
}
