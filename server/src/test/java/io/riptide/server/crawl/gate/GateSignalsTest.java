package io.riptide.server.crawl.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateSignalsTest {
    private static final String LONG = "word ".repeat(50);

    private static GateSignals of(String html) {
        return GateSignals.of(Jsoup.parse(html));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>%s</script>",
                "<script type='application/json'>%s</script>",
                "<style>%s</style>",
                "<template>%s</template>",
                "<noscript>%s</noscript>",
                "<div hidden>%s</div>",
                "<div aria-hidden='TRUE'><p>%s</p></div>",
                "<div style='color:red; DISPLAY : none'>%s</div>",
                "<div style='visibility:hidden'>%s</div>",
                "<svg><text>%s</text></svg>",
                "<textarea>%s</textarea>",
                "<!-- %s -->"
            })
    void whatAReaderCannotSeeIsNotText(String html) {
        assertThat(of(html.formatted(LONG)).visibleChars()).isZero();
        assertThat(of(html.formatted(LONG)).paragraphs()).isZero();
    }

    @Test
    void aTitleIsNotVisibleText() {
        assertThat(of("<title>" + LONG + "</title>").visibleChars()).isZero();
    }

    @Test
    void whiteSpaceCountsOnce() {
        assertThat(of("<p>a \n\t b</p>\n\n<p>  c</p>").visibleChars()).isEqualTo("a b".length() + "c".length());
    }

    @Test
    void markupIsNoText() {
        GateSignals bare = of("<p>" + LONG + "</p>");
        GateSignals dressed = of("<p class='" + "x".repeat(500) + "'>" + LONG + "</p>");

        assertThat(dressed.visibleChars()).isEqualTo(bare.visibleChars());
        assertThat(dressed.textShare()).isLessThan(bare.textShare());
    }

    @ParameterizedTest
    @CsvSource({
        "<p>@</p><p>@</p>, 2",
        "<div>@<br>@</div>, 1",
        "<div><span>@</span> <b>@</b></div>, 1",
        "<ul><li>@</li><li>short</li></ul>, 1",
        "<p>short</p><p>also short</p>, 0",
        "<div>@<p>@</p>@</div>, 3"
    })
    void paragraphsAreBlocksWithEnoughTextOfTheirOwn(String html, int paragraphs) {
        assertThat(of(html.replace("@", LONG)).paragraphs()).isEqualTo(paragraphs);
    }

    @ParameterizedTest
    @CsvSource({
        "<article>@</article>, true",
        "<main>@</main>, true",
        "<div role=main>@</div>, true",
        "<article></article>@, false",
        "<article hidden>@</article>, false",
        "<div>@</div>, false"
    })
    void aContainerHoldsText(String html, boolean expected) {
        assertThat(of(html.replace("@", LONG)).hasContainer()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"@type\":\"NewsArticle\"} | true",
                "{\"@graph\":[{\"@type\" : [\"BlogPosting\"]}]} | true",
                "{\"@type\":\"Organization\"} | false",
                "{\"name\":\"Article\"} | false"
            })
    void jsonLdCountsWhenItIsAboutSomething(String json, boolean expected) {
        assertThat(of("<script type='application/ld+json'>" + json + "</script>")
                        .hasJsonLd())
                .isEqualTo(expected);
    }

    @Test
    void openGraphCountsWhenItSaysSomething() {
        assertThat(of("<meta property='og:title' content='x'>").hasOpenGraph()).isTrue();
        assertThat(of("<meta property='og:title' content=''>").hasOpenGraph()).isFalse();
        assertThat(of("<meta property='og:image' content='x'>").hasOpenGraph()).isFalse();
    }

    @Test
    void scriptsCountAsScriptsAndDataDoesNot() {
        assertThat(of("<script>" + LONG + "</script>").scriptChars()).isEqualTo(LONG.length());
        assertThat(of("<script type='application/json'>" + LONG + "</script>").scriptChars())
                .isZero();
        assertThat(of("<p>x</p>").scriptShare()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<div id=root></div> | EMPTY_MOUNT",
                "<app-root><span></span></app-root> | EMPTY_MOUNT",
                "<noscript>This site requires JavaScript.</noscript><p>x</p> | SCRIPT_DEMAND",
                "<noscript>JavaScript is disabled in your browser</noscript> | SCRIPT_DEMAND",
                "<script src='/static/js/2.abcdef12.chunk.js'></script> | FRAMEWORK",
                "<script src='/assets/index-4f3a2b1c.js'></script> | FRAMEWORK",
                "<script>window.__INITIAL_STATE__={}</script> | FRAMEWORK",
                "<body ng-app=x> | FRAMEWORK",
                "<p>Loading...</p> | LOADING",
                "<p>Please wait while we check your browser</p> | LOADING"
            })
    void marksOfAnApplicationAreSeen(String html, SpaMarker marker) {
        assertThat(of(html).markers()).contains(marker);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div id=root><p>A mount that a server has filled with text, more than fifty letters.</p></div>",
                "<div><noscript>Please enable JavaScript to view the comments.</noscript></div>",
                "<noscript><img src='/pixel.gif'></noscript>",
                "<script src='/js/jquery.min.js'></script>",
                "<p>Loading docks are where goods are loaded, and this is a text about them that is longer.</p>"
            })
    void whatOnlyResemblesAMarkIsNone(String html) {
        assertThat(of(html).markers()).isEmpty();
    }

    @Test
    void depthCostsNoStack() {
        String deep = "<div>".repeat(50_000) + LONG;
        var page = Jsoup.parse(deep, org.jsoup.parser.Parser.htmlParser().setMaxDepth(100_000));

        assertThat(GateSignals.of(page).paragraphs()).isEqualTo(1);
    }
}
