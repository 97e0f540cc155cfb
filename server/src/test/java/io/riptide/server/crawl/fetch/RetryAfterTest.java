package io.riptide.server.crawl.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "1 | 1",
                " 120 | 120",
                "Sat, 21 Nov 2026 10:00:30 GMT | 30",
                "Sat, 21 Nov 2026 10:00:00 GMT | 0",
                "Sat, 21 Nov 2026 09:00:00 GMT | 0",
                "soon | 0",
                "-1 | 0",
                "1.5 | 0",
                "Sat, 99 Nov 2026 10:00:30 GMT | 0",
                "'' | 0"
            })
    void secondsOrADateOrNothing(String value, long seconds) {
        assertThat(waitNs(value)).isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"99999999999999999999999999", "Sun, 21 Nov 9999 10:00:30 GMT"})
    void whatIsTooLongForAClockIsForEver(String value) {
        assertThat(waitNs(value)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoSaysNothingAsksForNothing() {
        assertThat(RetryAfter.waitNs(HeaderFields.NONE, NOW)).isZero();
    }

    private static long waitNs(String value) {
        return RetryAfter.waitNs(new HeaderFields(List.of(new HeaderField("Retry-After", value))), NOW);
    }
}
