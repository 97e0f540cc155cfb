package io.riptide.server.config;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Numbers of bytes as people write them: `64KiB`, `1MiB`, `10MB`, `512B` or a bare number. `KiB` counts 1024,
/// `KB` 1000.
public final class ByteSize {
    /// Longest first of each base, so that the shortest exact text is found.
    private static final String[] UNITS = {"GiB", "MiB", "KiB"};

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([a-z]*)");

    private ByteSize() {}

    /// The number of bytes, or nothing when the text is no size or is more than a `long` holds.
    public static OptionalLong parse(String text) {
        var matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long factor = switch (matcher.group(2)) {
            case "", "b" -> 1L;
            case "kb" -> 1_000L;
            case "mb" -> 1_000_000L;
            case "gb" -> 1_000_000_000L;
            case "kib" -> 1L << 10;
            case "mib" -> 1L << 20;
            case "gib" -> 1L << 30;
            default -> 0;
        };
        long number = Long.parseLong(matcher.group(1));
        if (factor == 0 || number > Long.MAX_VALUE / factor) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number * factor);
    }

    /// The shortest text that [#parse] reads back as exactly `bytes`.
    public static String format(long bytes) {
        assert bytes >= 0 : bytes;
        for (int i = 0; i < UNITS.length; i++) {
            int shift = 10 * (UNITS.length - i);
            if (bytes > 0 && (bytes & ((1L << shift) - 1)) == 0) {
                return (bytes >> shift) + UNITS[i];
            }
        }
        return bytes + "B";
    }
}
