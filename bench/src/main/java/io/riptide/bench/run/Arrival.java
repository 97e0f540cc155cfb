package io.riptide.bench.run;

/// When connections ask.
public sealed interface Arrival {
    /// As reports say it.
    default String label() {
        return switch (this) {
            case Closed(boolean isFresh) -> "closed loop, " + connections(isFresh);
            case Open(Pattern pattern, boolean isFresh) ->
                "open loop, " + pattern.meanRate() + "/s on average, " + connections(isFresh);
            case Standing() -> "standing streams";
        };
    }

    private static String connections(boolean isFresh) {
        return isFresh ? "a new connection for each request" : "connections are kept";
    }

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
