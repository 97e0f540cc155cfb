package io.riptide.engine.pipeline.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What nodes of a type can be told, and the check of it.
///
/// Immutable; each `with…` gives a larger one.
///
/// @param parameters in the order in which people read of them
public record NodeSchema(List<Parameter> parameters) {
    /// Nothing.
    public static final NodeSchema EMPTY = new NodeSchema(List.of());

    private static final int TEXT_CHARS_MAX = 4_096;

    public NodeSchema {
        parameters = List.copyOf(parameters);
    }

    public NodeSchema withNumber(String name, double defaultValue, double min, double max, String unit, String doc) {
        return with(new Parameter(name, Parameter.Kind.NUMBER, doc, unit, defaultValue, false, min, max, List.of()));
    }

    public NodeSchema withInteger(String name, long defaultValue, long min, long max, String unit, String doc) {
        return with(new Parameter(name, Parameter.Kind.INTEGER, doc, unit, defaultValue, false, min, max, List.of()));
    }

    public NodeSchema withFlag(String name, boolean defaultValue, String doc) {
        return with(new Parameter(name, Parameter.Kind.FLAG, doc, "", defaultValue, false, 0, 1, List.of()));
    }

    /// One of `choices`, the first if nothing is said.
    public NodeSchema withChoice(String name, List<String> choices, String doc) {
        return with(new Parameter(
                name, Parameter.Kind.TEXT, doc, "", choices.getFirst(), false, 1, TEXT_CHARS_MAX, choices));
    }

    /// A text that may be left out.
    public NodeSchema withText(String name, String doc) {
        return with(new Parameter(name, Parameter.Kind.TEXT, doc, "", null, false, 0, TEXT_CHARS_MAX, List.of()));
    }

    /// A text that has to be given.
    public NodeSchema withRequiredText(String name, String doc) {
        return with(new Parameter(name, Parameter.Kind.TEXT, doc, "", null, true, 1, TEXT_CHARS_MAX, List.of()));
    }

    /// A number that may be left out.
    public NodeSchema withOptionalNumber(String name, double min, double max, String unit, String doc) {
        return with(new Parameter(name, Parameter.Kind.NUMBER, doc, unit, null, false, min, max, List.of()));
    }

    /// Texts that have to be given.
    public NodeSchema withTexts(String name, int max, String doc) {
        return with(new Parameter(name, Parameter.Kind.TEXTS, doc, "", null, true, 1, max, List.of()));
    }

    /// Texts that may be left out.
    public NodeSchema withOptionalTexts(String name, int max, String doc) {
        return with(new Parameter(name, Parameter.Kind.TEXTS, doc, "", null, false, 0, max, List.of()));
    }

    private NodeSchema with(Parameter parameter) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(parameter);
        return new NodeSchema(more);
    }

    /// Hears what is wrong with a configuration.
    public interface Faults {
        /// The value of parameter `name` is wrong, or missing.
        void wrong(String name, String detail);

        /// There is no parameter `name`, but there are `known`.
        void unknown(String name, List<String> known);
    }

    /// `given` with the defaults; only to be used when `faults` heard of none.
    public NodeConfig check(Map<String, Object> given, Faults faults) {
        Map<String, Object> values = new HashMap<>();
        for (Parameter parameter : parameters) {
            String name = parameter.name();
            Object value = given.getOrDefault(name, parameter.defaultValue());
            if (value != null) {
                parameter.fault(value).ifPresent(detail -> faults.wrong(name, detail));
                values.put(name, value);
            } else if (parameter.isRequired()) {
                faults.wrong(name, "is required");
            }
        }
        List<String> names = parameters.stream().map(Parameter::name).toList();
        given.keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .forEach(name -> faults.unknown(name, names));
        return new NodeConfig(values);
    }
}
