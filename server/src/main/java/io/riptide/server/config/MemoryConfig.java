package io.riptide.server.config;

/// The budgets of off-heap memory that events lie in: a tree of node, client and stream, counted exactly.
public record MemoryConfig(
        long poolBytes,
        long clientBytes,
        long streamBytes,
        int refuseAbovePercent,
        int shrinkAbovePercent,
        int shedAbovePercent) {

    static MemoryConfig read(ConfigReader in) {
        return new MemoryConfig(
                in.bytesLong("memory.pool-bytes", "256MiB", "2MiB", "1024GiB", "All logs of this node."),
                in.bytesLong("memory.client-bytes", "64MiB", "256KiB", "1024GiB", "All logs of one client."),
                in.bytesLong("memory.stream-bytes", "4MiB", "64KiB", "16GiB", "One log."),
                in.integer(
                        "memory.refuse-above-percent",
                        90,
                        10,
                        100,
                        "New work is refused with 503 while more of the pool than this is in use."),
                in.integer(
                        "memory.shrink-above-percent",
                        80,
                        10,
                        100,
                        "Windows shrink and do not grow while more of the pool than this is in use."),
                in.integer(
                        "memory.shed-above-percent",
                        95,
                        10,
                        100,
                        "While more of the pool than this is in use, streams that may drop lose what they have not read,"
                                + " finished runs are forgotten, and then the largest of such streams end."));
    }
}
