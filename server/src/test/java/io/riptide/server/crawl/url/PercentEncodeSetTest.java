package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PercentEncodeSetTest {
    @Test
    void everyWebPlatformVectorHolds() throws IOException, InvalidUrlException {
        for (JsonNode vector : UrlVectors.read("percent-encoding.json")) {
            String input = UrlVectors.text(vector, "input");
            String expected = Objects.requireNonNull(UrlVectors.text(vector.get("output"), "utf-8"));
            UrlRecord url = UrlParser.parse("https://example/?" + input + "#" + input, null);
            assertThat(url.query()).isEqualTo(expected);
            assertThat(url.fragment()).isEqualTo(expected);
        }
    }

    @Test
    void eachSetHoldsWhatTheStandardLists() {
        assertThat(printableMembers(PercentEncodeSet.C0_CONTROL)).isEmpty();
        assertThat(printableMembers(PercentEncodeSet.FRAGMENT)).isEqualTo(" \"<>`");
        assertThat(printableMembers(PercentEncodeSet.QUERY)).isEqualTo(" \"#<>");
        assertThat(printableMembers(PercentEncodeSet.SPECIAL_QUERY)).isEqualTo(" \"#'<>");
        assertThat(printableMembers(PercentEncodeSet.PATH)).isEqualTo(" \"#<>?^`{}");
        assertThat(printableMembers(PercentEncodeSet.USERINFO)).isEqualTo(" \"#/:;<=>?@[\\]^`{|}");
    }

    private static String printableMembers(PercentEncodeSet set) {
        StringBuilder members = new StringBuilder();
        for (char c = ' '; c < 0x7F; c++) {
            if (set.contains(c)) {
                members.append(c);
            }
        }
        return members.toString();
    }

    @Test
    void everySetHoldsControlsAndAllThatIsNotAscii() {
        for (PercentEncodeSet set : PercentEncodeSet.values()) {
            for (int c = 0; c < 0x200; c++) {
                if (c < 0x20 || c >= 0x7F) {
                    assertThat(set.contains(c)).as("%s %x", set, c).isTrue();
                }
            }
            assertThat(set.contains(Character.MAX_CODE_POINT)).isTrue();
        }
    }

    @Test
    void everyCodePointOutsideAsciiIsEncodedAsItsUtf8() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                String text = Character.toString(c);
                assertThat(PercentEncodeSet.C0_CONTROL.encode(text))
                        .isEqualTo(URLEncoder.encode(text, StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void halfAPairIsTheReplacementCharacter() {
        assertThat(PercentEncodeSet.PATH.encode("\ud800")).isEqualTo("%EF%BF%BD");
        assertThat(PercentEncodeSet.PATH.encode("\udc00a\ud83d")).isEqualTo("%EF%BF%BDa%EF%BF%BD");
        assertThat(PercentEncodeSet.PATH.encode("\ud83d\ude00", 0, 1)).isEqualTo("%EF%BF%BD");
    }

    @Test
    void anEscapeAlreadyThereStays() {
        assertThat(PercentEncodeSet.PATH.encode("%41%zz% %")).isEqualTo("%41%zz%%20%");
    }

    @Test
    void onlyThePartAskedForIsEncoded() {
        assertThat(PercentEncodeSet.PATH.encode("<<a<b>>", 2, 5)).isEqualTo("a%3Cb");
        assertThat(PercentEncodeSet.PATH.encode("<ab>", 1, 3)).isEqualTo("ab");
    }

    @Test
    void decodingUndoesEscapesOnceAndLeavesStrayPercentSigns() {
        assertThat(PercentEncodeSet.decodeUtf8("%41%2541%4%zz%")).isEqualTo("A%41%4%zz%");
        assertThat(PercentEncodeSet.decodeUtf8("%e2%82%ACé")).isEqualTo("€é");
        assertThat(PercentEncodeSet.decodeUtf8("plain")).isEqualTo("plain");
    }

    @Test
    void whatIsNotUtf8DecodesToTheReplacementCharacter() {
        assertThat(PercentEncodeSet.decodeUtf8("%ff")).isEqualTo("\ufffd");
        assertThat(PercentEncodeSet.decodeUtf8("%c3")).isEqualTo("\ufffd");
    }

    @Test
    void encodingIsUndoneByDecoding() {
        String text = "a /?#<>`{}é€\ud83d\ude00\u0000\u007f";
        for (PercentEncodeSet set : PercentEncodeSet.values()) {
            assertThat(PercentEncodeSet.decodeUtf8(set.encode(text))).isEqualTo(text);
        }
    }
}
