package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

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

    /// Waits for the next turn; how late it is, in nanoseconds. What [#wake] is called for, `meanwhile` does.
    long await(long periodNs, BooleanSupplier isCalled, Runnable meanwhile) throws InterruptedException {
        long nowNs = System.nanoTime();
        if (!isPaced || nowNs - (dueNs + periodNs) > periodNs) {
            isPaced = true;
            anchorNs = nowNs;
            anchorUs = nowUs();
            dueNs = nowNs;
            return 0;
        }
        dueNs += periodNs;
        long lateNs = System.nanoTime() - dueNs;
        while (lateNs < 0) {
            turn.await(isCalled, dueNs);
            meanwhile.run();
            lateNs = System.nanoTime() - dueNs;
        }
        return lateNs;
    }

    /// Has who waits look at what is to be done meanwhile.
    @AnyThread
    void wake() {
        turn.wake();
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
