package io.riptide.engine.recovery;

import java.util.random.RandomGenerator;

/// How long to wait before each further try: a first wait that grows by a factor up to a bound, less a random
/// part, so that those who failed together do not come back together.
///
/// - **Threading:** immutable; as safe as the random that is passed in.
/// - **Bounds:** `0 <= waitNs <= longestNs`, for any number of failures.
/// - **Source:** "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
///
/// @param firstNs longest wait after the first failure
/// @param factor by which it grows with each further one
/// @param longestNs longest wait ever
/// @param jitter which part of a wait is left to chance
public record Backoff(long firstNs, int factor, long longestNs, Jitter jitter) {
    /// Which part of a wait is left to chance.
    public enum Jitter {
        /// All of it: spreads best.
        FULL,
        /// Half of it: never comes back at once.
        EQUAL
    }

    /// Refuses waits that would be negative, or shrink.
    public Backoff {
        if (firstNs < 0 || factor < 1 || longestNs < firstNs) {
            throw new IllegalArgumentException("firstNs=" + firstNs + " factor=" + factor + " longestNs=" + longestNs);
        }
    }

    /// How long to wait after the `failures`-th failure in a row, the first of which is 1.
    public long waitNs(int failures, RandomGenerator random) {
        long wholeNs = wholeNs(failures);
        return switch (jitter) {
            case FULL -> random.nextLong(wholeNs + 1);
            case EQUAL -> wholeNs - wholeNs / 2 + random.nextLong(wholeNs / 2 + 1);
        };
    }

    /// The wait before chance takes its part. Ends as soon as the bound is reached, and never overflows.
    long wholeNs(int failures) {
        assert failures >= 1 : failures;
        long wholeNs = firstNs;
        for (int i = 1; i < failures && wholeNs > 0 && wholeNs < longestNs && factor > 1; i++) {
            wholeNs = wholeNs > longestNs / factor ? longestNs : wholeNs * factor;
        }
        return wholeNs;
    }
}
