package io.riptide.bench.report;

import io.riptide.bench.run.LoadReport;
import io.riptide.bench.run.LoadSecond;
import io.riptide.bench.run.Metric;
import io.riptide.bench.run.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/// Which plots a report has.
final class Plots {
    /// Points of a percentile line.
    private static final int POINTS = 120;

    private Plots() {}

    /// Percentiles of the series of one load.
    static List<LinePlot> of(LoadReport load) {
        List<LinePlot> plots = new ArrayList<>();
        if (!load.series().isEmpty()) {
            plots.add(percentiles(
                    "Percentiles of " + load.plan().label(),
                    load.series(),
                    load.series().stream().map(Series::label).toList()));
        }
        List<LoadSecond> timeline = load.timeline();
        if (timeline.size() > 1) {
            boolean hasEvents = load.events() > load.answers();
            plots.add(
                    hasEvents
                            ? time("Events a second", "events/s", timeline, line("events", LoadSecond::eventsPerSecond))
                            : time(
                                    "Answers a second",
                                    "answers/s",
                                    timeline,
                                    line("answers", LoadSecond::answersPerSecond)));
            plots.add(time(
                    "Percentiles in each second",
                    "µs",
                    timeline,
                    line("p50", LoadSecond::p50Us),
                    line("p99", LoadSecond::p99Us)));
            if (load.server().isPresent()) {
                plots.add(time(
                        "CPU",
                        "cores",
                        timeline,
                        line("server", second -> second.serverCores().orElse(0)),
                        line("client", LoadSecond::clientCores)));
                plots.add(time(
                        "Resident memory of the server",
                        "MiB",
                        timeline,
                        line("server", second -> second.serverRssBytes().orElse(0) / (double) (1 << 20))));
            }
        }
        return plots;
    }

    /// The metric that the loads have in common, a line for each; nothing of a single one.
    static List<LinePlot> overview(List<LoadReport> loads) {
        List<LinePlot> plots = new ArrayList<>();
        for (Metric metric : new Metric[] {Metric.FIRST_BYTE, Metric.EVENT, Metric.EVENT_AGE}) {
            List<Series> series = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (LoadReport load : loads) {
                load.series(metric).ifPresent(found -> {
                    series.add(found);
                    names.add(load.plan().label());
                });
            }
            if (series.size() > 1) {
                plots.add(percentiles("Percentiles: " + metric.label(), series, names));
            }
        }
        return plots;
    }

    private static LinePlot percentiles(String title, List<Series> series, List<String> names) {
        double lowest = Double.MAX_VALUE;
        double highest = 0;
        List<LinePlot.Line> lines = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            Histogram ns = series.get(i).histogram();
            List<LinePlot.Point> points = new ArrayList<>();
            for (int point = 0; point <= POINTS; point++) {
                double x = Math.pow(10, 4.0 * point / POINTS);
                double y = ns.getValueAtPercentile(100 - 100 / x) / 1e3;
                points.add(new LinePlot.Point(x, y));
                lowest = Math.min(lowest, y);
                highest = Math.max(highest, y);
            }
            lines.add(new LinePlot.Line(names.get(i), points));
        }
        return new LinePlot(title, Axis.percentiles(), Axis.logarithmic("µs", lowest, highest), lines);
    }

    private record Column(String name, ToDoubleFunction<LoadSecond> value) {}

    private static Column line(String name, ToDoubleFunction<LoadSecond> value) {
        return new Column(name, value);
    }

    private static LinePlot time(String title, String unit, List<LoadSecond> timeline, Column... columns) {
        double highest = 0;
        List<LinePlot.Line> lines = new ArrayList<>();
        for (Column column : columns) {
            List<LinePlot.Point> points = timeline.stream()
                    .map(second -> new LinePlot.Point(
                            second.atSeconds(), column.value().applyAsDouble(second)))
                    .toList();
            for (LinePlot.Point point : points) {
                highest = Math.max(highest, point.y());
            }
            lines.add(new LinePlot.Line(column.name(), points));
        }
        Axis x = Axis.linear("s", timeline.getLast().atSeconds());
        return new LinePlot(title, x, Axis.linear(unit, highest), lines);
    }
}
