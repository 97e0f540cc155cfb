package io.riptide.server.topic;

import io.riptide.engine.topic.TopicMessage;
import java.util.List;

/// Messages for one topic, understood and checked.
///
/// @param topic its name
public record Batch(String topic, List<Message> messages) {
    List<TopicMessage> in(byte[] epoch) {
        return messages.stream().map(message -> message.in(epoch)).toList();
    }
}
