package io.riptide.server.topic;

import io.riptide.engine.topic.Topic;
import io.riptide.protocol.stream.StreamWriter;

/// A stream of a topic.
public record Subscription(Topic topic, StreamWriter writer) {}
