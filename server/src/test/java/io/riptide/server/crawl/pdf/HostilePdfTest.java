package io.riptide.server.crawl.pdf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.riptide.server.crawl.extract.Document;
import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractException.Fault;
import io.riptide.server.crawl.extract.ExtractMode;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePdfTest {
    private static final long MIB = 1 << 20;

    private static PdfLimits limits(int pagesMax, Duration timeMax) {
        return new PdfLimits(pagesMax, (int) (32 * MIB), 1 << 20, (int) MIB, timeMax);
    }

    private static void fails(byte[] body, PdfLimits limits, String message) {
        assertThatExceptionOfType(ExtractException.class)
                .isThrownBy(() ->
                        Reading.extractor(limits).extract(body, Reading.URL, Reading.everything(ExtractMode.ARTICLE)))
                .satisfies(e -> assertThat(e.fault()).isEqualTo(Fault.EXTRACT))
                .withMessageContaining(message);
    }

    @Test
    void aPasswordIsAFailureThatSaysSo() throws IOException {
        try (TestPdf pdf = new TestPdf().page().lines("Secret.")) {
            pdf.document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));

            fails(pdf.bytes(), PdfLimits.STANDARD, "the PDF is encrypted and needs a password");
        }
    }

    @Test
    void encryptionThatAsksForNoPasswordIsRead() throws IOException {
        try (TestPdf pdf = new TestPdf().page().lines("No secret.")) {
            pdf.document.protect(new StandardProtectionPolicy("owner", "", new AccessPermission()));

            assertThat(Reading.article(pdf.bytes()).text()).isEqualTo("No secret.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "%PDF-1.7\n", "%PDF-1.7\n<< /Root 1 0 R >>", "<html><p>Not found</html>", "%PDF-1.7\n%%EOF"})
    void whatIsNoPdfIsAFailure(String body) {
        fails(body.getBytes(ISO_8859_1), PdfLimits.STANDARD, "the PDF ");
    }

    @Test
    void aTruncatedFileIsReadAsFarAsItGoesOrFails() {
        byte[] whole;
        try (TestPdf pdf = new TestPdf().page().lines("The first page.").page().lines("The second page.")) {
            whole = pdf.bytes();
        }
        PdfExtractor extractor = Reading.extractor(PdfLimits.STANDARD);
        int failures = 0;
        for (int length = 0; length < whole.length; length += 37) {
            try {
                Document document = extractor.extract(
                        Arrays.copyOf(whole, length), Reading.URL, Reading.everything(ExtractMode.ARTICLE));
                assertThat(document.text().replace("The first page.", "").replace("The second page.", ""))
                        .as("cut at %d", length)
                        .isBlank();
            } catch (ExtractException e) {
                assertThat(e).hasMessageContaining("PDF");
                failures++;
            }
        }

        assertThat(failures).isPositive();
    }

    @Test
    void anyByteMayBeWrong() {
        byte[] whole;
        try (TestPdf pdf = new TestPdf().page().lines("Some text.").link("", "Some", "https://example.com/")) {
            whole = pdf.bytes();
        }
        PdfExtractor extractor = Reading.extractor(limits(5, Duration.ofSeconds(5)));
        int documents = 0;
        for (int i = 0; i < whole.length; i += 3) {
            byte[] broken = whole.clone();
            broken[i] ^= (byte) (1 << (i % 8));
            try {
                extractor.extract(broken, Reading.URL, Reading.everything(ExtractMode.ARTICLE));
                documents++;
            } catch (ExtractException e) {
                assertThat(e.fault()).isEqualTo(Fault.EXTRACT);
            }
        }

        assertThat(documents).isPositive();
    }

    @Test
    void aPageTreeThatHoldsItselfEnds() {
        byte[] body = new RawPdf()
                .object("<< /Type /Catalog /Pages 2 0 R >>")
                .object("<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 1000000 >>")
                .object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>")
                .bytes();

        assertThat(Reading.article(body).text()).isEmpty();
    }

    @Test
    void aPageTreeThousandsDeepIsAFailure() {
        RawPdf pdf = new RawPdf().object("<< /Type /Catalog /Pages 2 0 R >>");
        int depth = 30_000;
        for (int i = 2; i < depth; i++) {
            pdf.object("<< /Type /Pages /Kids [" + (i + 1) + " 0 R] /Count 1 >>");
        }
        pdf.object("<< /Type /Page /MediaBox [0 0 612 792] >>");

        fails(pdf.bytes(), PdfLimits.STANDARD, "the PDF ");
    }

    @Test
    void arraysThousandsDeepAreNoMoreThanAnEmptyPage() {
        byte[] body = RawPdf.onePage().stream(
                        "", ("[".repeat(200_000) + " BT /F1 12 Tf (after) Tj ET").getBytes(ISO_8859_1))
                .bytes();

        assertThat(Reading.article(body).text()).isIn("", "after");
    }

    @Test
    void aHundredMegabytesOfFlateAreCutAtTheBound() {
        byte[] body = RawPdf.onePage().stream(
                        "/Filter /FlateDecode",
                        RawPdf.deflated("BT /F1 12 Tf 72 700 Td (bomb) Tj ET\n" + " ".repeat(2_000), 100 * MIB))
                .bytes();

        Document document = Reading.read(body, ExtractMode.ARTICLE, limits(10, Duration.ofSeconds(30)));

        assertThat(document.truncated()).isTrue();
        assertThat(document.text()).startsWith("bomb").hasSizeLessThan((int) MIB);
    }

    @Test
    void aBombThatIsOneTokenIsCutAtTheBound() {
        byte[] body = RawPdf.onePage().stream("/Filter /FlateDecode", RawPdf.deflated("(", 100 * MIB))
                .bytes();

        Document document = Reading.read(body, ExtractMode.ARTICLE, limits(10, Duration.ofSeconds(30)));

        assertThat(document.truncated()).isTrue();
        assertThat(document.text()).isEmpty();
    }

    @Test
    void manyStreamsOfOnePageShareTheBound() {
        byte[] megabyte = RawPdf.deflated("BT /F1 12 Tf 72 700 Td (more) Tj ET " + " ".repeat(4_000), MIB);
        String contents = IntStream.range(5, 105).mapToObj(i -> i + " 0 R").collect(Collectors.joining(" "));
        RawPdf pdf = new RawPdf()
                .object("<< /Type /Catalog /Pages 2 0 R >>")
                .object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                .object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents [" + contents
                        + "] /Resources << /Font << /F1 4 0 R >> >> >>")
                .object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        for (int i = 0; i < 100; i++) {
            pdf.stream("/Filter /FlateDecode", megabyte);
        }

        Document document = Reading.read(pdf.bytes(), ExtractMode.ARTICLE, limits(10, Duration.ofSeconds(30)));

        assertThat(document.truncated()).isTrue();
        assertThat(document.text()).startsWith("more");
    }

    @Test
    void formsThatCallFormsEndWithTheTime() {
        RawPdf pdf = new RawPdf()
                        .object("<< /Type /Catalog /Pages 2 0 R >>")
                        .object("<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>")
                        .object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>")
                        .object(
                                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /XObject"
                                        + " << /X 6 0 R >> >> >>")
                        .stream("", "/X Do".getBytes(ISO_8859_1));
        int levels = 20;
        for (int i = 0; i < levels; i++) {
            pdf.stream(
                    "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X " + (7 + i)
                            + " 0 R >> >>",
                    "/X Do ".repeat(10).getBytes(ISO_8859_1));
        }
        pdf.stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", new byte[0]);

        Document document = Reading.read(pdf.bytes(), ExtractMode.ARTICLE, limits(10, Duration.ofMillis(300)));

        assertThat(document.truncated()).isTrue();
        assertThat(document.text()).isEmpty();
    }

    @Test
    void savedStatesWithoutEndAreAFaultOfTheirPage() {
        byte[] body = RawPdf.onePage().stream("/Filter /FlateDecode", RawPdf.deflated("q ", MIB / 2))
                .bytes();

        fails(body, PdfLimits.STANDARD, "no page of the PDF could be read");
    }

    @Test
    void pagesBeyondTheBoundAreLeftOut() {
        int pages = 10_000;
        String kids = IntStream.range(0, pages).mapToObj(i -> (4 + i) + " 0 R").collect(Collectors.joining(" "));
        RawPdf pdf = new RawPdf()
                        .object("<< /Type /Catalog /Pages 2 0 R >>")
                        .object("<< /Type /Pages /Kids [" + kids + "] /Count " + pages
                                + " /MediaBox [0 0 612 792] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1"
                                + " /BaseFont /Helvetica >> >> >> >>")
                        .stream("", "BT /F1 12 Tf 72 700 Td (A page.) Tj ET".getBytes(ISO_8859_1));
        for (int i = 0; i < pages; i++) {
            pdf.object("<< /Type /Page /Parent 2 0 R /Contents 3 0 R >>");
        }

        Document document = Reading.read(pdf.bytes(), ExtractMode.ARTICLE, limits(50, Duration.ofSeconds(30)));

        assertThat(document.truncated()).isTrue();
        assertThat(document.text().split("\n\n")).hasSize(50).containsOnly("A page.");
    }

    @Test
    void textBeyondTheBoundIsLeftOut() {
        PdfLimits limits = new PdfLimits(10, 1 << 20, 30, 1 << 20, Duration.ofSeconds(30));
        try (TestPdf pdf =
                new TestPdf().page().lines("These are 24 characters.").page().lines("And these are more.")) {
            Document document = Reading.read(pdf.bytes(), ExtractMode.ARTICLE, limits);

            assertThat(document.truncated()).isTrue();
            assertThat(document.text()).isEqualTo("These are 24 characters.");
        }
    }

    @Test
    void aFileBeyondTheBoundIsRefused() {
        PdfLimits limits = new PdfLimits(10, 100, 30, 1 << 20, Duration.ofSeconds(30));
        try (TestPdf pdf = new TestPdf().page().lines("Text.")) {
            fails(pdf.bytes(), limits, "at most 100 are read");
        }
    }

    @Test
    void overTimeBeforeTheFirstPageIsAFailure() {
        try (TestPdf pdf = new TestPdf().page().lines("Text.")) {
            fails(pdf.bytes(), limits(10, Duration.ofNanos(1)), "the PDF gave no page within");
        }
    }

    @Test
    void overTimeAfterAPageIsWhatWasReadByThen() throws ExtractException {
        AtomicLong now = new AtomicLong();
        try (TestPdf pdf =
                new TestPdf().page().lines("One.").page().lines("Two.").page().lines("Three.")) {
            byte[] body = pdf.bytes();
            PdfLimits limits = limits(10, Duration.ofNanos(looks(body) - 1));
            PdfBudget budget = new PdfBudget(limits, now::getAndIncrement);

            PdfContents contents = PdfReader.read(body, ExtractMode.ARTICLE, limits, budget);

            assertThat(contents.isCut()).isTrue();
            assertThat(contents.blocks())
                    .extracting(block -> block.spans().getFirst().text())
                    .startsWith("One.")
                    .doesNotContain("Three.");
        }
    }

    /// How often the clock is looked at for the whole file.
    private static long looks(byte[] body) throws ExtractException {
        AtomicLong now = new AtomicLong();
        PdfLimits limits = limits(10, Duration.ofDays(1));
        PdfReader.read(body, ExtractMode.ARTICLE, limits, new PdfBudget(limits, now::getAndIncrement));
        return now.get() - 1;
    }

    @Test
    void anInterruptEndsTheWork() {
        try (TestPdf pdf = new TestPdf().page().lines("Text.")) {
            byte[] body = pdf.bytes();
            Thread.currentThread().interrupt();
            try {
                fails(body, PdfLimits.STANDARD, "");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }
}
