package io.riptide.server.pipeline.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// JSON as the engine has it, which knows no JSON: strings, numbers, booleans, lists and maps.
public final class PlainJson {
    /// About how many bytes of memory a value takes for each byte of its JSON.
    public static final int BYTES_PER_JSON_BYTE = 2;

    private PlainJson() {}

    /// The members of an object; those that are `null` are left out.
    public static Map<String, Object> map(JsonNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.forEachEntry((name, value) -> {
            if (!value.isNull()) {
                map.put(name, value(value));
            }
        });
        return map;
    }

    /// The value as the engine has it; nothing for `null` and for what is not there.
    public static Optional<Object> plain(JsonNode node) {
        return node.isNull() || node.isMissingNode() ? Optional.empty() : Optional.of(value(node));
    }

    /// The number that is nearest to `number`, which may have more digits than a `double` and be beyond all of
    /// them. What is no number is [Double#NaN], which is written as `null`.
    public static double number(JsonNode number) {
        if (!number.isNumber()) {
            return Double.NaN;
        }
        return number.isBigInteger() || number.isBigDecimal()
                ? number.decimalValue().doubleValue()
                : number.doubleValue();
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> map(node);
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                node.forEach(item -> items.add(item.isNull() ? "" : value(item)));
                yield items;
            }
            case BOOLEAN -> node.booleanValue();
            case NUMBER ->
                node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.longValue() : number(node);
            case STRING, NULL, BINARY, MISSING, POJO -> node.asString();
        };
    }

    /// Writes the members of an object that is begun.
    public static void write(JsonGenerator json, Map<String, Object> map) {
        map.forEach((name, value) -> {
            json.writeName(name);
            writeValue(json, value);
        });
    }

    public static void writeValue(JsonGenerator json, Object value) {
        switch (value) {
            case Double number -> writeNumber(json, number);
            case Number number -> json.writeNumber(number.longValue());
            case Boolean flag -> json.writeBoolean(flag);
            case List<?> items -> {
                json.writeStartArray();
                items.forEach(item -> writeValue(json, item));
                json.writeEndArray();
            }
            case Map<?, ?> members -> {
                json.writeStartObject();
                members.forEach((name, member) -> {
                    json.writeName(String.valueOf(name));
                    writeValue(json, member);
                });
                json.writeEndObject();
            }
            default -> json.writeString(value.toString());
        }
    }

    /// JSON has no word for what is no number, or has no end.
    ///
    /// - **Source:** RFC 8259, section 6.
    public static void writeNumber(JsonGenerator json, double number) {
        if (!Double.isFinite(number)) {
            json.writeNull();
        } else if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            json.writeNumber((long) number);
        } else {
            json.writeNumber(number);
        }
    }
}
