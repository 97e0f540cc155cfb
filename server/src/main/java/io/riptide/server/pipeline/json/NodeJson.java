package io.riptide.server.pipeline.json;

import io.riptide.engine.pipeline.NodeSnapshot;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.Parameter;
import io.riptide.server.event.Json;
import java.util.List;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JsonGenerator;

/// Writes what nodes count, and what types of them there are.
public final class NodeJson {
    private static final double NS_PER_US = 1_000;

    private NodeJson() {}

    /// One node's figures, as an object.
    public static void figures(JsonGenerator json, NodeSnapshot node) {
        json.writeStartObject();
        json.writeStringProperty("node", node.id());
        json.writeStringProperty("type", node.type());
        members(json, node);
        json.writeEndObject();
    }

    /// The fields of a `node` event that tells one node's figures.
    public static byte[] report(NodeSnapshot node) {
        return Json.object(json -> {
            json.writeStringProperty("node", node.id());
            json.writeStringProperty("node_type", node.type());
            members(json, node);
        });
    }

    private static void members(JsonGenerator json, NodeSnapshot node) {
        json.writeStringProperty("state", EnumWord.of(node.state()));
        json.writeNumberProperty("frames_in", node.framesIn());
        json.writeNumberProperty("frames_out", node.framesOut());
        json.writeNumberProperty("errors", node.errors());
        json.writeNumberProperty("skipped", node.skipped());
        json.writeNumberProperty("dropped", node.dropped());
        json.writeNumberProperty("restarts", node.restarts());
        json.writeNumberProperty("inbox", node.inboxFrames());
        json.writeNumberProperty("inbox_capacity", node.inboxCapacity());
        latency(json, "latency_us", node.latency());
        if (node.jitter().getTotalCount() > 0) {
            latency(json, "jitter_us", node.jitter());
        }
    }

    private static void latency(JsonGenerator json, String name, Histogram histogram) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("p50", us(histogram.getValueAtPercentile(50)));
        json.writeNumberProperty("p99", us(histogram.getValueAtPercentile(99)));
        json.writeNumberProperty("p99.9", us(histogram.getValueAtPercentile(99.9)));
        json.writeNumberProperty("max", us(histogram.getMaxValue()));
        json.writeEndObject();
    }

    private static double us(long ns) {
        return ns / NS_PER_US;
    }

    /// The types, each with its parameters as JSON Schema.
    ///
    /// - **Source:** JSON Schema 2020-12, validation.
    public static byte[] types(List<NodeType> types) {
        return Json.object(json -> {
            json.writeArrayPropertyStart("node_types");
            types.forEach(type -> write(json, type));
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, NodeType type) {
        json.writeStartObject();
        json.writeStringProperty("type", type.name());
        json.writeStringProperty("description", type.description());
        json.writeStringProperty("input", EnumWord.of(type.input()));
        json.writeStringProperty("output", EnumWord.of(type.output()));
        json.writeBooleanProperty("aligned", type.isAligned());
        json.writeBooleanProperty("stateless", type.isStateless());
        json.writeObjectPropertyStart("schema");
        json.writeStringProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.writeStringProperty("type", "object");
        json.writeObjectPropertyStart("properties");
        type.schema().parameters().forEach(parameter -> write(json, parameter));
        json.writeEndObject();
        json.writeArrayPropertyStart("required");
        type.schema().parameters().stream()
                .filter(Parameter::isRequired)
                .forEach(parameter -> json.writeString(parameter.name()));
        json.writeEndArray();
        json.writeBooleanProperty("additionalProperties", false);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Parameter parameter) {
        json.writeObjectPropertyStart(parameter.name());
        json.writeStringProperty("type", parameter.kind().jsonType());
        String unit = parameter.unit().isEmpty() ? "" : " In " + parameter.unit() + ".";
        json.writeStringProperty("description", parameter.doc() + unit);
        if (!parameter.unit().isEmpty()) {
            json.writeStringProperty("unit", parameter.unit());
        }
        Object defaultValue = parameter.defaultValue();
        if (defaultValue != null) {
            json.writeName("default");
            PlainJson.writeValue(json, defaultValue);
        }
        switch (parameter.kind()) {
            case NUMBER, INTEGER -> bounds(json, "minimum", "maximum", parameter);
            case TEXT -> text(json, parameter);
            case TEXTS -> {
                bounds(json, "minItems", "maxItems", parameter);
                json.writeObjectPropertyStart("items");
                json.writeStringProperty("type", "string");
                json.writeEndObject();
            }
            case FLAG -> {}
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, Parameter parameter) {
        if (parameter.choices().isEmpty()) {
            bounds(json, "minLength", "maxLength", parameter);
            return;
        }
        json.writeArrayPropertyStart("enum");
        parameter.choices().forEach(json::writeString);
        json.writeEndArray();
    }

    private static void bounds(JsonGenerator json, String least, String most, Parameter parameter) {
        json.writeName(least);
        PlainJson.writeNumber(json, parameter.min());
        json.writeName(most);
        PlainJson.writeNumber(json, parameter.max());
    }
}
