package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostParserTest {
    private static boolean isAccepted(String host, boolean isOpaque) {
        try {
            HostParser.parse(host, isOpaque);
            return true;
        } catch (InvalidUrlException ignored) {
            return false;
        }
    }

    @Test
    void everyForbiddenAsciiCharacterIsRefusedRawAndEscaped() {
        String allowed = "!\"$&'()*+,-.;=_`{}~";
        for (char c = 0; c < 0x80; c++) {
            boolean isAllowed = Ascii.isAlphanumeric(c) || allowed.indexOf(c) >= 0;
            // A raw percent sign before these letters escapes nothing, and decoding leaves it there.
            assertThat(isAccepted("a" + c + "zz", false)).as("raw %x", (int) c).isEqualTo(isAllowed);
            String escaped = "a%%%02xzz".formatted((int) c);
            assertThat(isAccepted(escaped, false)).as(escaped).isEqualTo(isAllowed);
        }
    }

    @Test
    void anOpaqueHostForbidsLessAndIsNotInterpreted() throws InvalidUrlException {
        String forbidden = "\0\t\n\r #/:<>?@[\\]^|";
        for (char c = 0; c < 0x80; c++) {
            assertThat(isAccepted("a" + c + "b", true)).as("%x", (int) c).isEqualTo(forbidden.indexOf(c) < 0);
        }
        assertThat(HostParser.parse("ExAmPlE%41", true)).isEqualTo(new Host.Opaque("ExAmPlE%41"));
        assertThat(HostParser.parse("127.1", true)).isEqualTo(new Host.Opaque("127.1"));
        assertThat(HostParser.parse("é\u0001", true)).hasToString("%C3%A9%01");
        assertThat(HostParser.parse("", true)).isEqualTo(new Host.Empty());
    }

    @Test
    void eachKindOfHostIsToldApart() throws InvalidUrlException {
        assertThat(HostParser.parse("Example", false)).isEqualTo(new Host.Domain("example"));
        assertThat(HostParser.parse("127.1", false)).isEqualTo(new Host.Ipv4(0x7F000001));
        assertThat(HostParser.parse("[::1]", false)).isEqualTo(new Host.Ipv6("::1"));
        assertThat(HostParser.parse("[::1]", true)).isEqualTo(new Host.Ipv6("::1"));
    }

    @ParameterizedTest
    @CsvSource({
        "%65xample,            example",
        "%E2%98%83,            xn--n3h",
        "%EF%BC%AF%EF%BC%AB,   ok",
        "%EF%BB%BFa,           a",
        "a%2E%62,              a.b",
        "%31%2e%30x1,          1.0.0.1",
    })
    void escapesAreUndoneBeforeAnythingElse(String host, String expected) throws InvalidUrlException {
        assertThat(HostParser.parse(host, false)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%ff", "%c3", "%ed%a0%80", "a%", "%4", "%zz", "%2541", "%EF%BF%BD", "％41", "ａ％00"})
    void escapesOfWhatIsNoNameAreRefused(String host) {
        assertThat(isAccepted(host, false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "[::1", "[::1]a", "[[::1]]", "[]", "[::1]]", "[127.0.0.1]", "[v1.a]", "::1", "[::1%25]"})
    void bracketsHoldAnIpv6AddressAndNothingElse(String host) {
        assertThat(isAccepted(host, false)).isFalse();
        assertThat(isAccepted(host, true)).isFalse();
    }

    @Test
    void fullWidthCannotSmuggleInADelimiter() {
        for (char c : "／＼？＃＠：［］％＜＞＾｜　".toCharArray()) {
            assertThatThrownBy(() -> HostParser.parse("good" + c + "evil", false))
                    .as("%x", (int) c)
                    .isInstanceOf(InvalidUrlException.class);
        }
        for (char c : "℀℁℅℆".toCharArray()) {
            assertThatThrownBy(() -> HostParser.parse("good" + c + "evil", false))
                    .as("%x holds a slash", (int) c)
                    .hasMessage("host holds a forbidden character");
        }
    }
}
