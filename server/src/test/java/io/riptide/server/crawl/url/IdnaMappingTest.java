package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdnaMappingTest {
    private static final int SAMPLES_MIN = 140_000;

    private static @Nullable String mapOrNull(String text) {
        try {
            return IdnaMapping.map(text);
        } catch (InvalidUrlException ignored) {
            return null;
        }
    }

    @Test
    void everyMappingIsSettledAndComposed() {
        int mapped = 0;
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String once = mapOrNull(Character.toString(c));
            if (once != null) {
                mapped++;
                assertThat(mapOrNull(once)).as("%x", c).isEqualTo(once);
                assertThat(Normalizer.isNormalized(once, Normalizer.Form.NFC))
                        .as("%x", c)
                        .isTrue();
            }
        }
        assertThat(mapped).isGreaterThan(SAMPLES_MIN);
    }

    @Test
    void aCodePointIsValidIfItMapsToItself() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = Character.toString(c);
            assertThat(IdnaMapping.isValid(c)).as("%x", c).isEqualTo(text.equals(mapOrNull(text)));
        }
    }

    @Test
    void nothingOutsideAsciiBecomesADotButTheThreeDotsThatMay() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
            String mapped = mapOrNull(Character.toString(c));
            if (mapped != null && mapped.contains(".")) {
                assertThat(c).isIn(0x3002, 0xFF0E, 0xFF61);
                assertThat(mapped).isEqualTo(".");
            }
        }
    }

    @Test
    void whatTheJdkDoesNotKnowIsRefused() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
            if (!Character.isDefined(c) || Character.getType(c) == Character.PRIVATE_USE) {
                boolean isIgnored = c >= 0xE0100 && c <= 0xE01EF;
                assertThat(mapOrNull(Character.toString(c)) == null).as("%x", c).isNotEqualTo(isIgnored);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ABC, abc",
        "ＡＢＣ１, abc1",
        "Straße, straße",
        "STRAẞE, straße",
        "ΒΌΛΟΣ, βόλοσ",
        "βόλος, βόλος",
        "İ, i̇",
        "ı, ı",
        "Ǆ, dž",
        "ﬃ, ffi",
        "ⅷ, viii",
        "㎏, kg",
        "Å, å",
        "Ω, ω",
        "ſ, s",
        "Ꭰ, Ꭰ",
        "ꭰ, Ꭰ",
        "ᏸ, Ᏸ",
        "一。二｡三．四, 一.二.三.四",
        "½, 1⁄2",
        "ÀÉ, àé",
    })
    void charactersBecomeTheirCompatibleLowerCase(String text, String mapped) throws InvalidUrlException {
        assertThat(IdnaMapping.map(text)).isEqualTo(mapped);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ad",
                "\u034f",
                "\u115f",
                "\u17b4",
                "\u180b",
                "\u180e",
                "\u200b",
                "\u2060",
                "\u2064",
                "\u206a",
                "\u3164",
                "\ufe00",
                "\ufe0f",
                "\ufeff",
                "\uffa0",
                "\ud82f\udca0",
                "\ud834\udd73",
                "\udb40\udd00"
            })
    void invisibleCharactersCountForNothing(String invisible) throws InvalidUrlException {
        assertThat(IdnaMapping.map("a" + invisible + "b")).isEqualTo("ab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080", "\u061c", "\u06dd", "\u1680", "\u2024", "\u2025", "\u2028", "\u2029", "\u202e", "\u2066",
                "\u2488", "\u2ff0", "\u31ef", "\u33c2", "\ue000", "\ufe12", "\ufe52", "\ufff9", "\ufffc", "\ufffd",
                "\uffff", "\ud800", "\udb40\udc01", "\udb40\udc20", "\u0378"
            })
    void charactersThatNoDomainMayHoldAreRefused(String forbidden) {
        assertThatThrownBy(() -> IdnaMapping.map("a" + forbidden))
                .hasMessage("host holds a character that no domain may hold");
    }

    @Test
    void theJoinersStay() throws InvalidUrlException {
        assertThat(IdnaMapping.map("a\u200c\u200d")).isEqualTo("a\u200c\u200d");
    }
}
