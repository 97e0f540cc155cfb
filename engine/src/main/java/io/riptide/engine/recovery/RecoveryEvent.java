package io.riptide.engine.recovery;

import java.util.Set;

/// Something that changed in how failures are dealt with.
public sealed interface RecoveryEvent {
    /// A circuit breaker changed its state.
    ///
    /// @param subject what it guards
    /// @param from the state before
    /// @param to the state now
    /// @param failures failures that opened it; 0 when it did not open by one
    record BreakerChanged(String subject, CircuitBreaker.State from, CircuitBreaker.State to, int failures)
            implements RecoveryEvent {}

    /// Degraded mode was entered or left.
    ///
    /// @param isDegraded whether it holds now
    /// @param reasons why; when it was left, nothing
    record DegradedChanged(boolean isDegraded, Set<String> reasons) implements RecoveryEvent {
        /// Takes a copy.
        public DegradedChanged {
            reasons = Set.copyOf(reasons);
        }
    }

    /// Something failed and is tried again.
    ///
    /// @param subject what it was asked of
    /// @param failures tries that have failed
    /// @param waitNs time until the next one
    record Retried(String subject, int failures, long waitNs) implements RecoveryEvent {}
}
