package io.riptide.server.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations as people write them: `500ms`, `30s`, `2m`, `1h`, or joined from the longest unit down: `1m30s`. A
/// bare number is refused, for nobody agrees on its unit; only `0` needs none.
public final class TimeSpan {
    private static final Pattern FORM =
            Pattern.compile("(?:(?<h>\\d{1,9})h)?(?:(?<m>\\d{1,9})m(?!s))?(?:(?<s>\\d{1,9})s)?(?:(?<ms>\\d{1,9})ms)?");

    private TimeSpan() {}

    /// The duration, or nothing when the text is none.
    public static Optional<Duration> parse(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        if (trimmed.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        var matcher = FORM.matcher(trimmed);
        if (trimmed.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofHours(number(matcher.group("h")))
                .plusMinutes(number(matcher.group("m")))
                .plusSeconds(number(matcher.group("s")))
                .plusMillis(number(matcher.group("ms"))));
    }

    /// The text that [#parse] reads back as exactly `duration`, down to milliseconds: `90s` is `1m30s`.
    public static String format(Duration duration) {
        assert !duration.isNegative() : duration;
        if (duration.isZero()) {
            return "0s";
        }
        var text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
