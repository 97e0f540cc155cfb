package io.riptide.server.crawl.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    private static final Instant RFC_EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "  Sun, 06 Nov 1994 08:49:37 GMT "
            })
    void aRecipientMustAcceptAllThreeFormats(String text) {
        assertThat(HttpDate.parse(text)).contains(RFC_EXAMPLE);
    }

    @Test
    void asctimeHasADayOfOneDigitOrTwo() {
        assertThat(HttpDate.parse("Wed Nov 16 08:49:37 1994")).contains(Instant.parse("1994-11-16T08:49:37Z"));
    }

    @Test
    void twoDigitsOfAYearMeanTheNearestOne() {
        assertThat(HttpDate.parse("Saturday, 07-Nov-26 08:49:37 GMT")).contains(Instant.parse("2026-11-07T08:49:37Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "tomorrow", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 25:49:37 GMT"})
    void anythingElseIsNoDate(String text) {
        assertThat(HttpDate.parse(text)).isEmpty();
    }
}
