package io.riptide.engine.recovery;

/// How often and after which waits something is tried again.
///
/// - **Threading:** immutable.
///
/// @param attemptsMax tries in all, the first one included
/// @param backoff the waits between them
public record RetryPolicy(int attemptsMax, Backoff backoff) {
    /// Refuses a policy that would not even try once.
    public RetryPolicy {
        if (attemptsMax < 1) {
            throw new IllegalArgumentException("attemptsMax=" + attemptsMax);
        }
    }
}
