package io.riptide.bench.wire;

/// Is told of each tick or message that says when it was made.
@FunctionalInterface
public interface EventClock {
    /// One has come.
    ///
    /// @param number the event's own, from its source; below zero if it has none
    /// @param clockNs when it was made, or was to be, by the machine's monotonic clock
    /// @param readAtNs the end of the `read` that brought it
    void came(long number, long clockNs, long readAtNs);
}
