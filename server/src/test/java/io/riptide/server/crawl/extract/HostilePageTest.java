package io.riptide.server.crawl.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.extract.deadline.Deadline;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pages made to take long. Time is told by a clock of the test's, which goes on each time it is read, so that
/// how far an extraction comes depends on its work alone.
class HostilePageTest {
    private static final long LIMIT_NS = 250_000_000;

    enum Hostile {
        MILLION_NODES("<p><b>x</b></p>".repeat(500_000)),
        DEEP_NESTING("<div class=menu><span>".repeat(10_000) + "end"),
        DEEP_EMPHASIS("<b><i><a href=/x>".repeat(10_000) + "*_`[".repeat(100_000)),
        HUGE_TABLE("<table>" + ("<tr>" + "<td id=c>cell".repeat(50)).repeat(20_000) + "</table>"),
        WIDE_ROW("<table><tr>" + "<td>c".repeat(200_000) + "</table>"),
        NESTED_TABLES("<table><tr><td>cell".repeat(20_000)),
        NESTED_LISTS("<ul><li>item".repeat(20_000)),
        MANY_HEADERS("<header>".repeat(50_000) + "x"),
        MANY_CLASSES(classes());

        final String html;

        Hostile(String html) {
            this.html = html;
        }

        private static String classes() {
            StringBuilder html = new StringBuilder();
            for (int i = 0; i < 30_000; i++) {
                html.append("<i class='").append(i).append(" a-b_c d'>x</i>");
            }
            return html.toString();
        }
    }

    private static Document extract(String html, LongSupplier clock) throws ExtractException {
        var extractor = new JsoupExtractor(ExtractLimits.STANDARD);
        return extractor.extract(
                Pages.html(html), Pages.everything(ExtractMode.ARTICLE), PageJudge.NONE, new Deadline(clock, LIMIT_NS));
    }

    /// A millisecond passes with each look: some 250 looks, and as many steps of the work.
    private static LongSupplier ticking() {
        AtomicLong now = new AtomicLong();
        return () -> now.getAndAdd(1_000_000);
    }

    @ParameterizedTest
    @EnumSource(Hostile.class)
    void lateExtractionGivesWhatItHas(Hostile page) throws Exception {
        Document document = extract("<main><p>The beginning.</p>" + page.html + "</main>", ticking());
        assertThat(document.reading().isPartial()).isTrue();
        assertThat(document.text()).startsWith("The beginning.");
        assertThat(document.markdown()).startsWith("The beginning.");
        assertThat(document.html()).startsWith("<main><p>The beginning.</p>").endsWith("</main>");
    }

    @ParameterizedTest
    @EnumSource(Hostile.class)
    void extractionInTimeIsWhole(Hostile page) throws Exception {
        Document document = extract("<main><p>The beginning.</p>" + page.html + "<p>The end.</p></main>", () -> 0);
        assertThat(document.reading().isPartial()).isFalse();
        assertThat(document.text()).startsWith("The beginning.").contains("The end.");
    }

    @Test
    void pageOutOfTimeAtOnceIsStillADocument() throws Exception {
        AtomicLong now = new AtomicLong();
        Document document = extract("<title>T</title><p>text</p>".repeat(5_000), () -> now.getAndAdd(LIMIT_NS));
        assertThat(document.reading().isPartial()).isTrue();
        assertThat(document.url()).isEqualTo(Pages.URL);
    }

    @Test
    void smallPageIsWholeHoweverManyNodesALookCovers() throws Exception {
        Document document = extract("<title>T</title><main><p>text</p></main>", ticking());
        assertThat(document.reading().isPartial()).isFalse();
        assertThat(document.text()).isEqualTo("text");
    }
}
