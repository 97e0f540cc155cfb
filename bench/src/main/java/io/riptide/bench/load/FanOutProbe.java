package io.riptide.bench.load;

import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Measures how long a message takes from one publisher to very many subscribers of a topic.
///
/// `FanOutProbe [--option value]… name=http://host:port`
///
/// | option | default | |
/// |---|---|---|
/// | `transports` | `sse,websocket` | all of them at once |
/// | `subscribers` | 1000 | of each transport |
/// | `rate`, `size` | 50, 200 | messages a second, and about how many bytes they have |
/// | `rounds`, `warmup`, `seconds` | 3, 3, 10 | shown are the medians |
/// | `pids` | | `name=pid,…`: also the CPU time that those servers took |
/// | `json` | | a file for the same figures |
///
/// A message's age is from the moment it was to be published, so that a publisher that is held up counts, to
/// the end of the `read` that brought it. Every subscriber must get every message, in order; one that does not
/// fails the round. How often a message was framed is the server's own count.
public final class FanOutProbe {
    private static final Set<String> OPTIONS =
            Set.of("transports", "subscribers", "rate", "size", "rounds", "warmup", "seconds", "pids", "json");

    private final ProbeOptions options;
    private final Failures failures = new Failures();
    private final List<Map<String, Object>> cells = new ArrayList<>();
    private final Table table = new Table(
            "subscribers",
            "target",
            "deliveries/s",
            "framed/message",
            "client busy",
            "server µs/delivery",
            "×",
            "p50 µs",
            "p99 µs",
            "p99.9 µs",
            "max µs");

    private FanOutProbe(ProbeOptions options) {
        this.options = options;
    }

    static Report run(String... arguments) {
        return new FanOutProbe(ProbeOptions.parse(OPTIONS, arguments)).measure();
    }

    public static void main(String[] arguments) throws IOException {
        ProbeOptions options = ProbeOptions.parse(OPTIONS, arguments);
        Report report = new FanOutProbe(options).measure();
        report.print(System.out);
        report.write(options.path("json"));
        System.exit(report.exitCode());
    }

    /// The first target's CPU time for a delivery; 0 where it is not known.
    private double firstUs;

    private Report measure() {
        List<Transport> transports = options.list("transports", "sse,websocket")
                .map(name -> Transport.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
        Map<String, List<FanOutRound.Outcome>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < options.number("rounds", 3); i++) {
            for (Target target : options.targets()) {
                FanOutRound.Plan plan = plan(target, transports);
                failures.attempt(target, "fan-out", () -> new FanOutRound(plan).run())
                        .ifPresent(outcome -> rounds.computeIfAbsent(target.name(), _ -> new ArrayList<>())
                                .add(outcome));
            }
        }
        rounds.forEach((name, outcomes) -> add(name, transports, outcomes));
        String title = "one publisher, " + options.number("subscribers", 1000) + " subscribers of each transport, "
                + options.number("rate", 50) + " messages/s of " + options.number("size", 200) + " bytes, medians of "
                + options.number("rounds", 3) + " rounds";
        return new Report(title, table, cells, failures);
    }

    private void add(String name, List<Transport> transports, List<FanOutRound.Outcome> rounds) {
        Map<Transport, Percentiles> latencies = new EnumMap<>(Transport.class);
        for (Transport transport : transports) {
            latencies.put(
                    transport,
                    Percentiles.medians(rounds.stream()
                            .map(round -> round.latencies().get(transport))
                            .toList()));
        }
        double deliveries = Percentiles.median(rounds, FanOutRound.Outcome::deliveriesPerSecond);
        double framed = Percentiles.median(rounds, FanOutRound.Outcome::framedPerMessage);
        double busy = Percentiles.median(rounds, FanOutRound.Outcome::clientBusy);
        Optional<Double> cpu = rounds.getFirst().serverUsPerDelivery().isPresent()
                ? Optional.of(Percentiles.median(
                        rounds, round -> round.serverUsPerDelivery().orElseThrow()))
                : Optional.empty();
        firstUs = cells.isEmpty() ? cpu.orElse(0.0) : firstUs;
        latencies.forEach((transport, latency) -> table.add(
                options.number("subscribers", 1000) + " " + transport.name().toLowerCase(Locale.ROOT),
                name,
                Table.decimal("%,.0f", deliveries / transports.size()),
                Table.decimal("%.2f", framed / transports.size()),
                Table.decimal("%.0f%%", busy * 100),
                cpu.map(us -> Table.decimal("%.2f", us)).orElse("-"),
                Table.ratio(cpu.orElse(0.0), firstUs),
                Table.decimal("%.0f", latency.p50Us()),
                Table.decimal("%.0f", latency.p99Us()),
                Table.decimal("%.0f", latency.p999Us()),
                Table.decimal("%.0f", latency.maxUs())));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("target", name);
        fields.put("deliveries_per_second", deliveries);
        cpu.ifPresent(us -> fields.put("server_us_per_delivery", us));
        fields.put("framed_per_message", framed);
        fields.put("latencies", latencies);
        fields.put("rounds", rounds);
        cells.add(fields);
    }

    private FanOutRound.Plan plan(Target target, List<Transport> transports) {
        return new FanOutRound.Plan(
                target,
                transports,
                options.number("subscribers", 1000),
                options.number("rate", 50),
                options.number("size", 200),
                options.decimal("warmup", 3),
                options.decimal("seconds", 10),
                options.pid(target.name()));
    }
}
