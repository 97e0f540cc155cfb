package io.riptide.bench.scenario;

import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What the user asked of a scenario; what is empty is the scenario's own.
///
/// @param connections several counts make several loads where the scenario has one for each
/// @param size of an event or message in bytes
/// @param scale what durations of the classic suite are multiplied by
/// @param file tests of the custom suite
public record LoadOptions(
        Target server,
        List<Transport> transports,
        List<Integer> connections,
        OptionalDouble rate,
        OptionalInt size,
        OptionalInt stopped,
        Optional<Duration> warmup,
        Optional<Duration> duration,
        double scale,
        OptionalInt threads,
        Optional<Path> file,
        OptionalLong serverPid) {
    /// Nothing but a server.
    public static LoadOptions of(Target server) {
        return new LoadOptions(
                server,
                List.of(),
                List.of(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                OptionalInt.empty(),
                Optional.empty(),
                OptionalLong.empty());
    }

    List<Transport> transports(Transport... otherwise) {
        return transports.isEmpty() ? List.of(otherwise) : transports;
    }

    List<Integer> connections(Integer... otherwise) {
        return connections.isEmpty() ? List.of(otherwise) : connections;
    }

    /// The one count of a scenario that has only one.
    int connectionsEach(int otherwise) {
        return connections.isEmpty() ? otherwise : connections.getFirst();
    }

    private int threadsOr(int otherwise) {
        return threads.orElse(otherwise);
    }

    /// Threads that leave a server on this machine the other cores.
    static int halfOfTheCores() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /// The plan with the time, the threads and the process that were asked for, or else these.
    LoadPlan apply(LoadPlan plan, Duration ownWarmup, Duration ownDuration, int ownThreads, boolean spins) {
        return plan.withTime(warmup.orElse(ownWarmup), duration.orElse(ownDuration))
                .withThreads(threadsOr(ownThreads), spins)
                .withServer(serverPid);
    }
}
