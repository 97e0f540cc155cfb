package io.riptide.engine.recovery;

/// When a circuit breaker opens, and for how long.
///
/// @param failures so many within the window open it
/// @param failedPercent where, of all that was reported since the first of them, at least so many percent failed
/// @param windowNs how long a failure counts
/// @param openNs how long it stays open before it lets a trial through
/// @param trialNs how long a trial may say nothing before another one takes its place
public record CircuitBreakerLimits(int failures, int failedPercent, long windowNs, long openNs, long trialNs) {
    private static final int PERCENT = 100;

    /// Where failures open it however much goes well in between.
    public CircuitBreakerLimits(int failures, long windowNs, long openNs, long trialNs) {
        this(failures, 0, windowNs, openNs, trialNs);
    }

    /// Refuses limits by which it would be open always or for ever.
    public CircuitBreakerLimits {
        if (failures < 1 || windowNs < 1 || openNs < 1 || trialNs < 1) {
            throw new IllegalArgumentException(
                    "failures=" + failures + " windowNs=" + windowNs + " openNs=" + openNs + " trialNs=" + trialNs);
        }
        if (failedPercent < 0 || failedPercent > PERCENT) {
            throw new IllegalArgumentException("failedPercent=" + failedPercent);
        }
    }

    /// Whether `failures` beside `successes` are enough of them.
    boolean isShareFull(int failures, long successes) {
        return (long) PERCENT * failures >= failedPercent * (failures + successes);
    }
}
