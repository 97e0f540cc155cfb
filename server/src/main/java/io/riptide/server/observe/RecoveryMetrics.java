package io.riptide.server.observe;

import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.RecoveryEvent;
import io.riptide.engine.recovery.RecoveryListener;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/// Counts what is done about failures, and notes in the journal what changes.
///
/// - **Threading:** any thread; waits for nothing.
public final class RecoveryMetrics implements RecoveryListener {
    private final Journal journal;
    private final LongAdder opened = new LongAdder();
    private final LongAdder halfOpened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder retries = new LongAdder();

    /// Everything at zero; changes go to `journal`.
    public RecoveryMetrics(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void on(RecoveryEvent event) {
        switch (event) {
            case RecoveryEvent.BreakerChanged change -> changed(change);
            case RecoveryEvent.DegradedChanged change -> changed(change);
            case RecoveryEvent.Retried _ -> retries.increment();
        }
    }

    /// Circuit breakers that went to `state`.
    long transitions(CircuitBreaker.State state) {
        return adder(state).sum();
    }

    /// Further tries.
    long retries() {
        return retries.sum();
    }

    static String word(CircuitBreaker.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private LongAdder adder(CircuitBreaker.State state) {
        return switch (state) {
            case CLOSED -> closed;
            case OPEN -> opened;
            case HALF_OPEN -> halfOpened;
        };
    }

    private void changed(RecoveryEvent.BreakerChanged change) {
        adder(change.to()).increment();
        String message = switch (change.to()) {
            case CLOSED -> "it answers again";
            case HALF_OPEN -> "one request may try it";
            case OPEN -> opening(change);
        };
        journal.tell(NodeEvent.now(NodeEvent.Kind.CIRCUIT_BREAKER, change.subject(), word(change.to()), message));
    }

    private static String opening(RecoveryEvent.BreakerChanged change) {
        if (change.failures() == 0) {
            return "the request that tried it was given up";
        }
        return change.from() == CircuitBreaker.State.HALF_OPEN
                ? "the request that tried it failed"
                : change.failures() + " failures within its window; it is left alone for a while";
    }

    private void changed(RecoveryEvent.DegradedChanged change) {
        String message = change.isDegraded()
                ? "because of "
                        + String.join(", ", change.reasons().stream().sorted().toList())
                : "nothing has been wrong for a while";
        journal.tell(NodeEvent.now(
                NodeEvent.Kind.DEGRADED_MODE, NodeEvent.NODE, change.isDegraded() ? "entered" : "left", message));
    }
}
