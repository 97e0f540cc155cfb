package io.riptide.server.crawl.extract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageCharsetTest {
    private static final String CHINESE = "中文网页内容测试,这是一个简单的例子。";
    private static final String JAPANESE = "日本語のページです。これは簡単な例です。";
    private static final String RUSSIAN =
            "Съешь же ещё этих мягких французских булок, да выпей чаю. Широкая электрификация южных губерний даст мощный "
                    + "толчок подъёму сельского хозяйства. В чащах юга жил бы цитрус? Да, но фальшивый экземпляр!";

    private static String decoded(byte[] body, @Nullable String contentType) {
        return decoded(Pages.source(body, contentType));
    }

    private static String decoded(PageSource page) {
        PageText text = PageCharset.decode(page);
        String whole = text.whole();
        try (Reader reader = text.reader()) {
            assertThat(reader.readAllAsString()).isEqualTo(whole);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return whole;
    }

    private static byte[] in(String charset, String text) {
        return text.getBytes(Charset.forName(charset));
    }

    @Test
    void contentTypeNamesTheCharset() {
        assertThat(decoded(in("GBK", CHINESE), "text/html; charset=gbk")).isEqualTo(CHINESE);
        assertThat(decoded(in("Shift_JIS", JAPANESE), "text/html;charset=\"Shift_JIS\""))
                .isEqualTo(JAPANESE);
        assertThat(decoded(in("EUC-JP", JAPANESE), "text/html; Charset='euc-jp'"))
                .isEqualTo(JAPANESE);
    }

    @Test
    void metaNamesTheCharset() {
        String page = "<html><head><meta charset=gb2312><title>" + CHINESE + "</title>";
        assertThat(decoded(in("GBK", page), "text/html")).isEqualTo(page);
    }

    @Test
    void pragmaNamesTheCharset() {
        String page = "<META http-equiv='Content-Type' content='text/html; charset=shift_jis'>" + JAPANESE;
        assertThat(decoded(in("Shift_JIS", page), null)).isEqualTo(page);
    }

    @Test
    void xmlDeclarationNamesTheCharset() {
        String page = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><html>" + RUSSIAN + "</html>";
        assertThat(decoded(in("windows-1251", page), "application/xhtml+xml")).isEqualTo(page);
    }

    @Test
    void contentTypeGoesBeforeMeta() {
        String page = "<meta charset=iso-8859-1>" + RUSSIAN;
        assertThat(decoded(in("KOI8-R", page), "text/html; charset=koi8-r")).isEqualTo(page);
    }

    @Test
    void byteOrderMarkGoesBeforeContentType() {
        byte[] little = in("UTF-16LE", "\ufeff<p>Grüße 日本</p>");
        byte[] big = in("UTF-16BE", "\ufeff<p>Grüße 日本</p>");
        byte[] eight = in("UTF-8", "\ufeff<p>Grüße 日本</p>");
        for (byte[] body : new byte[][] {little, big, eight}) {
            assertThat(decoded(body, "text/html; charset=iso-8859-1")).isEqualTo("<p>Grüße 日本</p>");
        }
    }

    @Test
    void unknownLabelFallsThrough() {
        String page = "<p>Grüße, naïve façade</p>";
        assertThat(decoded(in("UTF-8", page), "text/html; charset=uft-8")).isEqualTo(page);
        assertThat(decoded(in("UTF-8", "<meta charset=uft-8>" + page), "text/html; charset=ISO-88509-1"))
                .endsWith(page);
    }

    @Test
    void unknownMetaLabelLeavesTheNextOneItsChance() {
        String page = "<meta charset=uft-8><meta charset=windows-1251>" + RUSSIAN;
        assertThat(decoded(in("windows-1251", page), null)).isEqualTo(page);
    }

    @Test
    void cyrillicWithoutLabelIsDetected() {
        String page = "<html><body><p>" + RUSSIAN + "</p></body></html>";
        assertThat(decoded(in("windows-1251", page), "text/html")).isEqualTo(page);
    }

    @Test
    void metaAfterTheFirstKilobyteStillCounts() {
        String page = "<html><head>" + "<!-- filler -->".repeat(200) + "<meta charset='windows-1253'><p>Ελληνικά";
        assertThat(decoded(in("windows-1253", page), "text/html")).isEqualTo(page);
    }

    @Test
    void validUtf8GoesBeforeMetaAfterTheFirstKilobyte() {
        String page = "<html><head>" + "<!-- filler -->".repeat(200) + "<meta charset='iso-8859-1'><p>Grüße";
        assertThat(decoded(in("UTF-8", page), "text/html")).isEqualTo(page);
    }

    @Test
    void latinOneMeansWindows1252() {
        byte[] body = in("windows-1252", "€ “quoted” – …");
        assertThat(decoded(body, "text/html; charset=iso-8859-1")).isEqualTo("€ “quoted” – …");
        assertThat(decoded(body, "text/html; charset=us-ascii")).isEqualTo("€ “quoted” – …");
    }

    @Test
    void metaCannotMeanUtf16() {
        assertThat(PageCharset.of(Pages.source(in("UTF-8", "<meta charset=utf-16>x"), null)))
                .isEqualTo(UTF_8);
    }

    @Test
    void charsetInACommentOrDescriptionIsNone() {
        String comment = "<!-- <meta charset=koi8-r> --><p>Grüße";
        String description = "<meta name=description content='all about charset=koi8-r'><p>Grüße";
        assertThat(decoded(in("UTF-8", comment), null)).isEqualTo(comment);
        assertThat(decoded(in("UTF-8", description), null)).isEqualTo(description);
    }

    @Test
    void sequenceCutByTheEndIsStillUtf8() {
        byte[] whole = in("UTF-8", "Grüße 日本");
        var page = new PageSource(whole, 0, whole.length - 1, null, Pages.URL);
        assertThat(PageCharset.of(page)).isEqualTo(UTF_8);
    }

    /// Overlong, surrogate, beyond Unicode, lone continuation, broken sequence.
    @ParameterizedTest
    @ValueSource(strings = {"\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u0080", "\u00c3x"})
    void illFormedSequencesAreNotUtf8(String bytes) {
        byte[] body = ("plain text " + bytes + " more").getBytes(ISO_8859_1);
        assertThat(PageCharset.validUtf8(Pages.source(body, null))).isEmpty();
    }

    @Test
    void oneBrokenSequenceDoesNotSpoilUtf8() {
        byte[] body = in("UTF-8", "<p>" + RUSSIAN + "X" + RUSSIAN);
        body[3 + RUSSIAN.getBytes(UTF_8).length] = (byte) 0x80;
        assertThat(PageCharset.of(Pages.source(body, null))).isEqualTo(UTF_8);
    }

    @Test
    void onlyTheGivenRangeIsRead() {
        byte[] body = in("UTF-8", "\ufeffXXGrüßeXX");
        var page = new PageSource(body, 5, body.length - 7, null, Pages.URL);
        assertThat(decoded(page)).isEqualTo("Grüße");
    }

    @Test
    void nothingIsUtf8() {
        assertThat(decoded(new byte[0], null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"utf8,UTF-8", " UTF-8 ,UTF-8", "latin1,windows-1252", "iso-8859-9,windows-1254", "big5,Big5-HKSCS"})
    void labelsMeanWhatTheStandardSays(String label, String charset) {
        assertThat(EncodingLabels.charset(label)).contains(Charset.forName(charset));
    }

    @Test
    void utf16LabelsNameTheirByteOrder() {
        assertThat(EncodingLabels.charset("utf-16")).contains(UTF_16LE);
        assertThat(EncodingLabels.charset("UTF-16BE")).contains(UTF_16BE);
    }
}
