package io.riptide.server.cli.view;

import static io.riptide.server.cli.view.TextTable.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Types of nodes as `GET /pipelines/node-types` has them, for people.
public final class TypeText {
    private static final String NOTHING = "-";

    private TypeText() {}

    /// A line for each of `types`.
    public static List<String> table(List<JsonNode> types) {
        TextTable table = new TextTable(List.of(words("TYPE"), words("INPUT"), words("OUTPUT"), words("DESCRIPTION")));
        types.forEach(type -> table.add(
                List.of(type.path("type").asString(""), port(type, "input"), port(type, "output"), description(type))));
        return table.lines();
    }

    /// All that is known of `type`: what it takes and gives, then its parameters.
    public static List<String> details(JsonNode type) {
        List<String> lines = new ArrayList<>();
        lines.add(Printable.line(type.path("type").asString("") + ": " + description(type)));
        lines.add("input " + port(type, "input") + ", output " + port(type, "output")
                + (type.path("aligned").asBoolean(false)
                        ? "; frames of several inputs are joined by their numbers"
                        : "")
                + (type.path("stateless").asBoolean(false) ? "; may have a parallelism above 1" : ""));
        JsonNode schema = type.path("schema");
        if (schema.path("properties").isEmpty()) {
            lines.add("It has no parameters.");
            return lines;
        }
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asString("")));
        TextTable table = new TextTable(List.of(
                words("PARAMETER"),
                words("KIND"),
                words("UNIT"),
                words("DEFAULT"),
                words("ALLOWED"),
                words("MEANING")));
        for (Map.Entry<String, JsonNode> parameter : schema.path("properties").properties()) {
            table.add(cells(parameter.getKey(), parameter.getValue(), required.contains(parameter.getKey())));
        }
        lines.add("");
        lines.addAll(table.lines());
        return lines;
    }

    private static List<String> cells(String name, JsonNode parameter, boolean isRequired) {
        String unit = parameter.path("unit").asString("");
        // The schema says the unit in words as well, for those who read nothing but descriptions.
        String meaning = parameter.path("description").asString("").replace(" In " + unit + ".", "");
        JsonNode value = parameter.path("default");
        String fallback = value.isMissingNode() ? NOTHING : value.asString(value.toString());
        return List.of(
                name,
                parameter.path("type").asString(""),
                unit.isEmpty() ? NOTHING : unit,
                isRequired ? "required" : fallback,
                allowed(parameter),
                meaning);
    }

    private static String allowed(JsonNode parameter) {
        List<String> choices = new ArrayList<>();
        parameter.path("enum").forEach(choice -> choices.add(choice.asString("")));
        if (!choices.isEmpty()) {
            return String.join(", ", choices);
        }
        return switch (parameter.path("type").asString("")) {
            case "number", "integer" -> bounds(parameter, "minimum", "maximum", "");
            case "string" -> bounds(parameter, "minLength", "maxLength", " characters");
            case "array" -> bounds(parameter, "minItems", "maxItems", " items");
            case "boolean" -> "true, false";
            default -> NOTHING;
        };
    }

    private static String bounds(JsonNode parameter, String least, String most, String what) {
        return parameter.path(least) + " to " + parameter.path(most) + what;
    }

    private static String port(JsonNode type, String name) {
        return type.path(name).asString(NOTHING);
    }

    private static String description(JsonNode type) {
        return type.path("description").asString("");
    }
}
