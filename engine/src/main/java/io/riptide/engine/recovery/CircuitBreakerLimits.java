package io.riptide.engine.recovery;

/// When a circuit breaker opens, and for how long.
///
/// @param failures so many within the window open it
/// @param windowNs how long a failure counts
/// @param openNs how long it stays open before it lets a trial through
/// @param trialNs how long a trial may say nothing before another one takes its place
public record CircuitBreakerLimits(int failures, long windowNs, long openNs, long trialNs) {
    /// Refuses limits by which it would be open always or for ever.
    public CircuitBreakerLimits {
        if (failures < 1 || windowNs < 1 || openNs < 1 || trialNs < 1) {
            throw new IllegalArgumentException(
                    "failures=" + failures + " windowNs=" + windowNs + " openNs=" + openNs + " trialNs=" + trialNs);
        }
    }
}
