package io.riptide.server.crawl.robots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RobotsDirectivesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "noindex | noindex",
                "NoIndex, NOFOLLOW | noindex nofollow",
                "none | noindex nofollow",
                "all | ''",
                "'' | ''",
                "riptide: noarchive | noarchive",
                "otherbot: none | ''",
                "otherbot: noindex, riptide: nofollow, nosnippet | nofollow nosnippet",
                "max-snippet:-1, noindex | noindex",
                "unavailable_after: 25 Jun 2026 15:00:00 PST, noarchive | noarchive",
                "nocache | noarchive"
            })
    void rulesAreThoseForAllAndForUs(String value, String rules) {
        assertThat(String.join(
                        " ", RobotsDirectives.of(List.of(value), "riptide").wireNames()))
                .isEqualTo(rules);
    }

    @Test
    void fieldsAddUp() {
        RobotsDirectives both = RobotsDirectives.of(List.of("noindex", "nofollow"), "riptide");
        assertThat(both.wireNames()).containsExactly("noindex", "nofollow");
        assertThat(both.and(RobotsDirectives.of(List.of("noarchive"), "riptide"))
                        .wireNames())
                .containsExactly("noindex", "nofollow", "noarchive");
    }

    @Test
    void aFloodOfFieldsIsReadUpToItsBound() {
        assertThat(RobotsDirectives.of(Collections.nCopies(10_000, "x".repeat(10_000) + ", noindex"), "riptide")
                        .rules())
                .isEmpty();
    }
}
