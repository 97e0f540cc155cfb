package io.riptide.bench.report;

import io.riptide.bench.load.Table;
import io.riptide.bench.run.LoadError;
import io.riptide.bench.run.LoadReport;
import io.riptide.bench.run.Series;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// A table's words, before it is known whether they become text or HTML.
record Grid(List<String> heads, List<List<String>> rows) {
    private static final String NOTHING = "-";

    /// A row for each load: rates, and what they cost.
    static Grid ofLoads(List<LoadReport> loads) {
        List<List<String>> rows = new ArrayList<>();
        for (LoadReport load : loads) {
            rows.add(List.of(
                    load.plan().label(),
                    rate(load.answersPerSecond()),
                    rate(load.eventsPerSecond()),
                    rate(load.bytes() / load.seconds() / 1e6),
                    load.fairness() == 1 ? NOTHING : Table.decimal("%.2f", load.fairness()),
                    Table.decimal("%.2f", load.clientCores()),
                    load.server().map(use -> Table.decimal("%.2f", use.cores())).orElse(NOTHING),
                    load.serverUsPerEvent().map(us -> Table.decimal("%.2f", us)).orElse(NOTHING),
                    load.server().map(use -> mebibytes(use.rssBeforeBytes())).orElse(NOTHING),
                    load.server().map(use -> mebibytes(use.rssMaxBytes())).orElse(NOTHING),
                    load.rssPerStreamBytes()
                            .map(bytes -> Table.decimal("%.1f", bytes / 1024))
                            .orElse(NOTHING),
                    count(load.published()),
                    count(load.dropped()),
                    count(load.errorCount())));
        }
        return new Grid(
                        List.of(
                                "load",
                                "answers/s",
                                "events/s",
                                "MB/s",
                                "fairness",
                                "client cores",
                                "server cores",
                                "server µs/event",
                                "RSS MiB before",
                                "RSS MiB max",
                                "RSS KiB/stream",
                                "published",
                                "dropped",
                                "errors"),
                        rows)
                .withoutEmptyColumns();
    }

    /// A row for each series of each load, in microseconds.
    static Grid ofTimes(List<LoadReport> loads) {
        List<List<String>> rows = new ArrayList<>();
        for (LoadReport load : loads) {
            for (Series series : load.series()) {
                Histogram ns = series.histogram();
                rows.add(List.of(
                        load.plan().label(),
                        series.label(),
                        count(ns.getTotalCount()),
                        micros(ns.getValueAtPercentile(50)),
                        micros(ns.getValueAtPercentile(90)),
                        micros(ns.getValueAtPercentile(99)),
                        micros(ns.getValueAtPercentile(99.9)),
                        micros(ns.getValueAtPercentile(99.99)),
                        micros(ns.getMaxValue())));
            }
        }
        return new Grid(List.of("load", "µs", "count", "p50", "p90", "p99", "p99.9", "p99.99", "max"), rows);
    }

    /// A row for each kind of error of each load.
    static Grid ofErrors(List<LoadReport> loads) {
        List<List<String>> rows = new ArrayList<>();
        for (LoadReport load : loads) {
            for (LoadError error : load.errors()) {
                rows.add(List.of(
                        load.plan().label(), error.kind(), count(error.count()), String.join(" | ", error.examples())));
            }
        }
        return new Grid(List.of("load", "error", "count", "for example"), rows);
    }

    String text() {
        Table table = new Table(heads.toArray(String[]::new));
        rows.forEach(row -> table.add(row.toArray(String[]::new)));
        return table.toString();
    }

    private Grid withoutEmptyColumns() {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            int column = i;
            if (rows.stream().anyMatch(row -> !row.get(column).equals(NOTHING))) {
                kept.add(column);
            }
        }
        return new Grid(
                kept.stream().map(heads::get).toList(),
                rows.stream().map(row -> kept.stream().map(row::get).toList()).toList());
    }

    private static String rate(double value) {
        return value == 0 ? NOTHING : Table.decimal(value < 100 ? "%,.1f" : "%,.0f", value);
    }

    private static String count(long value) {
        return value == 0 ? NOTHING : Table.decimal("%,.0f", (double) value);
    }

    private static String mebibytes(long bytes) {
        return Table.decimal("%.0f", bytes / (double) (1 << 20));
    }

    private static String micros(long ns) {
        return Table.decimal(ns < 1_000_000 ? "%,.1f" : "%,.0f", ns / 1e3);
    }
}
