package io.riptide.bench.load;

import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Measures how many events a second come, how evenly, and how old they are when they do, for several targets
/// in turn.
///
/// `ThroughputProbe [--option value]… name=http://host:port…`; `/bench/stream`, `/sse` or `/ws` is added to the
/// target. The first target is what the others are divided by.
///
/// | option | default | |
/// |---|---|---|
/// | `transports` | `ndjson,sse,websocket` | |
/// | `connections` | `1,64` | |
/// | `size`, `rate` | 128, 0 | bytes an event; events a second and stream, 0 unpaced |
/// | `stopped` | 0 | readers beside them that ask for the same and never read; of several counts each is a row |
/// | `rounds`, `warmup`, `seconds` | 3, 1, 3 | each round asks every target once; shown are the medians |
/// | `count` | 0 | streams of exactly so many ticks instead of a time |
/// | `pids` | | `name=pid,…`: also the CPU time that those servers took |
/// | `json` | | a file for the same figures |
///
/// Paced, an event's age is from its `ts` to the end of the `read` that brought it, on one machine's monotonic
/// clock. A server that falls behind makes fewer events rather than older ones: look at the rate beside the
/// latency.
public final class ThroughputProbe {
    private static final Set<String> OPTIONS = Set.of(
            "transports",
            "connections",
            "size",
            "rate",
            "stopped",
            "rounds",
            "warmup",
            "seconds",
            "count",
            "pids",
            "json");

    private final ProbeOptions options;
    private final Failures failures = new Failures();
    private final List<Map<String, Object>> cells = new ArrayList<>();
    private final Table table = new Table(
            "stream",
            "target",
            "events/s",
            "×",
            "MB/s",
            "fairness",
            "client busy",
            "server µs/event",
            "p50 µs",
            "p99 µs",
            "p99.9 µs",
            "max µs",
            "p50 ×",
            "p99 ×");

    private ThroughputProbe(ProbeOptions options) {
        this.options = options;
    }

    /// One target's medians in one cell.
    private record Row(
            double eventsPerSecond,
            double bytesPerSecond,
            double fairness,
            double clientBusy,
            Optional<Double> serverUsPerEvent,
            Optional<Percentiles> latency) {
        static Row medians(List<ThroughputRound.Outcome> rounds) {
            boolean hasCpu = rounds.getFirst().serverUsPerEvent().isPresent();
            boolean hasLatency = rounds.getFirst().latency().isPresent();
            return new Row(
                    Percentiles.median(rounds, ThroughputRound.Outcome::eventsPerSecond),
                    Percentiles.median(rounds, ThroughputRound.Outcome::bytesPerSecond),
                    Percentiles.median(rounds, ThroughputRound.Outcome::fairness),
                    Percentiles.median(rounds, ThroughputRound.Outcome::clientBusy),
                    hasCpu
                            ? Optional.of(Percentiles.median(
                                    rounds, round -> round.serverUsPerEvent().orElseThrow()))
                            : Optional.empty(),
                    hasLatency
                            ? Optional.of(Percentiles.medians(rounds.stream()
                                    .map(round -> round.latency().orElseThrow())
                                    .toList()))
                            : Optional.empty());
        }
    }

    static Report run(String... arguments) {
        return new ThroughputProbe(ProbeOptions.parse(OPTIONS, arguments)).measure();
    }

    public static void main(String[] arguments) throws IOException {
        ProbeOptions options = ProbeOptions.parse(OPTIONS, arguments);
        Report report = new ThroughputProbe(options).measure();
        report.print(System.out);
        report.write(options.path("json"));
        System.exit(report.exitCode());
    }

    private Report measure() {
        for (String transport :
                options.list("transports", "ndjson,sse,websocket").toList()) {
            for (String connections : options.list("connections", "1,64").toList()) {
                measureCell(Transport.valueOf(transport.toUpperCase(Locale.ROOT)), Integer.parseInt(connections));
            }
        }
        int rate = options.number("rate", 0);
        String pace = rate == 0 ? "unpaced" : rate + "/s a stream";
        String title = "events of " + options.number("size", 128) + " bytes, " + pace + ", medians of "
                + options.number("rounds", 3) + " rounds";
        return new Report(title, table, cells, failures);
    }

