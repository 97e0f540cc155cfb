package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Letters used: `\u05d0` alef (R), `\u0627` Arabic alef (AL), `\u0661` Arabic-Indic one (AN), `\u05b0` sheva
/// (NSM).
class BidiRuleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "a1",
                "a-b",
                "a\u0300",
                "a1\u0300",
                "\u05d0",
                "\u05d0\u05d1",
                "\u05d01",
                "\u0627\u0661",
                "\u05d0-1",
                "\u05d0\u05b0",
                "\u05d01\u05b0",
                "\u05d0-\u05d0"
            })
    void labelsOfOneDirectionAreAccepted(String label) {
        assertThatCode(() -> BidiRule.check(label)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1a", // 1: begins with neither L, R nor AL
                "-a",
                "\u0661",
                "1\u05d0",
                "\u05d0a", // 2: L within right-to-left
                "\u0627b\u0627",
                "\u05d0-", // 3: ends in a separator
                "\u05d01-",
                "\u05d0-\u05b0",
                "\u0627\u06611", // 4: both kinds of number
                "a\u05d0", // 5: R within left-to-right
                "a\u0661",
                "a\u0627b",
                "a-", // 6: ends in a separator
                "a-\u0300"
            })
    void labelsThatMixDirectionsAreRefused(String label) {
        assertThatThrownBy(() -> BidiRule.check(label)).hasMessage("host mixes writing directions");
    }

    @Test
    void oneRightToLeftLabelMakesTheDomainBidi() {
        assertThat(BidiRule.isBidiDomain(List.of("a", "b1", ""))).isFalse();
        assertThat(BidiRule.isBidiDomain(List.of("a", "\u05d0"))).isTrue();
        assertThat(BidiRule.isBidiDomain(List.of("a\u0627", "b"))).isTrue();
        assertThat(BidiRule.isBidiDomain(List.of("a", "\u0661"))).isTrue();
    }

    @Test
    void theRuleHoldsForEveryLabelOfABidiDomain() throws InvalidUrlException {
        assertThat(DomainToAscii.convert("1a.é")).isEqualTo("1a.xn--9ca");
        assertThatThrownBy(() -> DomainToAscii.convert("1a.\u05d0")).hasMessage("host mixes writing directions");
        assertThat(DomainToAscii.convert("a1.\u05d0")).isEqualTo("a1.xn--4db");
    }

    @Test
    void punycodeDoesNotHideADirection() {
        assertThatThrownBy(() -> DomainToAscii.convert("1a.xn--4db.é")).hasMessage("host mixes writing directions");
    }
}
