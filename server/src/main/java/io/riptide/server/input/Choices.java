package io.riptide.server.input;

import io.riptide.server.text.Spelling;
import java.util.List;

/// Words for a value that is not among the allowed ones.
final class Choices {
    private Choices() {}

    static String refusal(String name, String given, List<String> allowed) {
        return name + " must be one of " + String.join(", ", allowed) + ", not '" + given + "'"
                + Spelling.suggestion(given, allowed);
    }
}
