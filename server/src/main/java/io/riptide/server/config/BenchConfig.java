package io.riptide.server.config;

/// The synthetic streams of load tests; not for a server that strangers reach.
public record BenchConfig(boolean enabled, long eventsMax, int sizeMax) {

    static BenchConfig read(ConfigReader in) {
        return new BenchConfig(
                in.flag("bench.enabled", false, "Whether the `/bench` endpoints exist."),
                in.count(
                        "bench.events-max",
                        1_000_000_000_000L,
                        1,
                        1_000_000_000_000L,
                        "Events one stream may ask for."),
                in.bytes("bench.size-max", "1MiB", "96B", "64MiB", "Size of an event a stream may ask for."));
    }
}
