package io.riptide.server.crawl.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// How long a site wants to be left alone, as its answer says.
///
/// - **Source:** RFC 9110, 10.2.3 and 5.6.7; of the dates, the form that may be sent.
public final class RetryAfter {
    /// More digits than that are more seconds than anybody waits.
    private static final int DIGITS_MAX = 9;

    private RetryAfter() {}

    /// The wait that `headers` ask for as of `now`; 0 when they ask for none, or in words nobody understands.
    public static long waitNs(HeaderFields headers, Instant now) {
        String value = headers.first("retry-after").map(String::strip).orElse("");
        if (value.isEmpty()) {
            return 0;
        }
        return value.chars().allMatch(c -> c >= '0' && c <= '9') ? seconds(value) : date(value, now);
    }

    private static long seconds(String digits) {
        return digits.length() > DIGITS_MAX ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(Long.parseLong(digits));
    }

    private static long date(String text, Instant now) {
        try {
            Instant then =
                    DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(text, Instant::from);
            Duration left = Duration.between(now, then);
            if (left.isNegative()) {
                return 0;
            }
            return left.toSeconds() > TimeUnit.DAYS.toSeconds(1) ? Long.MAX_VALUE : left.toNanos();
        } catch (DateTimeException e) {
            return 0; // no date either
        }
    }
}
