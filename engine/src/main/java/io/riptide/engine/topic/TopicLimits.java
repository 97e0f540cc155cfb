package io.riptide.engine.topic;

import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.Retention;

/// How much a node's topics hold.
///
/// @param topicsMax topics at once, deleted ones that are still being read included
/// @param subscribersMax subscribers of one topic at once
/// @param eventBytesMax bytes of one event
/// @param allBytesMax bytes of memory for all topics
/// @param topicBytesMax bytes of memory for one topic
/// @param retention what a topic keeps for those who come later
public record TopicLimits(
        int topicsMax,
        int subscribersMax,
        int eventBytesMax,
        long allBytesMax,
        long topicBytesMax,
        Retention retention) {
    /// Refuses bounds that would let nothing through.
    public TopicLimits {
        if (topicsMax < 1 || subscribersMax < 1 || eventBytesMax < 1 || allBytesMax < 1 || topicBytesMax < 1) {
            throw new IllegalArgumentException(
                    "topicsMax=" + topicsMax + " subscribersMax=" + subscribersMax + " eventBytesMax=" + eventBytesMax
                            + " allBytesMax=" + allBytesMax + " topicBytesMax=" + topicBytesMax);
        }
        if (eventBytesMax > EventLog.EVENT_BYTES_MAX) {
            throw new IllegalArgumentException("eventBytesMax=" + eventBytesMax + " > " + EventLog.EVENT_BYTES_MAX);
        }
    }
}
