package io.riptide.server.crawl.extract.html;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.extract.RealPages;
import io.riptide.server.crawl.extract.deadline.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever this parser makes of a page is what jsoup makes of it.
class HtmlParserTest {
    private static final int SOUPS = 15_000;

    private static Optional<HtmlParser.Parsed> parse(byte[] page, Charset charset) {
        Deadline deadline = new Deadline(System::nanoTime, TimeUnit.HOURS.toNanos(1));
        return HtmlParser.parse(page, 0, page.length, charset, deadline.until(100));
    }

    private static Document expected(byte[] page, Charset charset) {
        return Parser.htmlParser()
                .setMaxDepth(HtmlParser.DEPTH_MAX)
                .parseInput(new InputStreamReader(new ByteArrayInputStream(page), charset), "");
    }

    private static void assertSame(String html) {
        byte[] page = html.getBytes(UTF_8);
        Optional<HtmlParser.Parsed> parsed = parse(page, UTF_8);
        assertThat(parsed).as("gave way at %s", html).isPresent();
        assertThat(Trees.written(parsed.get().document())).as(html).isEqualTo(Trees.written(expected(page, UTF_8)));
        assertThat(parsed.get().chars()).isEqualTo(html.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "text",
                "<!doctype html>",
                "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/x.dtd\"><p>x",
                "<!doctype html SYSTEM 'about:legacy-compat'><p><table><tr><td>x",
                "<?xml version='1.0'?><html><body>x",
                "<!-- a --><!doctype html><!-- b --><html><!-- c --><head><!-- d --></head><!-- e --><body>"
                        + "<!-- f --></body><!-- g --></html><!-- h -->",
                "<html lang=en><html lang=de dir=ltr><body class=a><body class=b id=c>x",
                "<title>a &amp; <b></title><meta charset=utf-8><link rel=x><base href='https://example.org/a/'><p>",
                "<head><script>if (a < b && '</p>') { }</script><style>p > a { }</style></head>x",
                "<script><!-- document.write('<b>') //--></script>x",
                "</head><script>x</script><style>y</style><title>z</title>",
                "<head></head> \n<meta name=late><body>x",
                "<textarea>\n<p>&lt;</textarea><textarea>\r\nx</textarea>",
                "<pre>\nx</pre><pre>\r\n\nx</pre><listing>\nx</listing>",
                "<iframe><p>x</iframe><noembed><a></noembed><noframes><b></noframes><xmp><i></xmp>",
                "<p>a<br>b<hr>c<img src=x>d<wbr>e<embed><area></p>",
                "<br/><div/>x<p/>y</br>z</p>",
                "<a b=c d='e' f=\"g\" h i= j k=l/m n = o p=\"\" q>x</a>",
                "<a x=1 X=2 y Y=3>",
                "<a href=\"?a=1&copy=2&amp;b=3&lt\" title='&quot;&#39;&#x41;&nbsp;&NotEqualTilde;&hellip;'>",
                "<p>&amp;&lt;&gt;&nbsp;&copy;&#8217;&#x1F600;&#150;&#0;&bogus;&amp &notit; & &; &# &#x; &a</p>",
                "a < b <3 <> <= </p>",
                "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e",
                "<dl><dt>a<dd>b<dt>c<dd>d</dl>",
                "<p>a<div>b<p>c</div>d",
                "<h1>a<h2>b</h3>c",
                "<b>a<p>b</b>c<i>d<p>e</i>f",
                "<b><i>a</b>b</i>c",
                "<b><div><i>a</b>b</div>c</i>d",
                "<font><a><b><p>x</font>y</a>z</b>",
                "<a href=1>x<a href=2>y<div><a href=3>z</div>",
                "<b><b><b><b><p>x</b></b></b></b>y",
                "<nobr>a<nobr>b</nobr>c",
                "<button>a<button>b</button>c",
                "<form>a<form>b</form>c<input name=x></form><form><select><option>y</select></form>",
                "<form><div></form>x</div><input>",
                "<select><option>a<option>b<optgroup label=c><option>d<optgroup><option>e</select>f",
                "<option>a<optgroup>b<option>c",
                "<ruby>a<rb>b<rt>c<rtc>d<rp>e</ruby>",
                "<object><param><b>x</object>y<applet>z</applet><marquee>w</marquee>",
                "<audio><source src=x><track></audio>",
                "<table><tr><td>a<td>b<tr><th>c</table>d",
                "<table><caption>a<b>b</caption><colgroup><col><col></colgroup><thead><tr><td>c<tbody><tr><td>d<tfoot>"
                        + "<tr><td>e</table>f",
                "<table><col><tr><td><table><tr><td>x</table>y</table>z",
                "<table>\n <tr>\n <td>x</td>\n </tr>\n </table>\n",
                "<p><table><tr><td>x</table>",
                "<!doctype html><p><table><tr><td><p>x</table>",
                "<table><form><tr><td><input type=hidden></form></table><table><input type=hidden></table>",
                "<table><tr><td><select><tr><td>x</table>",
                "<table><script>a</script><style>b</style><tr></tr></table>",
                "<td>x</td><tr>y</tr><tbody>z",
                "<svg viewbox='0 0 1 1' VIEWBOX=2><lineargradient/><path d=x /><g><title>a &amp; b</title></g></svg>c",
                "<div><svg><g></div>x</svg>",
                "<math definitionurl=x><mi>y</mi><mo>=</mo></math>z",
                "<svg><style>a > b</style><a xlink:href=x>y</a></svg>",
                "<template><p>a</template><div><template>b</template></div><head><template>c</template>",
                "<noscript><textarea>\nx</textarea></noscript><noscript><pre>\nx</pre></noscript>",
                "<noscript><img src=x><p>a<p>b</noscript><head><noscript><link><style>x</style></noscript></head>",
                "<body><noscript><div><form><input></noscript><form><noscript></p></b></noscript></form>",
                "<x-y>a<o:p></o:p><b><x-z>c</b></x-z></x-y>",
                "<main><article>a<section>b</main>c",
                "<dialog><details><summary>a</details></dialog>",
                "</body>x</html>y<!-- z -->",
                "</html> \n",
                "<b></body>x",
                "日本語<p title=日本>ñ</p><!-- é --><script>'é'</script><title>é&amp;</title>🙂",
            })
    void theTreeIsTheOneThatJsoupMakes(String html) {
        assertSame(html);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<table>text<tr><td>x</table>",
                "<table><div>x</div></table>",
                "<svg><title><b>x</b></title></svg>",
                "<svg><p>x</svg>",
                "<svg><![CDATA[x]]></svg>",
                "<frameset><frame></frameset>",
                "<plaintext>x",
                "<p é=1>x",
                "<p>a\0b",
                "<p title='a\0b'>",
                "<p",
                "<p title='x",
                "<!-- x",
                "<script>x",
                "</ x>",
                "<script><!-- <script></script> --></script>",
                "<select><div>x</div></select>",
                "<template><tr><td>x</template>",
            })
    void whatIsRareIsLeftToJsoup(String html) {
        assertThat(parse(html.getBytes(UTF_8), UTF_8)).isEmpty();
    }

    @Test
    void foreignNamesHaveTheCapitalsOfTheirLanguage() {
        assertSame("<svg attributename attributetype basefrequency baseprofile calcmode clippathunits>"
                + "<g diffuseconstant edgemode filterunits glyphref gradienttransform gradientunits kernelmatrix>"
                + "<g kernelunitlength keypoints keysplines keytimes lengthadjust limitingconeangle markerheight>"
                + "<g markerunits markerwidth maskcontentunits maskunits numoctaves pathlength patterncontentunits>"
                + "<g patterntransform patternunits pointsatx pointsaty pointsatz preservealpha preserveaspectratio>"
                + "<g primitiveunits refx refy repeatcount repeatdur requiredextensions requiredfeatures>"
                + "<g specularconstant specularexponent spreadmethod startoffset stddeviation stitchtiles>"
                + "<g surfacescale systemlanguage tablevalues targetx targety textlength viewbox viewtarget>"
                + "<g xchannelselector ychannelselector zoomandpan contentscripttype filterres xlink:href xml:lang>");
        assertSame("<svg><altglyph/><altglyphdef/><altglyphitem/><animatecolor/><animatemotion/><animatetransform/>"
                + "<clippath/><feblend/><fecolormatrix/><fecomponenttransfer/><fecomposite/><feconvolvematrix/>"
                + "<fediffuselighting/><fedisplacementmap/><fedistantlight/><fedropshadow/><feflood/><fefunca/>"
                + "<fefuncb/><fefuncg/><fefuncr/><fegaussianblur/><feimage/><femerge/><femergenode/><femorphology/>"
                + "<feoffset/><fepointlight/><fespecularlighting/><fespotlight/><fetile/><feturbulence/>"
                + "<foreignobject/><glyphref/><lineargradient/><radialgradient/><textpath/><x-y/>");
        assertSame("<math definitionurl mathvariant><mi definitionurl>x</math>");
    }

    @Test
    void pagesThatNestTooDeepAreLeftToJsoup() {
        assertSame("<div>".repeat(500) + "x");
        assertThat(parse("<div>".repeat(600).getBytes(UTF_8), UTF_8)).isEmpty();
    }

    @Test
    void tagsWithManyAttributesAreLeftToJsoup() {
        String tag = IntStream.range(0, 100).mapToObj(i -> " a" + i + "=x").reduce("<p", String::concat) + '>';
        assertThat(parse(tag.getBytes(UTF_8), UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows-1252", "ISO-8859-2", "KOI8-R", "windows-1251"})
    void pagesOfOneByteACharacterAreRead(String name) {
        Charset charset = Charset.forName(name);
        byte[] page = "<p title='Ж'>Прага é £ &amp; \u00A0</p>".getBytes(charset);
        Optional<HtmlParser.Parsed> parsed = parse(page, charset);
        assertThat(parsed).isPresent();
        assertThat(Trees.written(parsed.get().document())).isEqualTo(Trees.written(expected(page, charset)));
        assertThat(parsed.get().chars()).isEqualTo(page.length);
    }

    /// In these a byte below 0x80 may be the second half of a character.
    @ParameterizedTest
    @ValueSource(strings = {"Shift_JIS", "GBK", "GB18030", "Big5", "UTF-16LE", "ISO-2022-JP"})
    void pagesWhoseMarkupMayBeHalfACharacterAreLeftToJsoup(String name) {
        Charset charset = Charset.forName(name);
        assertThat(parse("<p>x".getBytes(charset), charset)).isEmpty();
    }

    @Test
    void brokenCharactersAreReplacedAsByTheDecoder() {
        byte[] page = {
            '<', 'p', '>', (byte) 0xE2, (byte) 0x82, '<', 'b', '>', (byte) 0xFF, 'x', (byte) 0xF0, (byte) 0x9F
        };
        assertThat(Trees.written(parse(page, UTF_8).orElseThrow().document()))
                .isEqualTo(Trees.written(expected(page, UTF_8)));
    }

    @Test
    void aPageEndsWhereItsTimeDoes() {
        byte[] page = ("<div>" + "<p>x".repeat(10_000)).getBytes(UTF_8);
        long[] nowNs = {0};
        // Ten milliseconds a look, of which there is one in 64 tokens.
        Deadline deadline = new Deadline(() -> nowNs[0] += 10_000_000, 100_000_000);
        HtmlParser.Parsed parsed = HtmlParser.parse(page, 0, page.length, UTF_8, deadline.until(100))
                .orElseThrow();
        assertThat(deadline.isMissed()).isTrue();
        assertThat(parsed.document().select("p")).hasSizeBetween(100, 1_000);
        assertThat(parsed.chars()).isLessThan(page.length / 2);
    }

    static Stream<Long> seeds() {
        return Stream.of(1L, System.nanoTime());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anySoupIsTheSameOrIsLeft(long seed) {
        int left = 0;
        for (int i = 0; i < SOUPS; i++) {
            String html = TagSoup.of(new Random(seed + i));
            byte[] page = html.getBytes(UTF_8);
            Optional<HtmlParser.Parsed> parsed = parse(page, UTF_8);
            if (parsed.isEmpty()) {
                left++;
            } else {
                assertThat(Trees.written(parsed.get().document()))
                        .as("seed %d: %s", seed + i, html)
                        .isEqualTo(Trees.written(expected(page, UTF_8)));
            }
        }
        assertThat(left).as("left of %d, seed %d", SOUPS, seed).isLessThan(SOUPS / 2);
    }

    @Test
    void realPagesAreTheSameAndHardlyAnyIsLeft() throws IOException {
        List<Path> pages = RealPages.sample();
        int left = 0;
        for (Path file : pages) {
            byte[] page = RealPages.unzipped(file);
            Optional<HtmlParser.Parsed> parsed = parse(page, UTF_8);
            left += parsed.isEmpty() ? 1 : 0;
            if (parsed.isPresent()) {
                assertThat(Trees.written(parsed.get().document()))
                        .as(file.toString())
                        .isEqualTo(Trees.written(expected(page, UTF_8)));
            }
        }
        assertThat(left).isLessThanOrEqualTo(pages.size() / 10);
    }
}
