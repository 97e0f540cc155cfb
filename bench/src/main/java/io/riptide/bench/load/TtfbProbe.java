package io.riptide.bench.load;

import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Measures how long the first byte of a stream takes, for several targets in turn.
///
/// `TtfbProbe [--option value]… name=http://host:port/path…`; the first target is what the others are divided
/// by.
///
/// | option | default | |
/// |---|---|---|
/// | `modes` | `keep-alive,new` | `new` counts from the connect |
/// | `connections` | `1,64` | closed loop: one request at a time on each |
/// | `rounds` | 5 | each asks every target once; shown are the rounds' medians |
/// | `requests`, `warmup` | 20000, 5000 | in each round |
/// | `post`, `content-type` | | a file to send as body, and its type |
/// | `json` | | a file for the same figures |
///
/// Each stream is read to its end and must have a terminal event, and as many ticks as its `count=` says.
public final class TtfbProbe {
    private static final Set<String> OPTIONS =
            Set.of("modes", "connections", "rounds", "requests", "warmup", "post", "content-type", "json");
    private static final String DEFAULT_PATH = "/bench/stream?count=1";

    private final ProbeOptions options;
    private final Failures failures = new Failures();
    private final List<Map<String, Object>> cells = new ArrayList<>();
    private final Table table = new Table(
            "first byte, µs",
            "target",
            "p50",
            "p99",
            "p99.9",
            "max",
            "p50 ×",
            "p99 ×",
            "event p50",
            "event p99",
            "after connect p50");

    private TtfbProbe(ProbeOptions options) {
        this.options = options;
    }

    /// One target's medians in one cell.
    private record Row(Percentiles firstByte, Percentiles firstEvent, Percentiles fromRequest) {
        static Row of(TtfbRound.Histograms histograms) {
            return new Row(
                    Percentiles.of(histograms.firstByte()),
                    Percentiles.of(histograms.firstEvent()),
                    Percentiles.of(histograms.fromRequest()));
        }

        static Row medians(List<Row> rounds) {
            return new Row(
                    Percentiles.medians(rounds.stream().map(Row::firstByte).toList()),
                    Percentiles.medians(rounds.stream().map(Row::firstEvent).toList()),
                    Percentiles.medians(rounds.stream().map(Row::fromRequest).toList()));
        }
    }

    static Report run(String... arguments) throws IOException {
        return new TtfbProbe(ProbeOptions.parse(OPTIONS, arguments)).measure();
    }

    public static void main(String[] arguments) throws IOException {
        ProbeOptions options = ProbeOptions.parse(OPTIONS, arguments);
        Report report = new TtfbProbe(options).measure();
        report.print(System.out);
        report.write(options.path("json"));
        System.exit(report.exitCode());
    }

    private Report measure() throws IOException {
        for (String mode : options.list("modes", "keep-alive,new").toList()) {
            for (String connections : options.list("connections", "1,64").toList()) {
                measureCell(modeOf(mode), Integer.parseInt(connections));
            }
        }
        String title = "time to first byte, medians of " + options.number("rounds", 5) + " rounds of "
                + options.number("requests", 20_000) + " requests";
        return new Report(title, table, cells, failures);
    }

    private void measureCell(TtfbRound.Mode mode, int connections) throws IOException {
        String cell = mode.name().toLowerCase(Locale.ROOT).replace('_', '-') + ", " + connections;
        Map<String, List<Row>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < options.number("rounds", 5); i++) {
            for (Target target : options.targets()) {
                TtfbRound.Plan plan = plan(target, mode, connections);
                failures.attempt(
                                target,
                                cell,
                                () -> new TtfbRound(plan)
                                        .run(options.number("warmup", 5_000), options.number("requests", 20_000)))
                        .ifPresent(histograms -> rounds.computeIfAbsent(target.name(), _ -> new ArrayList<>())
                                .add(Row.of(histograms)));
            }
        }
        Optional<Row> first = Optional.empty();
        for (Map.Entry<String, List<Row>> entry : rounds.entrySet()) {
            Row row = Row.medians(entry.getValue());
            boolean isFirst = entry.getKey().equals(options.targets().getFirst().name());
            first = isFirst ? Optional.of(row) : first;
            add(cell, entry.getKey(), row, first, entry.getValue());
        }
    }

    private void add(String cell, String name, Row row, Optional<Row> first, List<Row> rounds) {
        Percentiles byteTimes = row.firstByte();
        double firstP50 = first.map(r -> r.firstByte().p50Us()).orElse(0.0);
        double firstP99 = first.map(r -> r.firstByte().p99Us()).orElse(0.0);
        table.add(
                cell,
                name,
                micros(byteTimes.p50Us()),
                micros(byteTimes.p99Us()),
                micros(byteTimes.p999Us()),
                micros(byteTimes.maxUs()),
                Table.ratio(byteTimes.p50Us(), firstP50),
                Table.ratio(byteTimes.p99Us(), firstP99),
                micros(row.firstEvent().p50Us()),
                micros(row.firstEvent().p99Us()),
                micros(row.fromRequest().p50Us()));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cell", cell);
        fields.put("target", name);
        fields.put("median", row);
        fields.put("p50_ratio", firstP50 > 0 ? byteTimes.p50Us() / firstP50 : 0);
        fields.put("p99_ratio", firstP99 > 0 ? byteTimes.p99Us() / firstP99 : 0);
        fields.put("rounds", rounds);
        cells.add(fields);
    }

    private TtfbRound.Plan plan(Target given, TtfbRound.Mode mode, int connections) throws IOException {
        Target target = given.pathAndQuery().isEmpty() ? given.withPath(DEFAULT_PATH) : given;
        Transport transport = Transport.ofPath(target.pathAndQuery());
        Optional<Path> body = options.path("post");
        ByteBuffer request = body.isPresent()
                ? Transport.post(
                        target, options.text("content-type", "application/json"), Files.readAllBytes(body.get()))
                : transport.request(target);
        return new TtfbRound.Plan(target, request, transport, mode, connections, target.queryNumber("count", -1));
    }

    private static TtfbRound.Mode modeOf(String name) {
        return switch (name) {
            case "keep-alive" -> TtfbRound.Mode.KEEP_ALIVE;
            case "new" -> TtfbRound.Mode.NEW;
            default -> throw new IllegalArgumentException("modes=" + name + ", wanted keep-alive or new");
        };
    }

    private static String micros(double value) {
        return Table.decimal("%.1f", value);
    }
}
