package io.riptide.engine.recovery;

import io.riptide.engine.AnyThread;
import java.util.concurrent.atomic.AtomicLong;

/// How many further tries all work together may have: a share of its first tries, and a reserve for when there
/// are few. When everything fails, tries then grow by that share and not by a factor.
///
/// - **Threading:** any thread; one compare-and-set.
/// - **Bounds:** the balance is 0 to `reserve` further tries.
/// - **Source:** the retry budget of Finagle's `RetryBudget`.
@AnyThread
public final class RetryBudget {
    /// One further try; a first try puts in so many percent of it.
    private static final long WHOLE = 100;

    private final int percent;
    private final long balanceMax;
    private final AtomicLong balance;

    /// A budget that begins with all of `reserve` and gets `percent` of a try for each first one.
    public RetryBudget(int reserve, int percent) {
        if (reserve < 0 || percent < 0 || percent > WHOLE) {
            throw new IllegalArgumentException("reserve=" + reserve + " percent=" + percent);
        }
        this.percent = percent;
        this.balanceMax = reserve * WHOLE;
        this.balance = new AtomicLong(balanceMax);
    }

    /// Some work has its first try.
    void began() {
        long before;
        do {
            before = balance.get();
        } while (before < balanceMax && !balance.compareAndSet(before, Math.min(balanceMax, before + percent)));
    }

    /// Takes one further try; false, and nothing taken, when none is left.
    boolean tryTake() {
        long before;
        do {
            before = balance.get();
            if (before < WHOLE) {
                return false;
            }
        } while (!balance.compareAndSet(before, before - WHOLE));
        return true;
    }

    /// Further tries left.
    public long left() {
        return balance.get() / WHOLE;
    }
}
