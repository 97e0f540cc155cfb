package io.riptide.server.crawl.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/// The directives of a message's `Cache-Control`.
///
/// Of a directive given twice the first counts. One whose argument makes no sense is told from one that is not
/// there: its sender wanted a limit.
///
/// - **Source:** RFC 9111, 5.2 and 1.2.2.
final class CacheControl {
    /// What stands for any greater number of seconds.
    private static final long SECONDS_MAX = 1L << 31;

    private static final int SECONDS_DIGITS_MAX = 10;

    private final Map<String, String> directives = new HashMap<>();

    private CacheControl() {}

    /// The directives of all the `lines` of the field together.
    static CacheControl of(List<String> lines) {
        CacheControl control = new CacheControl();
        for (String line : lines) {
            control.read(line);
        }
        return control;
    }

    /// Whether there is a directive of this name, with an argument or without.
    boolean has(String name) {
        return directives.containsKey(name);
    }

    /// The seconds a directive gives: empty when it is not there, 0 when they are none.
    OptionalLong seconds(String name) {
        String argument = directives.get(name);
        return argument == null
                ? OptionalLong.empty()
                : OptionalLong.of(secondsOf(argument).orElse(0));
    }

    /// Seconds as they stand in a field; empty for what are none.
    static OptionalLong secondsOf(String text) {
        String digits = text.strip();
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        long seconds = digits.length() > SECONDS_DIGITS_MAX ? SECONDS_MAX : Long.parseLong(digits);
        return OptionalLong.of(Math.min(seconds, SECONDS_MAX));
    }

    /// Reads one directive after the other; a comma within quotes is none.
    private void read(String line) {
        StringBuilder name = new StringBuilder();
        StringBuilder argument = new StringBuilder();
        boolean isQuoted = false;
        boolean isArgument = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (isQuoted && c == '\\' && i + 1 < line.length()) {
                argument.append(line.charAt(++i));
            } else if (c == ',' && !isQuoted) {
                add(name, argument);
                isArgument = false;
            } else if (c == '=' && !isQuoted && !isArgument) {
                isArgument = true;
            } else {
                (isArgument ? argument : name).append(c);
            }
        }
        add(name, argument);
    }

    private void add(StringBuilder name, StringBuilder argument) {
        String directive = name.toString().strip().toLowerCase(Locale.ROOT);
        if (!directive.isEmpty()) {
            directives.putIfAbsent(directive, argument.toString());
        }
        name.setLength(0);
        argument.setLength(0);
    }
}
