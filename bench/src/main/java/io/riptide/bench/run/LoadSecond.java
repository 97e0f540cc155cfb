package io.riptide.bench.run;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What came in one second of a load.
///
/// @param atSeconds its end, from the beginning of what is measured; not above zero while it warms up
/// @param seconds its length
/// @param answers whole answers
/// @param dropped events that the server left out
/// @param open connections, at its end
/// @param waiting requests that were due and had no connection, at its end
/// @param p50Us of the load's main metric
/// @param serverCores CPU time of the server over time
/// @param clientCores CPU time of this process over time
public record LoadSecond(
        double atSeconds,
        double seconds,
        long events,
        long bytes,
        long answers,
        long errors,
        long dropped,
        long open,
        long waiting,
        double p50Us,
        double p99Us,
        OptionalDouble serverCores,
        OptionalLong serverRssBytes,
        double clientCores) {
    /// Events in each second of it.
    public double eventsPerSecond() {
        return events / seconds;
    }

    /// Whole answers in each second of it.
    public double answersPerSecond() {
        return answers / seconds;
    }
}
