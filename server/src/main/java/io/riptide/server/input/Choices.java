package io.riptide.server.input;

import io.riptide.server.text.Spelling;
import java.util.List;

/// Words for a value that is not among the allowed ones.
public final class Choices {
    private static final int ECHO_LENGTH_MAX = 100;

    private Choices() {}

    /// `text`, or its beginning: an answer need not repeat a megabyte.
    static String shortened(String text) {
        return text.length() <= ECHO_LENGTH_MAX ? text : text.substring(0, ECHO_LENGTH_MAX) + "…";
    }

    /// Says what `name` must be instead of `given`.
    public static String refusal(String name, String given, List<String> allowed) {
        return name + " must be one of " + String.join(", ", allowed) + ", not '" + shortened(given) + "'"
                + Spelling.suggestion(given, allowed);
    }
}
