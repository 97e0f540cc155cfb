package io.riptide.engine.recovery;

import io.riptide.engine.AnyThread;
import java.util.concurrent.atomic.AtomicLong;

/// Keeps callers away from something that keeps failing, and lets one of them see now and then whether it still
/// does.
///
/// ```
///            n failures within the window
///   CLOSED ───────────────────────────────► OPEN ◄─────────────┐
///      ▲                                      │ its time is up  │ the trial fails
///      │          the trial succeeds          ▼                 │
///      └───────────────────────────────── HALF_OPEN ────────────┘
///                                         one trial
/// ```
///
/// Whoever is let in gets a *pass* and reports with it how it went. A pass is good for the state it was given
/// in: what a call reports that began before the breaker opened says nothing about the time after. A trial that
/// never reports loses its place to the next caller after `trialNs`.
///
/// The window is exact: the last `failures` failures are remembered by their time, and they open the breaker
/// when the first of them is less than `windowNs` old as the last one happens, and no more went well since that
/// first one than [CircuitBreakerLimits#failedPercent] allows. Where that is 0 no success forgives a failure.
///
/// | field | written by | read by | mode |
/// |---|---|---|---|
/// | `word`: generation and state | whoever changes it, under the lock | callers | volatile |
/// | `successes` | callers | callers that failed | atomic |
/// | all others | callers, under the lock | callers, under the lock | plain |
///
/// - **Threading:** any thread. While it is closed, entering and succeeding lock nothing; failing always does.
/// - **Bounds:** two `long`s for each of `failures`.
/// - **Failure:** [#REFUSED] instead of a pass.
@AnyThread
public final class CircuitBreaker {
    /// Nobody is let in now.
    public static final long REFUSED = -1;

    private static final int STATE_BITS = 2;
    private static final long STATE_MASK = (1L << STATE_BITS) - 1;

    /// The three states.
    public enum State {
        /// Everybody is let in.
        CLOSED(0),
        /// Nobody is let in.
        OPEN(1),
        /// One is let in to try.
        HALF_OPEN(2);

        private final int bits;

        State(int bits) {
            this.bits = bits;
        }
    }

    private final String subject;
    private final CircuitBreakerLimits limits;
    private final RecoveryListener listener;
    private final Object lock = new Object();

    /// Times of the last failures while closed, the oldest at `next` once there are enough.
    private final long[] failedNs;

    /// How many successes there were before each of them.
    private final long[] succeededBefore;

    private final AtomicLong successes = new AtomicLong();
    private int next;
    private int failureCount;

    /// When it opened, or when the trial began.
    private long sinceNs;

    /// The generation, one more with each change, above the state.
    private volatile long word = State.CLOSED.bits;

    /// A closed breaker for `subject`.
    public CircuitBreaker(String subject, CircuitBreakerLimits limits, RecoveryListener listener) {
        this.subject = subject;
        this.limits = limits;
        this.listener = listener;
        this.failedNs = new long[limits.failures()];
        this.succeededBefore = new long[limits.failures()];
    }

    /// A pass to report with, or [#REFUSED].
    public long tryEnter(long nowNs) {
        long seen = word;
        if (stateOf(seen) == State.CLOSED) {
            return seen;
        }
        synchronized (lock) {
            return switch (state()) {
                case CLOSED -> word;
                case OPEN -> isPast(limits.openNs(), nowNs) ? beginTrial(nowNs) : REFUSED;
                case HALF_OPEN -> isPast(limits.trialNs(), nowNs) ? beginTrial(nowNs) : REFUSED;
            };
        }
    }

    /// The call that got `pass` went well.
    public void succeeded(long pass) {
        if (stateOf(pass) == State.CLOSED) {
            successes.getAndIncrement();
            return;
        }
        synchronized (lock) {
            if (pass == word) {
                change(State.CLOSED, 0);
            }
        }
    }

    /// The call that got `pass` failed.
    public void failed(long pass, long nowNs) {
        synchronized (lock) {
            if (pass != word) {
                return;
            }
            switch (state()) {
                case CLOSED -> countFailure(nowNs);
                case HALF_OPEN -> open(1, nowNs);
                case OPEN -> throw new IllegalStateException("no pass is given while open: " + pass);
            }
        }
    }

    /// The call that got `pass` says nothing about what it was asked of. A trial's place goes to the next
    /// caller.
    public void abandoned(long pass) {
        if (stateOf(pass) == State.CLOSED) {
            return;
        }
        synchronized (lock) {
            if (pass == word) {
                // Open, as it was before the trial, and its time is up already.
                sinceNs -= limits.openNs();
                change(State.OPEN, 0);
            }
        }
    }

    /// The state as of the last call; one whose time is up stays open until somebody tries.
    public State state() {
        return stateOf(word);
    }

    /// Whether a caller would be refused because it is open. False once its time is up, though nobody tried
    /// yet.
    public boolean isOpen(long nowNs) {
        if (state() != State.OPEN) {
            return false;
        }
        synchronized (lock) {
            return state() == State.OPEN && !isPast(limits.openNs(), nowNs);
        }
    }

    /// Whether [#tryEnter] would refuse a caller now.
    public boolean isRefusing(long nowNs) {
        if (state() == State.CLOSED) {
            return false;
        }
        synchronized (lock) {
            return switch (state()) {
                case CLOSED -> false;
                case OPEN -> !isPast(limits.openNs(), nowNs);
                case HALF_OPEN -> !isPast(limits.trialNs(), nowNs);
            };
        }
    }

    /// Whether it remembers nothing that matters: it is closed, and no failure counts any more.
    boolean isForgettable(long nowNs) {
        synchronized (lock) {
            int newest = (next + failedNs.length - 1) % failedNs.length;
            return state() == State.CLOSED && (failureCount == 0 || nowNs - failedNs[newest] >= limits.windowNs());
        }
    }

    private void countFailure(long nowNs) {
        long succeeded = successes.get();
        failedNs[next] = nowNs;
        succeededBefore[next] = succeeded;
        next = (next + 1) % failedNs.length;
        failureCount = Math.min(failureCount + 1, failedNs.length);
        boolean isFull = failureCount == failedNs.length;
        if (isFull
                && nowNs - failedNs[next] < limits.windowNs()
                && limits.isShareFull(failureCount, succeeded - succeededBefore[next])) {
            open(failureCount, nowNs);
        }
    }

    private void open(int failures, long nowNs) {
        sinceNs = nowNs;
        change(State.OPEN, failures);
    }

    private long beginTrial(long nowNs) {
        sinceNs = nowNs;
        change(State.HALF_OPEN, 0);
        return word;
    }

    private boolean isPast(long durationNs, long nowNs) {
        return nowNs - sinceNs >= durationNs;
    }

    /// A trial that takes another's place is a new generation, but no change that anybody is told of.
    private void change(State to, int failures) {
        assert Thread.holdsLock(lock);
        State from = state();
        if (to == State.CLOSED) {
            failureCount = 0;
            next = 0;
        }
        word = (((word >>> STATE_BITS) + 1) << STATE_BITS) | to.bits;
        if (from != to) {
            listener.on(new RecoveryEvent.BreakerChanged(subject, from, to, failures));
        }
    }

    private static State stateOf(long word) {
        long bits = word & STATE_MASK;
        return bits == State.CLOSED.bits ? State.CLOSED : bits == State.OPEN.bits ? State.OPEN : State.HALF_OPEN;
    }
}
