package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTextTest {
    @ParameterizedTest
    @CsvSource({
        "/plain,         /plain",
        "/%7Ea,          /~a",
        "/%7ea,          /~a",
        "/%41%5a%30,     /AZ0",
        "/%2d%2E%5f%7e,  /-._~",
        "/%2f%3f%c3%a9,  /%2F%3F%C3%A9",
        "/%25,           /%25",
        "/%2541,         /%2541",
        "/%,             /%",
        "/%4,            /%4",
        "/%zz,           /%zz",
        "/%e,            /%e",
        "/100%/a,        /100%/a",
        "/?a=%26&b=%3D,  /?a=%26&b=%3D",
    })
    void escapesHaveOneForm(String text, String canonical) {
        assertThat(CanonicalText.of(text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({"%%34%31, %%341", "%%34%31%31, %%3411", "%4%31, %4%31", "%z%31, %z%31", "%zz%31, %zz1"})
    void decodingNeverMakesAnEscapeThatWasNone(String text, String canonical) {
        assertThat(CanonicalText.of(text)).isEqualTo(canonical);
    }

    /// All texts up to eight characters of an alphabet that makes whole, stray and nested escapes.
    @Test
    void everyShortTextKeepsItsMeaningAndIsSettledAfterOnce() {
        everyText("", 8, new char[] {'%', '2', '4', '5', 'a'});
    }

    private static void everyText(String text, int more, char[] alphabet) {
        String canonical = CanonicalText.of(text);
        if (!CanonicalText.of(canonical).equals(canonical)
                || !PercentEncodeSet.decodeUtf8(canonical).equals(PercentEncodeSet.decodeUtf8(text))
                || canonical.length() > text.length()) {
            assertThat(canonical).as("canonical form of %s", text).isNull();
        }
        if (more > 0) {
            for (char c : alphabet) {
                everyText(text + c, more - 1, alphabet);
            }
        }
    }
}
