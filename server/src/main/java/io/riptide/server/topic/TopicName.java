package io.riptide.server.topic;

import io.riptide.server.input.Faults;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a topic may be called.
public final class TopicName {
    /// Characters of the longest name.
    public static final int LENGTH_MAX = 128;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1," + LENGTH_MAX + "}");

    private TopicName() {}

    /// Notes at `pointer` when `name` will not do.
    public static void check(String name, String pointer, Faults faults) {
        fault(name).ifPresent(detail -> faults.add(pointer, detail));
    }

    /// Why `name` will not do, if it will not.
    public static Optional<String> fault(String name) {
        return FORM.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("the name of a topic must be 1 to " + LENGTH_MAX
                        + " letters, digits, dots, hyphens or underscores");
    }
}
