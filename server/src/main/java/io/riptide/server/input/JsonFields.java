package io.riptide.server.input;

import io.riptide.server.text.Spelling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// The members of a JSON object as [Fields]; `null` counts as absent.
///
/// - **Source:** places are RFC 6901 pointers.
public final class JsonFields implements Fields {
    private final JsonNode object;
    private final String base;
    private final Faults faults;
    private final Set<String> known = new HashSet<>();

    /// Reads `object`, which stands at `base` of its document, noting faults in `faults`. Anything but an
    /// object is noted and counts as an empty one.
    public JsonFields(JsonNode object, String base, Faults faults) {
        this.object = object;
        this.base = base;
        this.faults = faults;
        if (!object.isObject() && !object.isMissingNode()) {
            faults.add(base, (base.isEmpty() ? "the body" : base) + " must be an object, not " + kind(object));
        }
    }

    /// The object under `name`, as fields of its own; an empty one when absent.
    public JsonFields object(String name) {
        return new JsonFields(value(name), pointer(name), faults);
    }

    /// The value under `name`, or a missing node.
    public JsonNode value(String name) {
        known.add(name);
        JsonNode value = object.path(name);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    @Override
    public long integer(String name, long min, long max, long fallback) {
        JsonNode value = value(name);
        if (value.isMissingNode()) {
            return fallback;
        }
        if (!value.isIntegralNumber()) {
            faults.add(pointer(name), name + " must be a whole number, not " + kind(value));
            return fallback;
        }
        if (!value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
            faults.add(
                    pointer(name),
                    name + " must be " + min + " to " + max + ", not " + Choices.shortened(value.toString()));
            return fallback;
        }
        return value.longValue();
    }

    @Override
    public boolean bool(String name, boolean fallback) {
        JsonNode value = value(name);
        if (value.isMissingNode()) {
            return fallback;
        }
        if (!value.isBoolean()) {
            faults.add(pointer(name), name + " must be true or false, not " + kind(value));
            return fallback;
        }
        return value.booleanValue();
    }

    @Override
    public String text(String name, int lengthMax, String fallback) {
        JsonNode value = value(name);
        return value.isMissingNode() ? fallback : text(pointer(name), name, value, lengthMax, fallback);
    }

    @Override
    public String choice(String name, List<String> allowed, String fallback) {
        String text = text(name, Integer.MAX_VALUE, fallback);
        if (!allowed.contains(text)) {
            faults.add(pointer(name), Choices.refusal(name, text, allowed));
            return fallback;
        }
        return text;
    }

    @Override
    public List<String> texts(String name, int countMax, int lengthMax, List<String> fallback) {
        JsonNode value = value(name);
        if (value.isMissingNode()) {
            return fallback;
        }
        if (!value.isArray()) {
            faults.add(pointer(name), name + " must be an array, not " + kind(value));
            return fallback;
        }
        if (value.size() > countMax) {
            faults.add(pointer(name), name + " has " + value.size() + " entries, at most " + countMax);
            return fallback;
        }
        List<String> texts = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            texts.add(text(pointer(name) + '/' + i, name + '[' + i + ']', value.get(i), lengthMax, ""));
        }
        return texts;
    }

    @Override
    public boolean has(String name) {
        return !value(name).isMissingNode();
    }

    /// Every name that was given, in its order.
    public List<String> names() {
        return List.copyOf(object.propertyNames());
    }

    @Override
    public String pointer(String name) {
        return base + '/' + name.replace("~", "~0").replace("/", "~1");
    }

    @Override
    public Faults faults() {
        return faults;
    }

    @Override
    public void finish() {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                faults.add(
                        pointer(name),
                        "unknown field '" + Choices.shortened(name) + "'" + Spelling.suggestion(name, known));
            }
        }
    }

    private String text(String pointer, String name, JsonNode value, int lengthMax, String fallback) {
        if (!value.isString()) {
            faults.add(pointer, name + " must be a string, not " + kind(value));
            return fallback;
        }
        String text = value.stringValue();
        if (text.length() > lengthMax) {
            faults.add(pointer, name + " has " + text.length() + " characters, at most " + lengthMax);
            return fallback;
        }
        return text;
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "the number " + Choices.shortened(value.toString());
            case BOOLEAN -> "the value " + value;
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }
}
