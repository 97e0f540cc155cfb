package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.graph.RestartStrategy;
import io.riptide.engine.recovery.Backoff;
import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.CircuitBreakerLimits;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What one node's restart strategy makes of its failures.
///
/// - **Threading:** the node's thread.
final class Recovery {
    /// What [#enter] gives when the node may not have the next frame.
    static final long REFUSED = CircuitBreaker.REFUSED;

    /// There is to be no further try.
    static final long GIVE_UP = -1;

    /// The node goes on as it is.
    static final long AS_IT_IS = -2;

    /// Leave where nothing is ever refused.
    private static final long ALWAYS = 0;

    private static final long TRIAL_NS = TimeUnit.DAYS.toNanos(1);

    private final RestartStrategy strategy;
    private final @Nullable CircuitBreaker breaker;
    private int failuresInRow;

    Recovery(String id, RestartStrategy strategy) {
        this.strategy = strategy;
        this.breaker = strategy instanceof RestartStrategy.CircuitBreaker limits ? breaker(id, limits) : null;
    }

    private static CircuitBreaker breaker(String id, RestartStrategy.CircuitBreaker asked) {
        long timeoutNs = TimeUnit.MILLISECONDS.toNanos(asked.timeoutMs());
        // One thread tries, so a trial never waits for another's report.
        return new CircuitBreaker(
                id, new CircuitBreakerLimits(asked.errorThreshold(), timeoutNs, timeoutNs, TRIAL_NS), _ -> {});
    }

    /// Leave for one frame, for [#succeeded] or [#failed]; [#REFUSED] if the node may not have it.
    long enter() {
        CircuitBreaker known = breaker;
        return known == null ? ALWAYS : known.tryEnter(System.nanoTime());
    }

    void succeeded(long pass) {
        failuresInRow = 0;
        if (breaker != null) {
            breaker.succeeded(pass);
        }
    }

    /// Whether a failure costs the node its place, and not the pipeline its life.
    boolean replaces() {
        return !(strategy instanceof RestartStrategy.Never);
    }

    /// The node failed: nanoseconds after which another takes its place, or [#AS_IT_IS], or [#GIVE_UP].
    long failed(long pass) {
        failuresInRow++;
        return switch (strategy) {
            case RestartStrategy.Never _ -> AS_IT_IS;
            case RestartStrategy.Immediate _ -> 0;
            case RestartStrategy.Exponential(long baseMs, long maxMs, int attemptsMax) ->
                failuresInRow > attemptsMax
                        ? GIVE_UP
                        : new Backoff(
                                        TimeUnit.MILLISECONDS.toNanos(baseMs),
                                        2,
                                        TimeUnit.MILLISECONDS.toNanos(maxMs),
                                        Backoff.Jitter.EQUAL)
                                .waitNs(failuresInRow, ThreadLocalRandom.current());
            case RestartStrategy.CircuitBreaker _ -> {
                if (breaker != null) {
                    breaker.failed(pass, System.nanoTime());
                }
                yield isOpen() ? 0 : AS_IT_IS;
            }
        };
    }

    /// Whether the node is left alone now.
    boolean isOpen() {
        return breaker != null && breaker.state() == CircuitBreaker.State.OPEN;
    }
}