    private void measureCell(Transport transport, int connections) {
        String cell = transport.name().toLowerCase(Locale.ROOT) + ", " + connections;
        Map<String, List<ThroughputRound.Outcome>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < options.number("rounds", 3); i++) {
            for (Target target : options.targets()) {
                for (String stopped : options.list("stopped", "0").toList()) {
                    ThroughputRound.Plan plan = plan(target, transport, connections, Integer.parseInt(stopped));
                    failures.attempt(target, cell, () -> new ThroughputRound(plan).run())
                            .ifPresent(outcome -> rounds.computeIfAbsent(name(plan), _ -> new ArrayList<>())
                                    .add(outcome));
                }
            }
        }
        Optional<Row> first = Optional.empty();
        for (Map.Entry<String, List<ThroughputRound.Outcome>> entry : rounds.entrySet()) {
            Row row = Row.medians(entry.getValue());
            boolean isFirst = entry.getKey().equals(firstName());
            first = isFirst ? Optional.of(row) : first;
            add(cell, entry.getKey(), row, first, entry.getValue());
        }
    }

    private void add(String cell, String name, Row row, Optional<Row> first, List<ThroughputRound.Outcome> rounds) {
        double firstRate = first.map(Row::eventsPerSecond).orElse(0.0);
        Optional<Percentiles> firstLatency = first.flatMap(Row::latency);
        table.add(
                cell,
                name,
                Table.decimal("%,.0f", row.eventsPerSecond()),
                Table.ratio(row.eventsPerSecond(), firstRate),
                Table.decimal("%.0f", row.bytesPerSecond() / 1e6),
                Table.decimal("%.2f", row.fairness()),
                Table.decimal("%.0f%%", row.clientBusy() * 100),
                row.serverUsPerEvent().map(us -> Table.decimal("%.3f", us)).orElse("-"),
                micros(row.latency().map(Percentiles::p50Us)),
                micros(row.latency().map(Percentiles::p99Us)),
                micros(row.latency().map(Percentiles::p999Us)),
                micros(row.latency().map(Percentiles::maxUs)),
                Table.ratio(
                        row.latency().map(Percentiles::p50Us).orElse(0.0),
                        firstLatency.map(Percentiles::p50Us).orElse(0.0)),
                Table.ratio(
                        row.latency().map(Percentiles::p99Us).orElse(0.0),
                        firstLatency.map(Percentiles::p99Us).orElse(0.0)));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cell", cell);
        fields.put("target", name);
        fields.put("median", row);
        fields.put("rate_ratio", firstRate > 0 ? row.eventsPerSecond() / firstRate : 0);
        fields.put("rounds", rounds);
        cells.add(fields);
    }

    private static String name(ThroughputRound.Plan plan) {
        return name(plan.target(), plan.stopped());
    }

    private static String name(Target target, int stopped) {
        return stopped == 0 ? target.name() : target.name() + ", beside " + stopped + " stopped";
    }

    /// Of what all others are divided by.
    private String firstName() {
        String stopped = options.list("stopped", "0").findFirst().orElse("0");
        return name(options.targets().getFirst(), Integer.parseInt(stopped));
    }

    private ThroughputRound.Plan plan(Target target, Transport transport, int connections, int stopped) {
        return new ThroughputRound.Plan(
                target,
                transport,
                connections,
                options.number("count", 0),
                options.number("size", 128),
                options.number("rate", 0),
                stopped,
                options.decimal("warmup", 1),
                options.decimal("seconds", 3),
                options.pid(target.name()));
    }

    private static String micros(Optional<Double> value) {
        return value.map(us -> Table.decimal("%.1f", us)).orElse("-");
    }
}
