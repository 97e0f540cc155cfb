package io.riptide.engine.pipeline;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// The turns of a source that keeps time.
///
/// A turn that is late by more than a period is not made up for: the next ones are counted from it. So a source
/// that was held up, or paused, goes on at its pace and not in a burst.
///
/// - **Threading:** the source's thread.
final class Pace {
    private final Waiting turn = new Waiting();
    private long anchorNs;
    private long anchorUs;
    private long dueNs;
    private boolean isPaced;

    /// Waits for the next turn; how late it is, in nanoseconds.
    long await(long periodNs) throws InterruptedException {
        long nowNs = System.nanoTime();
        if (!isPaced || nowNs - (dueNs + periodNs) > periodNs) {
            isPaced = true;
            anchorNs = nowNs;
            anchorUs = nowUs();
            dueNs = nowNs;
            return 0;
        }
        dueNs += periodNs;
        turn.awaitTime(dueNs);
        return System.nanoTime() - dueNs;
    }

    /// When the turn was due, or now where there are no turns; microseconds since the epoch.
    long timestampUs() {
        return isPaced ? anchorUs + TimeUnit.NANOSECONDS.toMicros(dueNs - anchorNs) : nowUs();
    }

    private static long nowUs() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }
}
