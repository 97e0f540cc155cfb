package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The small questions: [Ascii], [DotSegment], [DriveLetter], [SpecialScheme].
class PathPiecesTest {
    @ParameterizedTest
    @ValueSource(strings = {".", "%2e", "%2E"})
    void oneDotIsHere(String segment) {
        assertThat(DotSegment.isSingle(segment)).isTrue();
        assertThat(DotSegment.isDouble(segment)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".%2e", "%2E.", "%2e%2E"})
    void twoDotsAreUp(String segment) {
        assertThat(DotSegment.isDouble(segment)).isTrue();
        assertThat(DotSegment.isSingle(segment)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "...", "%2e%2e%2e", "%2e%2f", "%252e", ".a", "a.", "%2", "．", "..;"})
    void anythingElseIsAName(String segment) {
        assertThat(DotSegment.isSingle(segment)).isFalse();
        assertThat(DotSegment.isDouble(segment)).isFalse();
    }

    @Test
    void aDriveIsALetterAndAColonOrBar() {
        assertThat(DriveLetter.is("C:")).isTrue();
        assertThat(DriveLetter.is("c|")).isTrue();
        assertThat(DriveLetter.isNormalized("c|")).isFalse();
        assertThat(DriveLetter.isNormalized("c:")).isTrue();
        assertThat(DriveLetter.is("1:")).isFalse();
        assertThat(DriveLetter.is("C")).isFalse();
        assertThat(DriveLetter.is("C:/")).isFalse();
        assertThat(DriveLetter.is("é:")).isFalse();
    }

    @Test
    void aDriveEndsWithItsSegment() {
        for (String text : new String[] {"xC:", "xC|/", "xC:\\", "xC:?", "xC|#"}) {
            assertThat(DriveLetter.startsWith(text, 1)).as(text).isTrue();
        }
        for (String text : new String[] {"x", "xC", "xC:a", "xC::", "x:C"}) {
            assertThat(DriveLetter.startsWith(text, 1)).as(text).isFalse();
        }
    }

    @Test
    void asciiQuestionsKnowNothingOfUnicode() {
        for (int c = 0; c < 0x300; c++) {
            boolean isAscii = c < 0x80;
            assertThat(Ascii.isAlpha(c)).as("%x", c).isEqualTo(isAscii && Character.isLetter(c));
            assertThat(Ascii.isDigit(c)).as("%x", c).isEqualTo(isAscii && Character.isDigit(c));
            assertThat(Ascii.hexValue(c)).as("%x", c).isEqualTo(isAscii ? Character.digit(c, 16) : -1);
        }
        assertThat(Ascii.hexValue(-1)).isEqualTo(-1);
        assertThat(Ascii.isDigit(-1)).isFalse();
    }

    @Test
    void lowerCaseIsOfAsciiOnly() {
        assertThat(Ascii.lowerCase("AbZ[@É\u212a1")).isEqualTo("abz[@É\u212a1");
        String lower = "abc-é";
        assertThat(Ascii.lowerCase(lower)).isSameAs(lower);
    }

    @Test
    void sixSchemesAreSpecial() {
        for (String scheme : new String[] {"http", "https", "ws", "wss", "ftp", "file"}) {
            assertThat(SpecialScheme.isSpecial(scheme)).as(scheme).isTrue();
        }
        assertThat(SpecialScheme.isSpecial("gopher")).isFalse();
        assertThat(SpecialScheme.defaultPort("file")).isEqualTo(SpecialScheme.NO_PORT);
        assertThat(SpecialScheme.defaultPort("wss")).isEqualTo(443);
    }
}
