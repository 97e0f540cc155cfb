package io.riptide.server.config;

import java.time.Duration;

/// Named logs: how many, what they keep, and how long a publisher waits for them.
public record TopicsConfig(
        int max,
        int subscribersMax,
        int memoryPercent,
        long retainBytes,
        long retainEvents,
        Duration retain,
        int batchMax,
        int publishesMax,
        Duration publishTimeout) {

    static TopicsConfig read(ConfigReader in) {
        return new TopicsConfig(
                in.integer("topics.max", 1_000, 1, 1_000_000, "Topics held at once; more is 503."),
                in.integer("topics.subscribers-max", 10_000, 1, 1_000_000, "Subscriptions of one topic; more is 503."),
                in.integer(
                        "topics.memory-percent",
                        50,
                        1,
                        100,
                        "Share of memory.pool-bytes that all topics together may take."),
                in.bytesLong(
                        "topics.retain-bytes",
                        "1MiB",
                        "0B",
                        "16GiB",
                        "Messages a topic keeps for those who come later, and one segment more; never over"
                                + " memory.stream-bytes."),
                in.count(
                        "topics.retain-events",
                        10_000,
                        0,
                        1_000_000_000,
                        "Messages a topic keeps for those who come later, and one segment more."),
                in.duration(
                        "topics.retain",
                        "1h",
                        "0s",
                        "720h",
                        "How long a topic keeps a message; one that nobody uses goes with its last."),
                in.integer("topics.batch-max", 10_000, 1, 1_000_000, "Messages in one publish; more is 413."),
                in.integer(
                        "topics.publishes-max",
                        1_000,
                        1,
                        100_000,
                        "Publishes at once that are long or wait for room; more is 503."),
                in.duration(
                        "topics.publish-timeout",
                        "5s",
                        "1ms",
                        "10m",
                        "How long a publish may wait for subscribers that block, or for memory."));
    }
}
