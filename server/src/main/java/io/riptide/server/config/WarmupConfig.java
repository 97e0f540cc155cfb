package io.riptide.server.config;

import java.time.Duration;

/// Running the hot path before the first client does.
public record WarmupConfig(boolean enabled, Duration timeout) {

    static WarmupConfig read(ConfigReader in) {
        return new WarmupConfig(
                in.flag(
                        "warmup.enabled",
                        true,
                        "Runs the hot path at start: a few times before the server says it is ready, and some seconds on."),
                in.duration(
                        "warmup.timeout", "5s", "100ms", "5m", "The server says it is ready after this in any case."));
    }
}
