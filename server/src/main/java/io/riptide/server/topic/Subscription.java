package io.riptide.server.topic;

import io.riptide.engine.topic.Topic;
import io.riptide.protocol.stream.StreamWriter;
import java.util.function.LongSupplier;

/// A stream of a topic.
///
/// @param messageBytes bytes of messages it has delivered so far
public record Subscription(Topic topic, StreamWriter writer, LongSupplier messageBytes) {}
