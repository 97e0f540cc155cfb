package io.riptide.server.config;

import java.time.Duration;

/// Graphs of nodes: what their runs may take.
public record PipelinesConfig(long memoryBytes, long runBytes, Duration deadline) {
    static PipelinesConfig read(ConfigReader in) {
        return new PipelinesConfig(
                in.bytesLong(
                        "pipelines.memory-bytes",
                        "128MiB",
                        "1MiB",
                        "64GiB",
                        "Memory of all pipelines together: the samples of their frames, and some 160 KiB a node; who wants more"
                                + " has failed."),
                in.bytesLong(
                        "pipelines.run-bytes",
                        "32MiB",
                        "64KiB",
                        "64GiB",
                        "Memory of one pipeline; never over pipelines.memory-bytes."),
                in.duration("pipelines.deadline", "24h", "1s", "720h", "How long a pipeline may run."));
    }
}
