package io.riptide.bench.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/// YAML, and so JSON, with the line of each value; what a tree of Jackson's has forgotten.
///
/// - **Bounds:** [#DEPTH_MAX] levels.
final class PlacedTree {
    private static final int DEPTH_MAX = 8;

    private PlacedTree() {}

    /// A value and where it is.
    sealed interface Node {
        int line();
    }

    record Fields(int line, Map<String, Node> byName) implements Node {}

    record Items(int line, List<Node> nodes) implements Node {}

    record Scalar(int line, String text) implements Node {}

    /// @throws JacksonException if it is no YAML
    static Node parse(String text) {
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            JsonToken token = parser.nextToken();
            return token == null ? new Scalar(1, "") : node(parser, token, 0);
        }
    }

    private static Node node(JsonParser parser, JsonToken token, int depth) {
        int line = parser.currentTokenLocation().getLineNr();
        if (depth > DEPTH_MAX) {
            return new Scalar(line, "nested too deep");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Node> byName = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    byName.put(name, node(parser, parser.nextToken(), depth + 1));
                }
                yield new Fields(line, byName);
            }
            case START_ARRAY -> {
                List<Node> nodes = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    nodes.add(node(parser, next, depth + 1));
                }
                yield new Items(line, nodes);
            }
            default -> {
                String text = parser.getString();
                yield new Scalar(line, text == null ? "" : text);
            }
        };
    }
}
