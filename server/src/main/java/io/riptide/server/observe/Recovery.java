package io.riptide.server.observe;

import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.CircuitBreakers;
import io.riptide.engine.recovery.DegradedMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What the node does about failures, and how much of it.
///
/// - **Threading:** any thread.
///
/// @param journal where changes are noted
/// @param metrics what was done
/// @param mode whether the node does less than it could
/// @param breakers every set of circuit breakers there is
public record Recovery(Journal journal, RecoveryMetrics metrics, DegradedMode mode, List<CircuitBreakers> breakers) {
    /// Takes a copy.
    public Recovery {
        breakers = List.copyOf(breakers);
    }

    /// Figures of recovery at one instant.
    ///
    /// @param transitions of circuit breakers, by the state they went to
    /// @param breakersKnown circuit breakers there are
    /// @param breakersOpen those that refuse callers
    /// @param isDegraded whether the node does less than it could
    /// @param retries further tries
    /// @param journalEvents events written to the journal
    /// @param journalLost events that did not fit
    /// @param journalBytes memory of the journal
    public record Snapshot(
            Map<CircuitBreaker.State, Long> transitions,
            long breakersKnown,
            long breakersOpen,
            boolean isDegraded,
            long retries,
            long journalEvents,
            long journalLost,
            long journalBytes) {}

    int breakersKnown() {
        return breakers.stream().mapToInt(CircuitBreakers::size).sum();
    }

    int breakersOpen(long nowNs) {
        return breakers.stream().mapToInt(set -> set.openCount(nowNs)).sum();
    }

    Snapshot snapshot(long nowNs) {
        Map<CircuitBreaker.State, Long> transitions = new EnumMap<>(CircuitBreaker.State.class);
        for (CircuitBreaker.State state : CircuitBreaker.State.values()) {
            transitions.put(state, metrics.transitions(state));
        }
        return new Snapshot(
                transitions,
                breakersKnown(),
                breakersOpen(nowNs),
                mode.isDegraded(),
                metrics.retries(),
                journal.written(),
                journal.lost(),
                journal.heldBytes());
    }
}
