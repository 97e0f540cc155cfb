package io.riptide.engine.topic;

/// A topic as it was at one instant.
///
/// @param name its name
/// @param epoch its log's epoch
/// @param subscribers streams attached
/// @param earliestOffset first event still held
/// @param nextOffset offset the next event will have, which is how many were published
/// @param bytes bytes of records held, headers included
/// @param memoryBytes bytes of memory leased for them
/// @param oldestAgeMs how long ago the first event still held was appended; -1 when none is held
/// @param createdMs when it was first published or subscribed to, ms since 1970
/// @param publishedMs when it was last published to, ms since 1970; 0 while it was not
public record TopicSnapshot(
        String name,
        String epoch,
        int subscribers,
        long earliestOffset,
        long nextOffset,
        long bytes,
        long memoryBytes,
        long oldestAgeMs,
        long createdMs,
        long publishedMs) {}
