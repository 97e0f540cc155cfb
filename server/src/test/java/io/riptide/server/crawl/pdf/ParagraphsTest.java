package io.riptide.server.crawl.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.extract.Document;
import io.riptide.server.crawl.extract.ExtractMode;
import org.junit.jupiter.api.Test;

class ParagraphsTest {

    private static String text(TestPdf pdf) {
        try (pdf) {
            return Reading.article(pdf.bytes()).text();
        }
    }

    @Test
    void linesOfAParagraphAreJoined() {
        assertThat(text(new TestPdf()
                        .page()
                        .lines("The first line of a text", "goes on in the second", "and the third.")))
                .isEqualTo("The first line of a text goes on in the second and the third.");
    }

    @Test
    void aWideGapPartsParagraphs() {
        assertThat(text(new TestPdf()
                        .page()
                        .lines("One paragraph of some", "three lines that is", "not closed by a full stop")
                        .gap(12)
                        .lines("another one begins here", "and has two lines.")))
                .isEqualTo("One paragraph of some three lines that is not closed by a full stop\n\n"
                        + "another one begins here and has two lines.");
    }

    @Test
    void anIndentAfterASentencePartsParagraphs() {
        assertThat(text(new TestPdf()
                        .page()
                        .lines("A paragraph that ends where its line does end, at last.")
                        .left(92)
                        .lines("The next is indented and goes on with its")
                        .left(72)
                        .lines("second line at the margin as paragraphs do.")))
                .isEqualTo("A paragraph that ends where its line does end, at last.\n\n"
                        + "The next is indented and goes on with its second line at the margin as paragraphs do.");
    }

    @Test
    void aShortLineThatEndsASentencePartsParagraphs() {
        assertThat(text(new TestPdf()
                        .page()
                        .lines(
                                "The paragraph has a line as long as the column is wide and then",
                                "a short one.",
                                "The next has a line as long as the column is wide as well, and then",
                                "ends.")))
                .isEqualTo("The paragraph has a line as long as the column is wide and then a short one.\n\n"
                        + "The next has a line as long as the column is wide as well, and then ends.");
    }

    @Test
    void aDividedWordIsOneWordAgain() {
        assertThat(text(new TestPdf()
                        .page()
                        .lines("An exam-", "ple by Smith-", "Jones - dashes stay -", "as they are.")))
                .isEqualTo("An example by Smith-Jones - dashes stay - as they are.");
    }

    @Test
    void aParagraphGoesOnOverThePage() {
        assertThat(text(new TestPdf()
                        .page()
                        .lines("The paragraph begins on one page and is di-")
                        .page()
                        .lines("vided by its end.")
                        .page()
                        .lines("This is another.")))
                .isEqualTo("The paragraph begins on one page and is divided by its end.\n\nThis is another.");
    }

    @Test
    void columnsAreReadOneAfterTheOther() {
        assertThat(text(new TestPdf()
                        .page()
                        .lines("The left column has", "these two lines and")
                        .left(320)
                        .down(72)
                        .lines("goes on in the right", "one up to here.")))
                .isEqualTo("The left column has these two lines and goes on in the right one up to here.");
    }

    @Test
    void listItemsStandAlone() {
        assertThat(text(new TestPdf()
                        .page()
                        .lines(
                                "What there is:",
                                "\u2022 one thing that is",
                                "\u2022 another thing",
                                "1. a first",
                                "2. a second")))
                .isEqualTo(
                        "What there is:\n\n\u2022 one thing that is\n\n\u2022 another thing\n\n1. a first\n\n2. a second");
    }

    @Test
    void largerShortTextIsAHeadingOfItsRank() {
        try (TestPdf pdf = new TestPdf()
                .page()
                .size(22)
                .lines("Title of the Paper")
                .size(11)
                .gap(12)
                .lines("Some text that is long enough to be what most of the paper is made of.")
                .gap(12)
                .size(15)
                .lines("1 Introduction")
                .size(11)
                .gap(8)
                .lines("More text that is long enough to be what most of the paper is made of.")) {
            assertThat(Reading.article(pdf.bytes()).markdown()).isEqualTo("""
                            # Title of the Paper

                            Some text that is long enough to be what most of the paper is made of.

                            ## 1 Introduction

                            More text that is long enough to be what most of the paper is made of.""");
        }
    }

    @Test
    void largerSentencesAreNoHeadings() {
        try (TestPdf pdf = new TestPdf()
                .page()
                .size(16)
                .lines("This lead is larger, and yet a sentence.")
                .size(11)
                .gap(12)
                .lines("Some text that is long enough to be what most of the paper is made of.")) {
            assertThat(Reading.article(pdf.bytes()).markdown()).doesNotContain("#");
        }
    }

    @Test
    void runningHeadsAndPageNumbersAreNoPartOfTheArticle() {
        try (TestPdf pdf = new TestPdf()) {
            for (int i = 1; i <= 6; i++) {
                pdf.page()
                        .lines("Journal of Examples")
                        .gap(30)
                        .lines(
                                "Page " + "abcdef".charAt(i - 1) + " has a text of its own here,",
                                "which has three",
                                "lines with " + "abcdef".charAt(i - 1) + " in all.")
                        .down(780)
                        .lines("Page " + i + " of 6");
            }
            byte[] body = pdf.bytes();

            Document article = Reading.article(body);
            Document full = Reading.read(body, ExtractMode.FULL, PdfLimits.STANDARD);

            assertThat(article.text())
                    .startsWith("Page a has a text of its own here, which has three lines with a in all.\n\nPage b has")
                    .doesNotContain("Journal", "of 6");
            assertThat(full.text()).contains("Journal of Examples", "Page 3 of 6");
        }
    }

    @Test
    void markupInTheTextIsText() {
        try (TestPdf pdf = new TestPdf().page().lines("if a < b & c > d then <script>alert(1)</script>")) {
            Document document = Reading.article(pdf.bytes());

            assertThat(document.text()).isEqualTo("if a < b & c > d then <script>alert(1)</script>");
            assertThat(document.html()).doesNotContain("<script");
        }
    }
}
