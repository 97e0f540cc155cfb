package io.riptide.server.pipeline.json;

import java.util.Locale;

/// What an enum's values are called in JSON.
public final class EnumWord {
    private EnumWord() {}

    /// The name of `value`, in lower case.
    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
