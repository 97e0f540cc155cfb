package io.riptide.server.crawl.pdf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.extract.Document;
import io.riptide.server.crawl.extract.Document.Link;
import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractFormat;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.crawl.extract.ExtractOptions;
import java.io.IOException;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Set;
import java.util.TimeZone;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PdfExtractorTest {

    @Test
    void theFileTellsTitleAuthorDateAndWords() {
        try (TestPdf pdf = new TestPdf().page().lines("A short text of eight words, no more.")) {
            PDDocumentInformation info = pdf.document.getDocumentInformation();
            info.setTitle("Of Streams");
            info.setAuthor("Ada Example");
            info.setSubject("How events flow.");
            info.setKeywords("streams, events");
            Calendar created = new GregorianCalendar(TimeZone.getTimeZone("GMT+02:00"));
            created.set(2024, Calendar.MARCH, 5, 10, 30, 0);
            info.setCreationDate(created);
            pdf.document.getDocumentCatalog().setLanguage("en-GB");

            Document document = Reading.article(pdf.bytes());

            assertThat(document.url()).isEqualTo(Reading.URL);
            assertThat(document.metadata().title()).isEqualTo("Of Streams");
            assertThat(document.metadata().byline()).isEqualTo("Ada Example");
            assertThat(document.metadata().description()).isEqualTo("How events flow.");
            assertThat(document.metadata().categories()).containsExactly("streams", "events");
            assertThat(document.metadata().published()).isEqualTo("2024-03-05T10:30:00+02:00");
            assertThat(document.metadata().language()).isEqualTo("en-GB");
            assertThat(document.text()).isEqualTo("A short text of eight words, no more.");
            assertThat(document.measures().wordCount()).isEqualTo(8);
            assertThat(document.measures().readingTimeMin()).isEqualTo(1);
            assertThat(document.measures().qualityScore()).isPositive();
            assertThat(document.truncated()).isFalse();
        }
    }

    @Test
    void xmpSaysWhatTheInformationDictionaryDoesNot() throws IOException {
        String packet = """
                <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
                <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
                  xmp:CreateDate="2023-01-02T03:04:05Z">
                <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Rivers &amp; Tides</rdf:li></rdf:Alt></dc:title>
                <dc:creator><rdf:Seq><rdf:li>Ada Example</rdf:li><rdf:li>Ben Sample</rdf:li></rdf:Seq></dc:creator>
                <dc:subject><rdf:Bag><rdf:li>water</rdf:li><rdf:li>sea</rdf:li></rdf:Bag></dc:subject>
                </rdf:Description></rdf:RDF></x:xmpmeta>
                """;
        try (TestPdf pdf = new TestPdf().page().lines("Text.")) {
            PDMetadata metadata = new PDMetadata(pdf.document);
            metadata.importXMPMetadata(packet.getBytes(UTF_8));
            pdf.document.getDocumentCatalog().setMetadata(metadata);

            Document document = Reading.article(pdf.bytes());

            assertThat(document.metadata().title()).isEqualTo("Rivers & Tides");
            assertThat(document.metadata().byline()).isEqualTo("Ada Example, Ben Sample");
            assertThat(document.metadata().published()).isEqualTo("2023-01-02T03:04:05Z");
            assertThat(document.metadata().categories()).containsExactly("water", "sea");
        }
    }

    @Test
    void aTitleThatNobodyGaveIsTheFirstHeading() {
        try (TestPdf pdf = new TestPdf()
                .page()
                .size(20)
                .lines("The Real Title")
                .size(11)
                .gap(10)
                .lines("The text below the title is much longer than it, as texts are, and smaller too.")) {
            pdf.document.getDocumentInformation().setTitle("Microsoft Word - final_v2.doc");

            assertThat(Reading.article(pdf.bytes()).metadata().title()).isEqualTo("The Real Title");
        }
    }

    @Test
    void linksLieInTheTextAndAreListed() {
        try (TestPdf pdf = new TestPdf()
                .page()
                .lines("Read the manual first.")
                .link("Read ", "the manual", "https://example.com/manual")
                .lines("And a picture.")
                .link("And a picture. ", "      ", "../other.pdf")
                .lines("Never this.")
                .link("", "Never", "javascript:alert(1)")) {
            Document document = Reading.article(pdf.bytes());

            assertThat(document.markdown()).startsWith("Read [the manual](https://example.com/manual) first.");
            assertThat(document.links())
                    .containsExactly(
                            new Link("https://example.com/manual", "the manual", ""),
                            new Link("https://example.org/other.pdf", "", ""));
        }
    }

    @Test
    void onlyWhatIsAskedForIsThere() {
        try (TestPdf pdf = new TestPdf().page().lines("Text.")) {
            pdf.document.getDocumentInformation().setTitle("Title");
            byte[] body = pdf.bytes();

            Document metadata = Reading.read(body, ExtractMode.METADATA, PdfLimits.STANDARD);
            Document nothing = Reading.read(body, ExtractMode.NONE, PdfLimits.STANDARD);

            assertThat(metadata.metadata().title()).isEqualTo("Title");
            assertThat(metadata.formats()).containsExactly(ExtractFormat.METADATA);
            assertThat(metadata.measures().isKnown()).isFalse();
            assertThat(nothing.formats()).isEmpty();
            assertThat(nothing.metadata().title()).isEmpty();
        }
    }

    @Test
    void formatsNotAskedForAreLeftOut() throws ExtractException {
        try (TestPdf pdf = new TestPdf().page().lines("Text.")) {
            Document document = Reading.extractor(PdfLimits.STANDARD)
                    .extract(
                            pdf.bytes(),
                            Reading.URL,
                            new ExtractOptions(ExtractMode.ARTICLE, Set.of(ExtractFormat.MARKDOWN)));

            assertThat(document.markdown()).isEqualTo("Text.");
            assertThat(document.text()).isEmpty();
            assertThat(document.measures().wordCount()).isEqualTo(1);
        }
    }

    @Test
    void aScanWithoutTextIsAnEmptyDocumentWithNoWordsAndNoQuality() {
        try (TestPdf pdf = new TestPdf().page()) {
            Document document = Reading.article(pdf.bytes());

            assertThat(document.text()).isEmpty();
            assertThat(document.measures().wordCount()).isZero();
            assertThat(document.measures().qualityScore()).isZero();
            assertThat(document.truncated()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "application/pdf,                '',            true",
                "'Application/X-PDF; a=b',       'whatever',    true",
                "null,                           '%PDF-1.7',    true",
                "application/octet-stream,       'junk %PDF-1', true",
                "text/html,                      '%PDF-1.4',    true",
                "text/html,                      '<p>%PDF-1.4', false",
                "application/json,               '[\"%PDF-\"]', false",
                "text/html,                      '<p>text',     false",
                "null,                           '%PDF',        false",
                "null,                           '',            false"
            })
    void aPdfIsWhatIsCalledOneOrHasItsHeader(String contentType, String body, boolean expected) {
        assertThat(PdfExtractor.recognises(body.getBytes(UTF_8), contentType)).isEqualTo(expected);
    }

    @Test
    void theHeaderCountsInTheFirstKibibyteOnly() {
        assertThat(PdfExtractor.recognises((" ".repeat(1_019) + "%PDF-").getBytes(UTF_8), null))
                .isTrue();
        assertThat(PdfExtractor.recognises((" ".repeat(1_020) + "%PDF-").getBytes(UTF_8), null))
                .isFalse();
    }
}
