package io.riptide.bench.run;

import java.time.Duration;

/// When a load begins, is measured and ends.
///
/// | field | written by | read by | mode |
/// |---|---|---|---|
/// | the times | the coordinator, once, and once more when it is stopped | workers | volatile |
final class LoadClock {
    /// Not begun: nothing is measured, nothing is due.
    private volatile Times times = new Times(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    private volatile boolean isStopped;

    /// `System.nanoTime` values; those of a machine are far from the extremes.
    record Times(long beginNs, long measureNs, long endNs) {}

    void begin(Duration warmup, Duration duration) {
        long beginNs = System.nanoTime();
        long measureNs = beginNs + warmup.toNanos();
        times = new Times(beginNs, measureNs, measureNs + duration.toNanos());
    }

    /// Ends it now.
    void stop() {
        Times now = times;
        times = new Times(now.beginNs, now.measureNs, Math.min(now.endNs, System.nanoTime()));
        isStopped = true;
    }

    boolean isStopped() {
        return isStopped;
    }

    Times times() {
        return times;
    }

    boolean isMeasured(long ns) {
        Times now = times;
        return ns >= now.measureNs && ns < now.endNs;
    }

    boolean isOver(long ns) {
        return ns >= times.endNs;
    }
}
