package io.riptide.server.cli.view;

import static io.riptide.server.cli.view.TextTable.numbers;
import static io.riptide.server.cli.view.TextTable.words;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What the pipelines of a server do, from two looks at its figures: rates are what was counted between them.
///
/// What the first look did not know has no rate yet, and none has one when the server started anew in between.
///
/// @param before `/stats` as it was
/// @param after `/stats` as it is
public record TopTable(JsonNode before, JsonNode after) {
    private static final double BYTES_PER_MIB = 1 << 20;
    private static final double MS_PER_S = 1_000;
    private static final String UNKNOWN = "-";

    /// The pool, then each run with its nodes.
    public List<String> lines() {
        JsonNode pipelines = after.path("pipelines");
        List<String> lines = new ArrayList<>();
        lines.add(pool(pipelines));
        Map<String, JsonNode> earlier = byName(before.path("pipelines").path("runs"), "run_id");
        for (JsonNode run : pipelines.path("runs")) {
            lines.add("");
            addRun(lines, earlier.getOrDefault(run.path("run_id").asString(""), MissingNode.getInstance()), run);
        }
        long going =
                pipelines.path("active").asLong(0) + pipelines.path("queued").asLong(0);
        int shown = pipelines.path("runs").size();
        if (shown == 0) {
            lines.add("no pipeline runs or waits");
        } else if (going > shown) {
            lines.add("and " + (going - shown) + " pipelines more");
        }
        return lines;
    }

    private String pool(JsonNode pipelines) {
        return String.format(
                Locale.ROOT,
                "pipelines  active %d/%d  queued %d/%d  refused %d  memory %.1f/%.0f MiB  %s frames/s",
                pipelines.path("active").asLong(0),
                pipelines.path("active_max").asLong(0),
                pipelines.path("queued").asLong(0),
                pipelines.path("queue_max").asLong(0),
                pipelines.path("refused").asLong(0),
                pipelines.path("memory_bytes").asLong(0) / BYTES_PER_MIB,
                pipelines.path("memory_bytes_max").asLong(0) / BYTES_PER_MIB,
                rate(before.path("pipelines"), pipelines, "frames"));
    }

    private void addRun(List<String> lines, JsonNode earlier, JsonNode run) {
        lines.add(Printable.line("run " + run.path("run_id").asString("") + "  "
                + run.path("state").asString("") + "  " + rate(earlier, run, "frames") + " frames/s"));
        if (run.path("nodes").isEmpty()) {
            return;
        }
        TextTable table = new TextTable(List.of(
                words("NODE"),
                words("TYPE"),
                words("STATE"),
                numbers("IN/s"),
                numbers("OUT/s"),
                numbers("ERRORS"),
                numbers("DROPPED"),
                numbers("INBOX"),
                numbers("P50 µs"),
                numbers("P99 µs"),
                numbers("MAX µs"),
                numbers("JITTER P99 µs")));
        Map<String, JsonNode> nodes = byName(earlier.path("nodes"), "node");
        for (JsonNode node : run.path("nodes")) {
            String id = node.path("node").asString("");
            table.add(cells(id, nodes.getOrDefault(id, MissingNode.getInstance()), node));
        }
        lines.addAll(table.lines());
    }

    private List<String> cells(String id, JsonNode earlier, JsonNode node) {
        JsonNode jitter = node.path("jitter_us").path("p99");
        return List.of(
                id,
                node.path("type").asString(""),
                node.path("state").asString(""),
                rate(earlier, node, "frames_in"),
                rate(earlier, node, "frames_out"),
                NodeText.count(node, "errors"),
                NodeText.count(node, "dropped"),
                NodeText.inbox(node),
                NodeText.latency(node, "p50"),
                NodeText.latency(node, "p99"),
                NodeText.latency(node, "max"),
                jitter.isNumber() ? Compact.of(jitter.asDouble(0)) : UNKNOWN);
    }

    private String rate(JsonNode earlier, JsonNode later, String name) {
        double elapsedMs =
                after.path("uptime_ms").asDouble(0) - before.path("uptime_ms").asDouble(0);
        double more = later.path(name).asDouble(0) - earlier.path(name).asDouble(0);
        return earlier.path(name).isNumber() && elapsedMs > 0 && more >= 0
                ? String.format(Locale.ROOT, "%.1f", more * MS_PER_S / elapsedMs)
                : UNKNOWN;
    }

    private static Map<String, JsonNode> byName(JsonNode array, String name) {
        Map<String, JsonNode> named = new HashMap<>();
        array.forEach(item -> named.put(item.path(name).asString(""), item));
        return named;
    }
}
