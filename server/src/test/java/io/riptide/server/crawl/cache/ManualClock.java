package io.riptide.server.crawl.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A time of day that passes when it is told to.
final class ManualClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-03-04T05:06:07Z");

    @Override
    public Instant instant() {
        return now;
    }

    void pass(Duration span) {
        now = now.plus(span);
    }
}
