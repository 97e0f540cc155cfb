package io.riptide.bench.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What came of a load.
///
/// @param beganAt when measuring began
/// @param seconds how long was measured, to the end of the plan or to when it was stopped
/// @param answers whole answers
/// @param published messages that were sent to the topic
/// @param dropped messages that subscribers did not get
/// @param unfetched pages of crawls that were not fetched
/// @param fairness slowest connection over fastest; only of standing streams, else 1
/// @param clientCores CPU time of this process over time: near the plan's threads, the client was the limit
/// @param series those that have values
/// @param isWhole whether it was not stopped before its time
public record LoadReport(
        LoadPlan plan,
        Instant beganAt,
        double seconds,
        long events,
        long bytes,
        long answers,
        long published,
        long dropped,
        long unfetched,
        double fairness,
        double clientCores,
        List<Series> series,
        List<LoadSecond> timeline,
        List<LoadError> errors,
        Optional<ServerUse> server,
        boolean isWhole) {
    /// What the server took, as its operating system counts.
    ///
    /// @param rssBeforeBytes before the first connection
    /// @param rssMaxBytes at any second's end
    public record ServerUse(long pid, double cores, long rssBeforeBytes, long rssAfterBytes, long rssMaxBytes) {}

    /// Events in each second.
    public double eventsPerSecond() {
        return events / seconds;
    }

    /// Whole answers in each second.
    public double answersPerSecond() {
        return answers / seconds;
    }

    /// Of every kind.
    public long errorCount() {
        return errors.stream().mapToLong(LoadError::count).sum();
    }

    /// Of this metric, whatever was asked, or empty.
    public Optional<Series> series(Metric metric) {
        return series.stream().filter(each -> each.metric() == metric).findFirst();
    }

    /// By how much the server's resident memory grew for each stream in which nothing happened; empty of other
    /// loads.
    public Optional<Double> rssPerStreamBytes() {
        boolean isIdle = plan.arrival() instanceof Arrival.Standing && events == 0 && errors.isEmpty();
        return server.filter(_ -> isIdle)
                .map(use -> (use.rssAfterBytes() - use.rssBeforeBytes()) / (double) plan.connections());
    }

    /// CPU time of the server for each event, in microseconds, where it is known.
    public Optional<Double> serverUsPerEvent() {
        return server.filter(_ -> events > 0).map(use -> use.cores() * seconds * 1e6 / events);
    }
}
