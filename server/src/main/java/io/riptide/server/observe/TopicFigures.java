package io.riptide.server.observe;

import io.riptide.engine.metrics.Counters;
import io.riptide.engine.topic.TopicRegistry;
import io.riptide.engine.topic.TopicSnapshot;

/// All topics together. What each of them is like, `GET /topics` tells: a label for each would be a series for
/// each, and clients name topics as they please.
///
/// @param topics that can be published to
/// @param subscribers streams of them
/// @param events stored since the start
/// @param bytes of them, headers included
/// @param heldBytes of those still held
public record TopicFigures(long topics, long subscribers, long events, long bytes, long heldBytes) {
    static TopicFigures of(TopicRegistry registry, Counters counters) {
        long topics = 0;
        long subscribers = 0;
        long heldBytes = 0;
        for (TopicSnapshot topic : registry.list()) {
            topics++;
            subscribers += topic.subscribers();
            heldBytes += topic.bytes();
        }
        return new TopicFigures(topics, subscribers, counters.topicEvents.sum(), counters.topicBytes.sum(), heldBytes);
    }
}
