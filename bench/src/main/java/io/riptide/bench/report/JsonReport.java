package io.riptide.bench.report;

import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.run.LoadReport;
import io.riptide.bench.run.LoadSecond;
import io.riptide.bench.run.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/// A report for tools; names as everywhere in our JSON, with their units.
public final class JsonReport {
    private JsonReport() {}

    /// The whole document.
    static String document(BenchReport report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("scenario", report.scenario());
        document.put("meaning", report.meaning());
        document.put("url", report.url());
        document.put("command", report.command());
        document.put("started_at", report.startedAt().toString());
        document.put("environment", report.environment());
        List<Map<String, Object>> loads = new ArrayList<>();
        for (LoadReport load : report.loads()) {
            Map<String, Object> fields = fields(load);
            fields.put(
                    "timeline", load.timeline().stream().map(JsonReport::second).toList());
            loads.add(fields);
        }
        document.put("loads", loads);
        document.put("advice", report.advice());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    /// One load in one line.
    public static String line(LoadReport load) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "load");
        fields.putAll(fields(load));
        return JsonMapper.shared().writeValueAsString(fields);
    }

    private static Map<String, Object> fields(LoadReport load) {
        LoadPlan plan = load.plan();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("load", plan.label());
        fields.put(
                "asks",
                plan.asks().stream().map(ask -> ask.target().pathAndQuery()).toList());
        fields.put("arrival", plan.arrival().label());
        fields.put("connections", plan.connections());
        fields.put("stopped", plan.stopped());
        fields.put("threads", plan.threads());
        fields.put("began_at", load.beganAt().toString());
        fields.put("seconds", load.seconds());
        fields.put("whole", load.isWhole());
        fields.put("events", load.events());
        fields.put("events_per_second", load.eventsPerSecond());
        fields.put("bytes_per_second", load.bytes() / load.seconds());
        fields.put("answers", load.answers());
        fields.put("answers_per_second", load.answersPerSecond());
        fields.put("published", load.published());
        fields.put("dropped", load.dropped());
        fields.put("unfetched", load.unfetched());
        fields.put("fairness", load.fairness());
        fields.put("client_cores", load.clientCores());
        load.server().ifPresent(use -> fields.put("server", use));
        load.serverUsPerEvent().ifPresent(us -> fields.put("server_us_per_event", us));
        load.rssPerStreamBytes().ifPresent(bytes -> fields.put("rss_per_stream_bytes", bytes));
        Map<String, Object> times = new LinkedHashMap<>();
        for (Series series : load.series()) {
            times.put(series.label(), times(series.histogram()));
        }
        fields.put("times_us", times);
        fields.put("errors", load.errors());
        return fields;
    }

    private static Map<String, Object> times(Histogram ns) {
        Map<String, Object> times = new LinkedHashMap<>();
        times.put("count", ns.getTotalCount());
        times.put("mean", ns.getMean() / 1e3);
        for (double percentile : new double[] {50, 90, 99, 99.9, 99.99}) {
            String name = percentile == Math.rint(percentile) ? Long.toString((long) percentile) : "" + percentile;
            times.put("p" + name, ns.getValueAtPercentile(percentile) / 1e3);
        }
        times.put("max", ns.getMaxValue() / 1e3);
        return times;
    }

    private static Map<String, Object> second(LoadSecond second) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at_s", second.atSeconds());
        fields.put("events_per_second", second.eventsPerSecond());
        fields.put("answers_per_second", second.answersPerSecond());
        fields.put("errors", second.errors());
        fields.put("dropped", second.dropped());
        fields.put("open", second.open());
        fields.put("waiting", second.waiting());
        fields.put("p50_us", second.p50Us());
        fields.put("p99_us", second.p99Us());
        second.serverCores().ifPresent(cores -> fields.put("server_cores", cores));
        second.serverRssBytes().ifPresent(bytes -> fields.put("server_rss_bytes", bytes));
        fields.put("client_cores", second.clientCores());
        return fields;
    }
}
