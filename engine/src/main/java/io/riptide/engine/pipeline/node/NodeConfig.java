package io.riptide.engine.pipeline.node;

import io.riptide.engine.AnyThread;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parameters of one node, checked by its [NodeSchema] and with its defaults.
///
/// - **Failure:** asking for a parameter that the schema does not have, or has as another kind, is a bug.
@AnyThread
public record NodeConfig(Map<String, Object> values) {
    public NodeConfig {
        values = Map.copyOf(values);
    }

    /// Whether it was given or has a default.
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /// A number.
    public double number(String name) {
        return ((Number) value(name)).doubleValue();
    }

    /// A whole number.
    public long integer(String name) {
        return ((Number) value(name)).longValue();
    }

    /// A text or choice.
    public String text(String name) {
        return (String) value(name);
    }

    /// A text, if there is one.
    public Optional<String> optionalText(String name) {
        return Optional.ofNullable((String) values.get(name));
    }

    /// A yes or no.
    public boolean flag(String name) {
        return (Boolean) value(name);
    }

    /// A list of texts.
    public List<String> texts(String name) {
        return ((List<?>) value(name)).stream().map(String.class::cast).toList();
    }

    private Object value(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no parameter " + name + " among " + values.keySet());
        }
        return value;
    }
}
