package io.riptide.server.cli.view;

import static io.riptide.server.cli.view.TextTable.numbers;
import static io.riptide.server.cli.view.TextTable.words;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What is told of nodes, as lines.
public final class NodeText {
    private NodeText() {}

    /// A `node` event: where a node is in its life, what it says of its work, or, when it has a `node_type`, what it
    /// counts.
    public static String event(JsonNode event) {
        String node = event.path("node").asString("");
        String state = event.path("state").asString("");
        if (event.has("note")) {
            return Printable.line("node " + node + ": " + event.path("note").asString(""));
        }
        if (!event.has("node_type")) {
            String error = event.path("error").asString("");
            return Printable.line("node " + node + ": " + state + (error.isEmpty() ? "" : ": " + error));
        }
        return Printable.line(String.format(
                Locale.ROOT,
                "node %s: %s, in %d, out %d, errors %d, dropped %d, inbox %s, p50 %s µs, p99 %s µs",
                node,
                state,
                event.path("frames_in").asLong(0),
                event.path("frames_out").asLong(0),
                event.path("errors").asLong(0),
                event.path("dropped").asLong(0),
                inbox(event),
                latency(event, "p50"),
                latency(event, "p99")));
    }

    /// A `pipeline` event: that it waits, or what has become of it; that it began is not worth a line.
    public static Optional<String> pipeline(JsonNode event) {
        String state = event.path("state").asString("");
        int revision = event.path("revision").asInt(0);
        if (event.has("ahead")) {
            return Optional.of(Printable.line(
                    "pipeline: " + state + ", " + event.path("ahead").asLong(0) + " before it"));
        }
        if (state.equals("running") && revision == 0 && event.path("frames").asLong(0) == 0) {
            return Optional.empty();
        }
        return Optional.of(Printable.line("pipeline: " + state
                + (revision == 0 ? "" : ", changed " + revision + (revision == 1 ? " time" : " times"))));
    }

    /// The nodes of a `summary`, in the order in which frames pass.
    public static List<String> summary(JsonNode nodes) {
        TextTable table = new TextTable(List.of(
                words("NODE"),
                words("TYPE"),
                numbers("IN"),
                numbers("OUT"),
                numbers("ERRORS"),
                numbers("DROPPED"),
                numbers("P50 µs"),
                numbers("P99 µs")));
        for (JsonNode node : nodes) {
            table.add(List.of(
                    node.path("node").asString(""),
                    node.path("type").asString(""),
                    count(node, "frames_in"),
                    count(node, "frames_out"),
                    count(node, "errors"),
                    count(node, "dropped"),
                    latency(node, "p50"),
                    latency(node, "p99")));
        }
        return table.lines();
    }

    static String count(JsonNode node, String name) {
        return Long.toString(node.path(name).asLong(0));
    }

    static String inbox(JsonNode node) {
        return count(node, "inbox") + '/' + count(node, "inbox_capacity");
    }

    static String latency(JsonNode node, String percentile) {
        return Compact.of(node.path("latency_us").path(percentile).asDouble(0));
    }
}
