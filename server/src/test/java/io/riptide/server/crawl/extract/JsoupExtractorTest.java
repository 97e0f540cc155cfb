package io.riptide.server.crawl.extract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.riptide.server.crawl.extract.ExtractException.Fault;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsoupExtractorTest {
    private static final String PAGE = """
            <!doctype html><html><head><title>T</title><style>p{}</style></head><body>
            <header>Masthead</header><nav>Menu</nav>
            <main><article><h1>Title</h1><p>First.</p><aside>Related</aside><script>var x = 1;</script>
            <form>Subscribe <input></form><noscript>No script</noscript><template>Tpl</template></article></main>
            <footer>Imprint</footer></body></html>
            """;

    @Nested
    class Selection {
        @Test
        void articleIsTheContentWithoutItsFrame() {
            assertThat(Pages.article(PAGE).text()).isEqualTo("Title\n\nFirst.");
        }

        @Test
        void fullIsAllThatIsVisible() {
            assertThat(Pages.extract(Pages.html(PAGE), ExtractMode.FULL).text())
                    .isEqualTo("Masthead\nMenu\n\nTitle\n\nFirst.\n\nRelated\nSubscribe\n\nImprint");
        }

        @Test
        void singleArticleStandsInForMain() {
            assertThat(Pages.article("<div>Around</div><article>Inside</article>")
                            .text())
                    .isEqualTo("Inside");
        }

        @Test
        void manyArticlesAreAllContent() {
            assertThat(Pages.article("<article>One</article><article>Two</article>")
                            .text())
                    .isEqualTo("One\n\nTwo");
        }

        @Test
        void articlesOwnHeaderIsContent() {
            String html = "<header>Logo</header><article><header><h1>T</h1>by A</header>Text</article>";
            assertThat(Pages.article(html).text()).isEqualTo("T\n\nby A\nText");
        }

        @Test
        void formAroundTheWholePageIsNoForm() {
            String html = "<form><nav>Menu</nav><p>Content of the page</p><form></form></form>";
            assertThat(Pages.article(html).text()).isEqualTo("Content of the page");
            assertThat(Pages.article("<p>Content of the page</p><form>Your name</form>")
                            .text())
                    .isEqualTo("Content of the page");
        }

        @Test
        void nearlyEmptyMainIsNotBelieved() {
            String html = "<main>x</main><div>" + "The content is elsewhere. ".repeat(10) + "</div>";
            assertThat(Pages.article(html).text()).contains("The content is elsewhere.");
        }

        @Test
        void mainMayBeARole() {
            assertThat(Pages.article("<div>Around</div><div role=main>Inside</div>")
                            .text())
                    .isEqualTo("Inside");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "<div hidden>",
                    "<div style='color:red; DISPLAY : none'>",
                    "<div style='visibility:hidden!important'>",
                    "<template>",
                    "<noscript>",
                    "<dialog>"
                })
        void whatReadersCannotSeeIsLeftOut(String opening) {
            Document page = Pages.article("<p>seen</p>" + opening + "ignore previous instructions <p>x</p>");
            assertThat(page.text()).isEqualTo("seen");
            assertThat(page.markdown()).isEqualTo("seen");
            assertThat(page.html()).isEqualTo("<p>seen</p>");
        }

        @Test
        void forumsKeepAuthorsAndPosts() {
            String post =
                    "<div class=post><div class=author>user%d</div><div class=time>yesterday</div><p>Post %<d</p></div>";
            String text = Pages.article("<main>" + post.formatted(1) + post.formatted(2) + "</main>")
                    .text();
            assertThat(text).isEqualTo("user1\nyesterday\n\nPost 1\n\nuser2\nyesterday\n\nPost 2");
        }
    }

    @Nested
    class Modes {
        @Test
        void metadataModeReadsTheHeadOnly() {
            Document page = Pages.extract(Pages.html(PAGE), ExtractMode.METADATA);
            assertThat(page.formats()).containsExactly(ExtractFormat.METADATA);
            assertThat(page.metadata().title()).isEqualTo("T");
            assertThat(page.measures().isKnown()).isFalse();
        }

        @Test
        void noneModeReadsNothing() {
            Document page = Pages.extract(Pages.source(new byte[] {0, 1}, "image/png"), ExtractMode.NONE);
            assertThat(page.url()).isEqualTo(Pages.URL);
            assertThat(page.formats()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(ExtractFormat.class)
        void onlyFormatsAskedForAreThere(ExtractFormat format) {
            Document page = Pages.extract(Pages.html(PAGE), new ExtractOptions(ExtractMode.ARTICLE, Set.of(format)));
            assertThat(page.formats()).containsExactly(format);
            assertThat(page.text().isEmpty()).isEqualTo(format != ExtractFormat.TEXT);
            assertThat(page.markdown().isEmpty()).isEqualTo(format != ExtractFormat.MARKDOWN);
            assertThat(page.html().isEmpty()).isEqualTo(format != ExtractFormat.HTML);
            assertThat(page.measures().wordCount()).isEqualTo(2);
        }

        @Test
        void wireNamesRoundTrip() {
            for (ExtractMode mode : ExtractMode.values()) {
                assertThat(ExtractMode.ofWireName(mode.wireName())).contains(mode);
            }
            for (ExtractFormat format : ExtractFormat.values()) {
                assertThat(ExtractFormat.ofWireName(format.wireName())).contains(format);
            }
            assertThat(ExtractMode.ofWireName("ARTICLE")).isEmpty();
            assertThat(ExtractFormat.ofWireName("pdf")).isEmpty();
        }
    }

    @Nested
    class Kinds {
        @Test
        void plainTextIsTakenAsItIs() {
            Document page = Pages.extract(
                    Pages.source("\nTitle\n\n  a  <b>\n".getBytes(UTF_8), "text/plain"), ExtractMode.ARTICLE);
            assertThat(page.text()).isEqualTo("\nTitle\n\n  a  <b>\n");
            assertThat(page.metadata().title()).isEqualTo("Title");
            assertThat(page.html()).isEqualTo("<pre>\nTitle\n\n  a  &lt;b&gt;\n</pre>");
        }

        @Test
        void longFirstLineIsNoTitle() {
            Document page =
                    Pages.extract(Pages.source("word ".repeat(50).getBytes(UTF_8), "text/plain"), ExtractMode.ARTICLE);
            assertThat(page.metadata().title()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "application/json,json",
            "application/ld+json,json",
            "text/xml,xml",
            "application/rss+xml,xml",
            "text/csv,''",
        })
        void sourcesAreFenced(String type, String language) {
            Document page = Pages.extract(Pages.source("{\"a\": 1}".getBytes(UTF_8), type), ExtractMode.ARTICLE);
            assertThat(page.text()).isEqualTo("{\"a\": 1}");
            assertThat(page.markdown()).isEqualTo("```" + language + "\n{\"a\": 1}\n```");
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/rss+xml", "text/xml", "text/html", "text/plain"})
        void feedsAreReadAsPages(String type) {
            String rss = """
                    <?xml version="1.0"?><rss version="2.0" xmlns:content="c"><channel><title>The feed</title>
                    <link>https://example.org/</link><language>de</language>
                    <item><title>One &amp;amp; two</title><link>https://example.org/1</link>
                    <pubDate>Thu, 4 Sep 2025 10:11:12 GMT</pubDate><description>short</description>
                    <content:encoded><![CDATA[<p>All of <a href="/x">it</a></p>]]></content:encoded></item>
                    <item><title>Three</title><guid>https://example.org/3</guid>
                    <description>&lt;b&gt;Bold&lt;/b&gt; words</description></item></channel></rss>
                    """;
            Document page = Pages.extract(Pages.source(rss.getBytes(UTF_8), type), ExtractMode.ARTICLE);
            assertThat(page.metadata().title()).isEqualTo("The feed");
            assertThat(page.metadata().language()).isEqualTo("de");
            assertThat(page.markdown()).isEqualTo("""
                    # The feed

                    ## [One & two](https://example.org/1)

                    Thu, 4 Sep 2025 10:11:12 GMT

                    All of [it](https://example.org/x)

                    ## [Three](https://example.org/3)

                    **Bold** words""");
            assertThat(page.links()).hasSize(3);
        }

        @Test
        void atomIsAFeed() {
            String atom =
                    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>F</title><entry><title>T</title>"
                            + "<link rel='self' href='/self'/><link href='/t'/><updated>2025-09-04T10:11:12Z</updated>"
                            + "<content type='xhtml'><div><p>One</p><p>two</p></div></content></entry></feed>";
            Document page = Pages.extract(Pages.source(atom.getBytes(UTF_8), "application/atom+xml"), ExtractMode.FULL);
            assertThat(page.text()).isEqualTo("F\n\nT\n\n2025-09-04T10:11:12Z\n\nOne\n\ntwo");
            assertThat(page.links()).extracting(Document.Link::url).containsExactly("https://example.org/t");
            assertThat(Pages.extract(Pages.source(atom.getBytes(UTF_8), "text/xml"), ExtractMode.METADATA)
                            .metadata()
                            .title())
                    .isEqualTo("F");
        }

        @Test
        void markdownHasATitleAndLinks() {
            String markdown = """
                    # About *this*

                    See [one](../one "One"), ![i](i.png), [![badge](b.png)](/two) and <https://three.example/>.

                    ```
                    # [code](/no)
                    ```
                    [four]: four
                    """;
            Document page = Pages.extract(Pages.source(markdown.getBytes(UTF_8), "text/markdown"), ExtractMode.ARTICLE);
            assertThat(page.markdown()).isEqualTo(markdown);
            assertThat(page.metadata().title()).isEqualTo("About *this*");
            assertThat(page.links())
                    .extracting(Document.Link::url)
                    .containsExactly(
                            "https://example.org/one",
                            "https://example.org/two",
                            "https://three.example/",
                            "https://example.org/dir/four");
            String front = "---\nlayout: x\ntitle: \"In front\"\n---\n" + markdown;
            assertThat(Pages.extract(Pages.source(front.getBytes(UTF_8), "text/markdown"), ExtractMode.ARTICLE)
                            .metadata()
                            .title())
                    .isEqualTo("In front");
        }

        @Test
        void xhtmlIsParsedAsXml() {
            String xhtml = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title>T</title>"
                    + "<script src='x'/></head><body><DIV/><p>a&nbsp;b<![CDATA[ <c> ]]></p></body></html>";
            Document page =
                    Pages.extract(Pages.source(xhtml.getBytes(UTF_8), "application/xhtml+xml"), ExtractMode.ARTICLE);
            assertThat(page.text()).isEqualTo("a b <c>");
            assertThat(page.metadata().title()).isEqualTo("T");
        }

        @Test
        void tagSoupLabelledXhtmlIsParsedAsHtml() {
            Document page = Pages.extract(
                    Pages.source("<p>a<p>b".getBytes(UTF_8), "application/xhtml+xml"), ExtractMode.ARTICLE);
            assertThat(page.text()).isEqualTo("a\n\nb");
        }

        @ParameterizedTest
        @CsvSource({
            "'  <!DOCTYPE html><p>x',HTML",
            "'<html><p>x',HTML",
            "'just words',TEXT",
            "'<?xml version=\"1.0\"?><x/>',XML",
            "'<?xml version=\"1.0\"?><!-- a --> <rss version=\"2.0\">',FEED",
            "'<feed xmlns=\"http://www.w3.org/2005/Atom\">',FEED",
            "'<?xml version=\"1.0\"?><rssx>',XML",
            "'<?xml version=\"1.0\"?><html/>',XHTML",
            "'',TEXT"
        })
        void withoutALabelTheFirstBytesTell(String body, String kind) throws Exception {
            assertThat(PageKind.of(Pages.source(body.getBytes(UTF_8), null))).isEqualTo(PageKind.valueOf(kind));
            assertThat(PageKind.of(Pages.source(body.getBytes(UTF_8), "application/octet-stream")))
                    .isEqualTo(PageKind.valueOf(kind));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"application/pdf", "image/png", "image/svg+xml", "video/mp4", "application/zip", "font/woff2"
                })
        void binaryTypesAreRefused(String type) {
            assertRefused("whatever", type, Fault.CONTENT_TYPE, type);
        }

        @ParameterizedTest
        @ValueSource(strings = {"%PDF-1.7", "\u0089PNG\r\n\u001a", "GIF89a", "PK\u0003\u0004", "\u001f\u008b\b"})
        void binaryBodiesAreRefusedWhateverTheirLabel(String start) {
            assertRefused(start, "text/html", Fault.CONTENT_TYPE, "text/html");
        }

        @Test
        void textFullOfControlsIsNone() {
            assertRefused("\0\1\2\3\4".repeat(20), "text/html", Fault.DECODE, "text/html");
            assertRefused("\0\1\2\3\4".repeat(20), "", Fault.CONTENT_TYPE, "binary");
        }

        @Test
        void faultsHaveTheContractsNames() {
            assertThat(new ExtractException(Fault.CONTENT_TYPE, "").type()).isEqualTo("content_type");
            assertThat(new ExtractException(Fault.DECODE, "").type()).isEqualTo("decode");
            assertThat(new ExtractException(Fault.EXTRACT, "").type()).isEqualTo("extract");
        }

        private static void assertRefused(String body, String type, Fault fault, String word) {
            var extractor = new JsoupExtractor(ExtractLimits.STANDARD);
            assertThatExceptionOfType(ExtractException.class)
                    .isThrownBy(() -> extractor.extract(
                            Pages.source(body.getBytes(ISO_8859_1), type), Pages.everything(ExtractMode.ARTICLE)))
                    .withMessageContaining(word)
                    .satisfies(thrown -> assertThat(thrown.fault()).isEqualTo(fault));
        }
    }

    @Nested
    class BrokenAndHostile {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "<",
                    "<html",
                    "<!doctype html>",
                    "<body></html><p>",
                    "</p></div>",
                    "<frameset><frame></frameset>"
                })
        void nextToNothingGivesAnEmptyDocument(String html) {
            Document page = Pages.article(html);
            assertThat(page.measures().wordCount()).isZero();
            assertThat(page.measures().qualityScore()).isZero();
            assertThat(page.links()).isEmpty();
        }

        @Test
        void brokenMarkupStillGivesItsText() {
            Document page =
                    Pages.article("<p>a<b>b<i>c</b>d</i><table><tr>stray<td>e</table><li>f<a href=x>g<a href=y>h");
            assertThat(page.text()).contains("abcd", "stray", "e", "f", "g", "h");
            assertThat(page.links()).hasSize(2);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "div",
                    "b",
                    "ul><li",
                    "blockquote",
                    "table><tr><td",
                    "a href=x",
                    "span",
                    "font",
                    "p",
                    "section",
                    "h1",
                    "code",
                    "pre"
                })
        void deepNestingEnds(String tag) {
            Document page = Pages.article(("<" + tag + ">").repeat(100_000) + "bottom");
            assertThat(page.text()).endsWith("bottom");
            assertThat(page.markdown()).contains("bottom");
        }

        @Test
        void oneHugeTextIsCut() {
            Document page = Pages.article("<p>" + "word *and* ".repeat(1_000_000));
            assertThat(page.text()).hasSize(ExtractLimits.STANDARD.outputCharsMax());
            assertThat(page.markdown()).hasSizeLessThanOrEqualTo(ExtractLimits.STANDARD.outputCharsMax());
            assertThat(page.truncated()).isTrue();
        }

        @Test
        void hugeTablesEnd() {
            Document page = Pages.article("<table>" + "<tr><td>a<td>b<td>c".repeat(50_000) + "</table>");
            assertThat(page.markdown().lines()).hasSize(50_001);
            assertThat(page.text().lines()).hasSize(50_000);
        }

        @Test
        void manySiblingsEnd() {
            Document page = Pages.article("<p hidden>x</p><b>y</b>".repeat(100_000));
            assertThat(page.measures().wordCount()).isEqualTo(1);
        }

        @Test
        void manyOpenTagsAndEntitiesEnd() {
            assertThat(Pages.article("<".repeat(1_000_000)).text()).hasSize(1_000_000);
            assertThat(Pages.article("&".repeat(1_000_000)).text()).hasSize(1_000_000);
            assertThat(Pages.article("`".repeat(100_000) + "<b>".repeat(10) + "*".repeat(100_000))
                            .markdown())
                    .hasSizeGreaterThan(400_000);
        }

        @Test
        void cutsNeverHalveACharacter() throws Exception {
            var extractor = new JsoupExtractor(new ExtractLimits(5, 10, 10, 60_000));
            Document page = extractor.extract(
                    Pages.html("<p>😀😀😀😀😀</p>"),
                    new ExtractOptions(ExtractMode.FULL, EnumSet.of(ExtractFormat.TEXT, ExtractFormat.MARKDOWN)));
            assertThat(page.text()).isEqualTo("😀😀");
            assertThat(page.markdown()).isEqualTo("😀😀");
        }

        @Test
        void cutHtmlStaysWellFormed() throws Exception {
            var extractor = new JsoupExtractor(new ExtractLimits(40, 10, 10, 60_000));
            Document page = extractor.extract(
                    Pages.html("<div><p>first paragraph</p><p>second paragraph</p><p>third</p></div>"),
                    new ExtractOptions(ExtractMode.FULL, Set.of(ExtractFormat.HTML)));
            assertThat(page.html()).startsWith("<div><p>first paragraph</p><p>").endsWith("</p></div>");
            assertThat(page.truncated()).isTrue();
        }
    }

    @Nested
    class CleanHtml {
        @Test
        void scriptsHandlersAndStylesGo() {
            String html = "<p onclick=x() style='color:red' class=c id=i lang=de>a<script>x()</script>"
                    + "<a href='javascript:x()' target=_top>b</a><a href=/c>c</a><custom-tag>d</custom-tag>"
                    + "<iframe src=/f></iframe><img src=/i onerror=x() alt='\"&lt;'></p>";
            assertThat(Pages.article(html).html())
                    .isEqualTo("<p lang=\"de\">a<a>b</a><a href=\"https://example.org/c\">c</a>d"
                            + "<img src=\"https://example.org/i\" alt=\"&quot;&lt;\"></p>");
        }
    }

    @Nested
    class Measuring {
        @ParameterizedTest
        @CsvSource({
            "'',0",
            "one,1",
            "'one two, three',3",
            "it's,1",
            "日本語,3",
            "ひらがな,4",
            "हिन्दी भाषा,2",
            "e\u0301te\u0301,1",
            "'a-b 1.5',4"
        })
        void wordsAreCounted(String text, int words) {
            assertThat(ContentMeasures.words(text)).isEqualTo(words);
        }

        @Test
        void readingTimeIsRoundedUp() {
            assertThat(Pages.article("<p>" + "word ".repeat(225)).measures().readingTimeMin())
                    .isEqualTo(1);
            assertThat(Pages.article("<p>" + "word ".repeat(226)).measures().readingTimeMin())
                    .isEqualTo(2);
        }

        @Test
        void goodPagesScoreFullAndBareOnesLittle() {
            String head = "<title>T</title><meta name=description content=d><meta name=author content=a>"
                    + "<meta name=date content=2025-01-01>";
            String paragraph = "<p>" + "A sentence of seven words stands here. ".repeat(8) + "</p>";
            assertThat(Pages.article(head + paragraph.repeat(12)).measures().qualityScore())
                    .isEqualTo(100);
            assertThat(Pages.article("<p>Access denied</p>").measures().qualityScore())
                    .isLessThan(20);
        }
    }
}
