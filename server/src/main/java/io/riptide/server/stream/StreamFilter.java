package io.riptide.server.stream;

import io.riptide.engine.topic.Topic;

/// Which live streams are asked for.
///
/// @param run name of the run they view; empty for any
/// @param topic name of the topic they view; empty for any
/// @param transport word for how they travel; empty for any
/// @param limit how many at most, those first for which most waits
public record StreamFilter(String run, String topic, String transport, int limit) {
    boolean lets(LiveStream stream) {
        boolean isTopic = stream.viewed().kind().equals(Topic.KIND);
        String name = stream.viewed().id();
        return (run.isEmpty() || (!isTopic && run.equals(name)))
                && (topic.isEmpty() || (isTopic && topic.equals(name)))
                && (transport.isEmpty() || transport.equals(stream.transport().wireName()));
    }
}
