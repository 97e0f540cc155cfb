package io.riptide.bench.load;

import io.riptide.bench.load.PipelineRound.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What rounds of pipelines found: for each target a row of its frames' ages, and one for each thing that its
/// summary tells.
final class PipelineTable {
    private final List<Map<String, Object>> cells = new ArrayList<>();
    private final Table rows = new Table(
            "streams",
            "target",
            "of",
            "p50 µs",
            "p99 µs",
            "p99.9 µs",
            "max µs",
            "p99 of rounds",
            "p50 ×",
            "p99 ×",
            "bytes",
            "turns lost");

    Table rows() {
        return rows;
    }

    /// The same for tools.
    List<Map<String, Object>> cells() {
        return cells;
    }

    /// Adds a target's rounds; `first` are those of the target that it is divided by, none if that was not
    /// measured.
    void add(int streams, String target, List<Outcome> rounds, List<Outcome> first) {
        List<Percentiles> ages = each(rounds, round -> Optional.of(round.age()));
        long turnsLost = rounds.stream().mapToLong(Outcome::turnsLost).sum();
        String bytes = Table.decimal("%,.0f", Percentiles.median(rounds, Outcome::bytesPerFrame));
        row(streams, target, "age", ages, each(first, round -> Optional.of(round.age())), bytes, turnsLost + "");
        Map<String, Percentiles> nodes = new LinkedHashMap<>();
        for (String name : rounds.getFirst().nodes().keySet()) {
            Function<Outcome, Optional<Percentiles>> node =
                    round -> Optional.ofNullable(round.nodes().get(name));
            row(streams, target, name, each(rounds, node), each(first, node), "", "");
            nodes.put(name, Percentiles.medians(each(rounds, node)));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("streams", streams);
        fields.put("target", target);
        fields.put("age", Percentiles.medians(ages));
        fields.put("nodes", nodes);
        fields.put("turns_lost", turnsLost);
        fields.put("rounds", rounds);
        cells.add(fields);
    }

    private static List<Percentiles> each(List<Outcome> rounds, Function<Outcome, Optional<Percentiles>> column) {
        return rounds.stream().map(column).flatMap(Optional::stream).toList();
    }

    private void row(
            int streams,
            String target,
            String of,
            List<Percentiles> rounds,
            List<Percentiles> first,
            String bytes,
            String turnsLost) {
        Percentiles median = Percentiles.medians(rounds);
        Optional<Percentiles> base = first.isEmpty() ? Optional.empty() : Optional.of(Percentiles.medians(first));
        rows.add(
                Integer.toString(streams),
                target,
                of,
                micros(median.p50Us()),
                micros(median.p99Us()),
                micros(median.p999Us()),
                micros(median.maxUs()),
                spread(rounds),
                Table.ratio(median.p50Us(), base.map(Percentiles::p50Us).orElse(0.0)),
                Table.ratio(median.p99Us(), base.map(Percentiles::p99Us).orElse(0.0)),
                bytes,
                turnsLost);
    }

    /// The least and the most, which say how noisy the machine was.
    private static String spread(List<Percentiles> rounds) {
        double least = rounds.stream().mapToDouble(Percentiles::p99Us).min().orElse(0);
        double most = rounds.stream().mapToDouble(Percentiles::p99Us).max().orElse(0);
        return micros(least) + " to " + micros(most);
    }

    private static String micros(double us) {
        return Table.decimal("%,.0f", us);
    }
}
