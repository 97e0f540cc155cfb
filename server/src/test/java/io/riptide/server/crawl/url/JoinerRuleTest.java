package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Letters used: `\u0928` na and `\u094d` its virama, `\u0628` beh (joins both sides), `\u0627` alef (joins
/// before it only), `\u0670` a mark, `\ua872` (joins after it only).
class JoinerRuleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "\u0928\u094d\u200d",
                "\u0928\u094d\u200d\u0928",
                "\u0928\u094d\u200c\u0928",
                "\u0628\u200c\u0628",
                "\u0628\u200c\u0627",
                "\u0628\u0670\u200c\u0628",
                "\u0628\u200c\u0670\u0628",
                "\u0628\u0670\u0670\u200c\u0670\u0670\u0627",
                "\ua872\u200c\ua840"
            })
    void joinersAreAcceptedWhereASpellingNeedsThem(String label) {
        assertThatCode(() -> JoinerRule.check(label)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200c",
                "\u200d",
                "a\u200cb",
                "a\u200db",
                "\u200c\u0628",
                "\u0628\u200c",
                "\u0628\u200c\u0670",
                "\u0627\u200c\u0628",
                "\u0627\u200c\u0627",
                "\u0628\u200d\u0628",
                "\u0628\u200ca",
                "\u0928\u200d\u094d",
                "\u0928\u094d\u200d\u200d",
                "\u0628\u200c\u200c\u0628",
                "\u0928\u094d\u200da\u200d"
            })
    void joinersAreRefusedElsewhere(String label) {
        assertThatThrownBy(() -> JoinerRule.check(label)).hasMessage("host holds an invisible joiner out of place");
    }
}
