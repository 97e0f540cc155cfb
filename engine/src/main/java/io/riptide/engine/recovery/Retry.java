package io.riptide.engine.recovery;

import java.util.random.RandomGenerator;

/// One piece of work that is being tried: decides after each failure whether and when it is tried again.
///
/// ```
/// try ─► failed ─► nextWaitNs ─► wait ─► try …        GIVE_UP: attempts or budget used up, too late, or pointless
/// ```
///
/// - **Threading:** one thread; the budget may be shared.
/// - **Bounds:** the policy's attempts; no wait reaches the deadline, for there would be no time left to try.
/// - **Failure:** [#GIVE_UP], and then nothing was taken from the budget.
public final class Retry {
    /// There is no further try.
    public static final long GIVE_UP = -1;

    /// The other side did not say when to come back.
    public static final long NOT_ASKED = 0;

    private final RetryPolicy policy;
    private final RetryBudget budget;
    private final RandomGenerator random;
    private final long deadlineNs;
    private int failures;

    /// Work that is tried by `policy` while `budget` has something left, and not at or after `deadlineNs`.
    public Retry(RetryPolicy policy, RetryBudget budget, RandomGenerator random, long deadlineNs) {
        this.policy = policy;
        this.budget = budget;
        this.random = random;
        this.deadlineNs = deadlineNs;
        budget.began();
    }

    /// How long to wait before the next try, or [#GIVE_UP].
    ///
    /// Who is asked to come back later than the longest wait gives up: to come back sooner would be impolite,
    /// and to wait that long is not what the bound allows.
    ///
    /// @param askedNs the wait that the other side asked for, or [#NOT_ASKED]
    public long nextWaitNs(FailureCategory failure, long askedNs, long nowNs) {
        assert askedNs >= 0 : askedNs;
        failures++;
        if (!failure.isRetried() || failures >= policy.attemptsMax()) {
            return GIVE_UP;
        }
        Backoff backoff = policy.backoff();
        if (askedNs > backoff.longestNs()) {
            return GIVE_UP;
        }
        long waitNs = Math.max(askedNs, backoff.waitNs(failures, random));
        if (waitNs >= deadlineNs - nowNs || !budget.tryTake()) {
            return GIVE_UP;
        }
        return waitNs;
    }

    /// Tries that have failed.
    public int failures() {
        return failures;
    }
}
