package io.riptide.bench.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One load on one server.
///
/// @param label what the report calls it
/// @param asks dealt out to the connections in turn
/// @param connections that ask; of an open loop, at most so many at once
/// @param stopped more connections that ask the same, read the first event and then nothing
/// @param warmup how long nothing is recorded at first
/// @param threads with a selector each
/// @param spins whether a thread that finds nothing looks again at once, so that its wake-up is in no figure;
///     takes a core for each thread
/// @param serverPid whose CPU time and memory are sampled
public record LoadPlan(
        String label,
        List<Ask> asks,
        Arrival arrival,
        int connections,
        int stopped,
        Duration warmup,
        Duration duration,
        int threads,
        boolean spins,
        Optional<Publishing> publishing,
        OptionalLong serverPid) {
    private static final int CONNECTIONS_MAX = 1_000_000;
    private static final int THREADS_MAX = 256;

    public LoadPlan {
        asks = List.copyOf(asks);
        within("asks", asks.size(), 1, CONNECTIONS_MAX);
        within("connections", connections, 1, CONNECTIONS_MAX);
        within("stopped", stopped, 0, CONNECTIONS_MAX);
        within("threads", threads, 1, THREADS_MAX);
        within("duration", duration.toMillis(), 1, Duration.ofDays(365).toMillis());
        within("warmup", warmup.toMillis(), 0, Duration.ofDays(1).toMillis());
    }

    /// Five seconds of it after one of warm-up, by one thread that sleeps when there is nothing to read.
    public static LoadPlan of(String label, List<Ask> asks, Arrival arrival, int connections) {
        return new LoadPlan(
                label,
                asks,
                arrival,
                connections,
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                1,
                false,
                Optional.empty(),
                OptionalLong.empty());
    }

    /// The same for another time.
    public LoadPlan withTime(Duration newWarmup, Duration newDuration) {
        return new LoadPlan(
                label,
                asks,
                arrival,
                connections,
                stopped,
                newWarmup,
                newDuration,
                threads,
                spins,
                publishing,
                serverPid);
    }

    /// The same by more threads, or by such that spin.
    public LoadPlan withThreads(int newThreads, boolean newSpins) {
        return new LoadPlan(
                label,
                asks,
                arrival,
                connections,
                stopped,
                warmup,
                duration,
                newThreads,
                newSpins,
                publishing,
                serverPid);
    }

    /// The same beside readers that have stopped.
    public LoadPlan withStopped(int newStopped) {
        return new LoadPlan(
                label, asks, arrival, connections, newStopped, warmup, duration, threads, spins, publishing, serverPid);
    }

    /// The same while somebody publishes.
    public LoadPlan withPublishing(Publishing newPublishing) {
        return new LoadPlan(
                label,
                asks,
                arrival,
                connections,
                stopped,
                warmup,
                duration,
                threads,
                spins,
                Optional.of(newPublishing),
                serverPid);
    }

    /// The same with a look at the server's process.
    public LoadPlan withServer(OptionalLong newPid) {
        return new LoadPlan(
                label, asks, arrival, connections, stopped, warmup, duration, threads, spins, publishing, newPid);
    }

    private static void within(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + ", wanted " + min + " to " + max);
        }
    }
}
