package io.riptide.engine.pipeline.node;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One thing that nodes of a type can be told.
///
/// @param name as graphs write it
/// @param kind what it is
/// @param doc one sentence
/// @param unit of a number; empty for none
/// @param defaultValue null where there is none: then it is left out, or has to be given
/// @param isRequired whether it has to be given
/// @param min least number, items or characters
/// @param max most of them
/// @param choices of a text; empty for any
public record Parameter(
        String name,
        Kind kind,
        String doc,
        String unit,
        @Nullable Object defaultValue,
        boolean isRequired,
        double min,
        double max,
        List<String> choices) {

    /// What a parameter is.
    public enum Kind {
        NUMBER("number"),
        INTEGER("integer"),
        TEXT("string"),
        FLAG("boolean"),
        TEXTS("array");

        private final String jsonType;

        Kind(String jsonType) {
            this.jsonType = jsonType;
        }

        /// What JSON Schema calls it.
        public String jsonType() {
            return jsonType;
        }
    }

    public Parameter {
        choices = List.copyOf(choices);
    }

    /// What is wrong with `value`, if anything.
    Optional<String> fault(@Nullable Object value) {
        return switch (kind) {
            case NUMBER -> value instanceof Number number ? bounds(number.doubleValue()) : not("a number");
            case INTEGER ->
                value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())
                        ? bounds(number.doubleValue())
                        : not("a whole number");
            case FLAG -> value instanceof Boolean ? Optional.empty() : not("true or false");
            case TEXT -> value instanceof String text ? textFault(text) : not("a string");
            case TEXTS ->
                value instanceof List<?> items && items.stream().allMatch(String.class::isInstance)
                        ? bounds(items.size())
                        : not("an array of strings");
        };
    }

    private Optional<String> textFault(String text) {
        if (choices.isEmpty()) {
            return bounds(text.length());
        }
        return choices.contains(text) ? Optional.empty() : not("one of " + String.join(", ", choices));
    }

    private Optional<String> bounds(double value) {
        if (value >= min && value <= max) {
            return Optional.empty();
        }
        String what = switch (kind) {
            case TEXT -> " characters";
            case TEXTS -> " items";
            default -> unit.isEmpty() ? "" : " " + unit;
        };
        return Optional.of("must be from " + shown(min) + " to " + shown(max) + what);
    }

    private static Optional<String> not(String wanted) {
        return Optional.of("must be " + wanted);
    }

    private static String shown(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) < 1e15
                ? Long.toString((long) bound)
                : Double.toString(bound);
    }
}
