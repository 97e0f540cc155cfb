package io.riptide.bench.load;

import io.riptide.bench.wire.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Measures how many WebSocket messages a second come back, and how soon.
///
/// `EchoProbe [--option value]… name=http://host:port[/path]`, the path being `/bench/echo` where none is
/// given.
///
/// | option | default | |
/// |---|---|---|
/// | `connections` | 64 | each sends again when all that it sent is back |
/// | `size` | 128 | bytes of a message |
/// | `depth` | 1 | messages a connection sends at once |
/// | `rounds`, `warmup`, `seconds` | 3, 3, 5 | shown are the medians |
/// | `pids` | | `name=pid,…`: also the CPU time that those servers took |
/// | `json` | | a file for the same figures |
public final class EchoProbe {
    private static final Set<String> OPTIONS =
            Set.of("connections", "size", "depth", "rounds", "warmup", "seconds", "pids", "json");

    private EchoProbe() {}

    static Report run(String... arguments) {
        return measure(ProbeOptions.parse(OPTIONS, arguments));
    }

    public static void main(String[] arguments) throws IOException {
        ProbeOptions options = ProbeOptions.parse(OPTIONS, arguments);
        Report report = measure(options);
        report.print(System.out);
        report.write(options.path("json"));
        System.exit(report.exitCode());
    }

    private static Report measure(ProbeOptions options) {
        Failures failures = new Failures();
        Map<String, List<EchoRound.Outcome>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < options.number("rounds", 3); i++) {
            for (Target target : options.targets()) {
                EchoRound.Plan plan = plan(options, target);
                failures.attempt(target, "echo", () -> new EchoRound(plan).run())
                        .ifPresent(outcome -> rounds.computeIfAbsent(target.name(), _ -> new ArrayList<>())
                                .add(outcome));
            }
        }
        Table table = new Table(
                "target", "messages/s", "×", "client busy", "server µs/message", "×", "p50 µs", "p99 µs", "p99.9 µs");
        List<Map<String, Object>> cells = new ArrayList<>();
        rounds.forEach((name, outcomes) -> add(table, cells, name, outcomes));
        String title = options.number("connections", 64) + " connections, " + options.number("depth", 1)
                + " messages at once of " + options.number("size", 128) + " bytes, medians of "
                + options.number("rounds", 3) + " rounds";
        return new Report(title, table, cells, failures);
    }

    private static EchoRound.Plan plan(ProbeOptions options, Target target) {
        return new EchoRound.Plan(
                target.pathAndQuery().isEmpty() ? target.withPath("/bench/echo") : target,
                options.number("connections", 64),
                options.number("size", 128),
                options.number("depth", 1),
                options.decimal("warmup", 3),
                options.decimal("seconds", 5),
                options.pid(target.name()));
    }

    private static void add(Table table, List<Map<String, Object>> cells, String name, List<EchoRound.Outcome> rounds) {
        double rate = Percentiles.median(rounds, EchoRound.Outcome::messagesPerSecond);
        double busy = Percentiles.median(rounds, EchoRound.Outcome::clientBusy);
        Optional<Double> cpu = rounds.getFirst().serverUsPerMessage().isPresent()
                ? Optional.of(Percentiles.median(
                        rounds, round -> round.serverUsPerMessage().orElseThrow()))
                : Optional.empty();
        Percentiles latency = Percentiles.medians(
                rounds.stream().map(EchoRound.Outcome::latency).toList());
        Map<String, Object> first = cells.isEmpty() ? Map.of() : cells.getFirst();
        table.add(
                name,
                Table.decimal("%,.0f", rate),
                Table.ratio(rate, (double) first.getOrDefault("messages_per_second", rate)),
                Table.decimal("%.0f%%", busy * 100),
                cpu.map(us -> Table.decimal("%.2f", us)).orElse("-"),
                Table.ratio(cpu.orElse(0.0), (double) first.getOrDefault("server_us_per_message", cpu.orElse(0.0))),
                Table.decimal("%.0f", latency.p50Us()),
                Table.decimal("%.0f", latency.p99Us()),
                Table.decimal("%.0f", latency.p999Us()));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("target", name);
        fields.put("messages_per_second", rate);
        cpu.ifPresent(us -> fields.put("server_us_per_message", us));
        fields.put("latency", latency);
        fields.put("rounds", rounds);
        cells.add(fields);
    }
}
