package io.riptide.bench.run;

/// When connections ask.
public sealed interface Arrival {
    /// A closed loop: each connection asks again as soon as its answer is whole. A server that stalls is asked
    /// less often, so its stalls are hardly seen: use it for the least time an answer takes, not for what users
    /// would meet.
    ///
    /// @param isFresh whether each request takes a new connection, timed from the connect
    record Closed(boolean isFresh) implements Arrival {}

    /// An open loop: requests start when `pattern` says, whatever became of the others, and are timed from
    /// then. One that finds every connection busy waits for one, which counts.
    ///
    /// @param isFresh whether each request takes a new connection
    record Open(Pattern pattern, boolean isFresh) implements Arrival {}

    /// Each connection asks once, and its stream goes on. The time starts when all have begun.
    record Standing() implements Arrival {}
}
