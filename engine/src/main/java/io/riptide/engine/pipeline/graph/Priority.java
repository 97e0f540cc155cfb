package io.riptide.engine.pipeline.graph;

import java.time.Duration;

/// How soon a pipeline is to have its place among others.
public enum Priority {
    CRITICAL(10),
    HIGH(50),
    NORMAL(200),
    LOW(1_000);

    private final Duration target;

    Priority(long targetMs) {
        this.target = Duration.ofMillis(targetMs);
    }

    /// The wait that is aimed at.
    public Duration target() {
        return target;
    }
}
