package io.riptide.server.config;

import java.time.Duration;

/// How much work is held at once, and for how long after its end.
public record RunsConfig(int max, int perClientMax, Duration retain) {

    static RunsConfig read(ConfigReader in) {
        return new RunsConfig(
                in.integer("runs.max", 1_000, 1, 1_000_000, "Runs active at once; more is 503."),
                in.integer("runs.per-client-max", 100, 1, 1_000_000, "Runs of one client active at once; more is 429."),
                in.duration(
                        "runs.retain",
                        "10m",
                        "0s",
                        "168h",
                        "How long an ended run can still be read, memory permitting."));
    }
}
