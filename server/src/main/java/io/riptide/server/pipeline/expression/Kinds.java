package io.riptide.server.pipeline.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names of what values are, for people.
final class Kinds {
    private Kinds() {}

    static String named(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Number _ -> "a number";
            case Boolean _ -> "true or false";
            case CharSequence _ -> "a text";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "a map";
            default -> "a " + value.getClass().getSimpleName();
        };
    }
}
