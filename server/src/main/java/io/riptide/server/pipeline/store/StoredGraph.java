package io.riptide.server.pipeline.store;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// A graph under a name.
///
/// @param name its name
/// @param spec what was stored
/// @param changedMs when, in milliseconds since the epoch
/// @param isExample whether it came with the server, and cannot be changed
public record StoredGraph(String name, JsonNode spec, long changedMs, boolean isExample) {
    /// Characters of a name.
    public static final int NAME_CHARS_MAX = 64;

    /// What a name is, in words.
    public static final String NAME_FORM = "1 to " + NAME_CHARS_MAX + " letters, digits, - and _";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1," + NAME_CHARS_MAX + "}");

    /// Whether a graph can be called that.
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// What was said of it in words.
    public String description() {
        return spec.path("description").asString("");
    }
}
