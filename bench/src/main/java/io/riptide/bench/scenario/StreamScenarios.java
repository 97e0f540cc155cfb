package io.riptide.bench.scenario;

import io.riptide.bench.run.Arrival;
import io.riptide.bench.run.Ask;
import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.run.Pattern;
import io.riptide.bench.wire.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The scenarios on synthetic streams, `/bench/…`.
final class StreamScenarios {
    private static final int EVENT_BYTES = 128;

    private StreamScenarios() {}

    /// First byte, first event and whole answer of streams of one event: for each transport, on connections
    /// that are kept and on new ones, by 1 and by 64 of them. A closed loop, unless `rate` asks for an open
    /// one.
    static Prepared ttfb(LoadOptions options) {
        List<LoadPlan> plans = new ArrayList<>();
        for (Transport transport : options.transports(Transport.values())) {
            for (boolean isFresh : new boolean[] {false, true}) {
                for (int connections : options.connections(1, 64)) {
                    Ask ask = BenchPaths.ticks(
                            options.server(), transport, 1, options.size().orElse(EVENT_BYTES), 0);
                    Arrival arrival = options.rate().isPresent()
                            ? new Arrival.Open(new Pattern.Steady(options.rate().getAsDouble()), isFresh)
                            : new Arrival.Closed(isFresh);
                    // A kept WebSocket does not exist: its stream ends with it.
                    String mode = isFresh || transport == Transport.WEBSOCKET ? "new" : "keep-alive";
                    if (!isFresh && transport == Transport.WEBSOCKET) {
                        continue;
                    }
                    String label = BenchPaths.label(transport) + ", " + mode + ", " + connections;
                    plans.add(options.apply(
                            LoadPlan.of(label, List.of(ask), arrival, connections),
                            Duration.ofMillis(500),
                            Duration.ofSeconds(2),
                            1,
                            true));
                }
            }
        }
        return Prepared.of(plans);
    }

    /// Events a second when nothing but the two ends holds them up, and how evenly connections get them: for
    /// each transport, by 1 and by 64 connections.
    static Prepared throughput(LoadOptions options) {
        List<LoadPlan> plans = new ArrayList<>();
        for (Transport transport : options.transports(Transport.values())) {
            for (int connections : options.connections(1, 64)) {
                Ask ask = endless(options, transport, 0);
                String label = BenchPaths.label(transport) + ", " + connections;
                plans.add(options.apply(
                        LoadPlan.of(label, List.of(ask), new Arrival.Standing(), connections),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        LoadOptions.halfOfTheCores(),
                        false));
            }
        }
        return Prepared.of(plans);
    }

    /// How long events take from when they were due at their source to the client: 64 streams of 1,000 a second
    /// each, by each transport.
    static Prepared paced(LoadOptions options) {
        List<LoadPlan> plans = new ArrayList<>();
        double rate = options.rate().orElse(1_000);
        for (Transport transport : options.transports(Transport.values())) {
            int connections = options.connectionsEach(64);
            Ask ask = endless(options, transport, rate);
            String label = BenchPaths.label(transport) + ", " + connections + " × " + (long) rate + "/s";
            plans.add(options.apply(
                    LoadPlan.of(label, List.of(ask), new Arrival.Standing(), connections),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    LoadOptions.halfOfTheCores(),
                    true));
        }
        return Prepared.of(plans);
    }

    /// What readers that have stopped cost those that read: 16 readers alone, then beside 64 that asked for the
    /// same, read the first event and nothing more.
    static Prepared slowReaders(LoadOptions options) {
        List<LoadPlan> plans = new ArrayList<>();
        for (Transport transport : options.transports(Transport.NDJSON)) {
            int readers = options.connectionsEach(16);
            for (int stopped : new int[] {0, options.stopped().orElse(64)}) {
                Ask ask = endless(options, transport, 0);
                String label = BenchPaths.label(transport) + ", " + readers
                        + (stopped == 0 ? " alone" : " beside " + stopped + " stopped");
                plans.add(options.apply(
                        LoadPlan.of(label, List.of(ask), new Arrival.Standing(), readers)
                                .withStopped(stopped),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        LoadOptions.halfOfTheCores(),
                        false));
            }
        }
        return Prepared.of(plans);
    }

    /// Whether it goes on like this: streams of two seconds, 100 events a second each, over all transports at
    /// once, asked for again and again for as long as one likes. Look at memory and at the percentiles over
    /// time.
    static Prepared soak(LoadOptions options) {
        List<Transport> transports = options.transports(Transport.values());
        double rate = options.rate().orElse(100);
        List<Ask> asks = transports.stream()
                .map(transport -> BenchPaths.ticks(
                        options.server(),
                        transport,
                        (long) (2 * rate),
                        options.size().orElse(EVENT_BYTES),
                        rate))
                .toList();
        int connections = options.connectionsEach(10) * asks.size();
        return Prepared.of(List.of(options.apply(
                LoadPlan.of("soak, " + connections, asks, new Arrival.Closed(false), connections),
                Duration.ofSeconds(2),
                Duration.ofMinutes(10),
                1,
                false)));
    }

    private static Ask endless(LoadOptions options, Transport transport, double rate) {
        return BenchPaths.ticks(
                options.server(), transport, BenchPaths.ENDLESS, options.size().orElse(EVENT_BYTES), rate);
    }
}
