package io.riptide.server.crawl.extract;

import static io.riptide.server.crawl.extract.Pages.markdown;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownWriterTest {
    @Nested
    class Blocks {
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4, 5, 6})
        void headingsHaveTheirLevel(int level) {
            assertThat(markdown("<h%d>Title <b>here</b></h%<d>text".formatted(level)))
                    .isEqualTo("#".repeat(level) + " Title here\n\ntext");
        }

        @Test
        void headingsAreOneLine() {
            assertThat(markdown("<h2>a<br>b<div>c</div></h2>d")).isEqualTo("## a b c\n\nd");
        }

        @Test
        void emptyHeadingsVanish() {
            assertThat(markdown("<h2> </h2><p>x")).isEqualTo("x");
        }

        @Test
        void numberSignsAtAHeadingsEndAreKept() {
            assertThat(markdown("<h2>About C #</h2>")).isEqualTo("## About C \\#");
        }

        @Test
        void paragraphsHaveAnEmptyLineBetween() {
            assertThat(markdown("<p>one\n two</p> <p>three</p><div>four</div>five"))
                    .isEqualTo("one two\n\nthree\n\nfour\n\nfive");
        }

        @Test
        void lineBreaksAreHard() {
            assertThat(markdown("a<br>b<br/><br/><br>c<br>")).isEqualTo("a  \nb\n\nc");
        }

        @Test
        void rulesStandAlone() {
            assertThat(markdown("a<hr>b")).isEqualTo("a\n\n---\n\nb");
        }

        @Test
        void quotesNest() {
            assertThat(markdown("<blockquote><p>a</p><p>b</p><blockquote>c</blockquote></blockquote>d"))
                    .isEqualTo("> a\n>\n> b\n>\n> > c\n\nd");
        }

        @Test
        void quotesBesideEachOtherStayApart() {
            assertThat(markdown("<blockquote>a</blockquote><blockquote>b</blockquote>"))
                    .isEqualTo("> a\n\n> b");
        }

        @Test
        void emptyBlocksLeaveNoTrace() {
            assertThat(markdown("<p></p><div><ul><li></li></ul></div><blockquote> </blockquote><table></table>"))
                    .isEmpty();
        }
    }

    @Nested
    class Inlines {
        @Test
        void emphasisStrongAndStruck() {
            assertThat(markdown("<em>a</em> <i>b</i> <b>c</b> <strong>d</strong> <del>e</del> <s>f</s>"))
                    .isEqualTo("*a* *b* **c** **d** ~~e~~ ~~f~~");
        }

        @Test
        void spacesEndUpOutsideTheMarkers() {
            assertThat(markdown("a<b> b </b>c")).isEqualTo("a **b** c");
        }

        @Test
        void emptyEmphasisVanishes() {
            assertThat(markdown("a<b></b> <i> </i>b")).isEqualTo("a b");
        }

        @Test
        void strongInsideStrongIsStrong() {
            assertThat(markdown("<b>a <strong>b</strong> c</b>")).isEqualTo("**a b c**");
        }

        @Test
        void strongRightAfterStrongContinuesIt() {
            assertThat(markdown("<b>a</b><b>b</b><strong>c</strong> d")).isEqualTo("**abc** d");
        }

        @Test
        void raisedAndLoweredTextThatTouchesAWordKeepsItsElement() {
            assertThat(markdown("10<sup>12</sup>, H<sub>2</sub>O, <i>x</i><sup>n</sup> a <sup>3</sup>He"))
                    .isEqualTo("10<sup>12</sup>, H<sub>2</sub>O, *x*<sup>n</sup> a <sup>3</sup>He");
            assertThat(markdown(
                            "1999<sup><a href=#n3>3</a></sup> <sup>b</sup> c<sup>[4]</sup> d<sup>a long remark</sup>"))
                    .isEqualTo("1999<sup>3</sup> b c[4] da long remark");
        }

        @Test
        void emphasisAndStrongTogether() {
            assertThat(markdown("<b><i>a</i></b>")).isEqualTo("***a***");
        }

        @Test
        void markersCloseWhereMarkdownLetsThem() {
            assertThat(markdown("<b>Note:</b>this")).isEqualTo("**Note**:this");
            assertThat(markdown("word<b>(more)</b>")).isEqualTo("word(**more)**");
        }

        @Test
        void markersStayOutOfAddressesCodeAndImages() {
            assertThat(markdown("<b><a href='/x'>Docs</a></b>s")).isEqualTo("[**Docs**](https://example.org/x)s");
            assertThat(markdown("<i><b><a href='/x'>Docs</a></b></i>s"))
                    .isEqualTo("[***Docs***](https://example.org/x)s");
            assertThat(markdown("<b>See <a href='/x'>Docs</a></b>s")).isEqualTo("See [Docs](https://example.org/x)s");
            assertThat(markdown("<b><code>f()</code></b>s")).isEqualTo("`f()`s");
            assertThat(markdown("<b><code>f()</code>.</b>s")).isEqualTo("**`f()`**.s");
            assertThat(markdown("<i><img src=/i></i>x")).isEqualTo("![](https://example.org/i)x");
            assertThat(markdown("<table><tr><td><b>a<br>:</b>b<td>c</table>"))
                    .isEqualTo("| **a<br>**:b | c |\n| --- | --- |");
        }

        @Test
        void markersThatWouldNotOpenBeforeALinkGoInside() {
            assertThat(markdown("s<b><a href='/x'>Docs</a> more</b>"))
                    .isEqualTo("s[**Docs**](https://example.org/x) **more**");
            assertThat(markdown("見よ<b><a href='/x'>日本</a></b>は")).isEqualTo("見よ[**日本**](https://example.org/x)は");
            assertThat(markdown("word<b><a href='/x'>(more)</a></b>"))
                    .isEqualTo("word[**(more)**](https://example.org/x)");
            assertThat(markdown("<b>x</b><a href='/x'><b>y</b></a>")).isEqualTo("**x**[**y**](https://example.org/x)");
        }

        @Test
        void markersThatWouldCloseNowhereVanish() {
            assertThat(markdown("<b>(</b>a)")).isEqualTo("(a)");
            assertThat(markdown("x <b>...</b>y")).isEqualTo("x ...y");
            assertThat(markdown("<i><b>(see)</b></i>too")).isEqualTo("***(see***)too");
        }

        @Test
        void emphasisOverParagraphsIsReopened() {
            assertThat(markdown("<b><p>a</p><p>b</p></b>")).isEqualTo("**a**\n\n**b**");
        }

        @Test
        void linksAreAbsolute() {
            assertThat(markdown("see <a href='../x?y=1'>the page</a>."))
                    .isEqualTo("see [the page](https://example.org/x?y=1).");
        }

        @Test
        void baseElementMovesLinks() {
            assertThat(markdown("<base href='/other/'><a href=x>y</a>")).isEqualTo("[y](https://example.org/other/x)");
        }

        @Test
        void parenthesesInAddressesAreEncoded() {
            assertThat(markdown("<a href='/a_(b)'>x</a>")).isEqualTo("[x](https://example.org/a_%28b%29)");
        }

        @ParameterizedTest
        @ValueSource(strings = {"javascript:alert(1)", "#part", "", "mailto:a@b.example"})
        void whatIsNoPageLeavesItsText(String href) {
            assertThat(markdown("<a href='" + href + "'>text</a>")).isEqualTo("text");
        }

        @Test
        void linksWithoutTextVanish() {
            assertThat(markdown("a <a href=/x></a><a href=/y> </a>b")).isEqualTo("a b");
        }

        @Test
        void bracketsInLinkTextAreEscaped() {
            assertThat(markdown("<a href=/x>[1] a</a>")).isEqualTo("[\\[1\\] a](https://example.org/x)");
        }

        @Test
        void linkAroundAHeadingGoesInside() {
            assertThat(markdown("<a href=/x><h3>T</h3><p>p</p></a>"))
                    .isEqualTo("### [T](https://example.org/x)\n\n[p](https://example.org/x)");
        }

        @Test
        void exclamationMarkBeforeALinkMakesNoImage() {
            assertThat(markdown("wow!<a href=/x>y</a>")).isEqualTo("wow\\![y](https://example.org/x)");
        }

        @Test
        void images() {
            assertThat(markdown("<img src=i.png alt='a [b]'>"))
                    .isEqualTo("![a \\[b\\]](https://example.org/dir/i.png)");
            assertThat(markdown("<img src='data:image/png;base64,AAAA' data-src=/late.png>"))
                    .isEqualTo("![](https://example.org/late.png)");
            assertThat(markdown("a<img src='data:image/gif;base64,AAAA'>b<img>"))
                    .isEqualTo("ab");
        }

        @Test
        void imagesInsideLinks() {
            assertThat(markdown("<a href=/p><img src=/i.png alt=x></a>"))
                    .isEqualTo("[![x](https://example.org/i.png)](https://example.org/p)");
        }
    }

    @Nested
    class Code {
        @Test
        void spansTakeTheFenceTheyNeed() {
            assertThat(markdown("<code>a</code>")).isEqualTo("`a`");
            assertThat(markdown("<code>a `b` c</code>")).isEqualTo("``a `b` c``");
            assertThat(markdown("<code>`</code>")).isEqualTo("`` ` ``");
            assertThat(markdown("x<code> a*b_c </code>y")).isEqualTo("x `a*b_c` y");
        }

        @Test
        void spansBesideEachOtherStayApart() {
            assertThat(markdown("<kbd>Ctrl</kbd><kbd>Alt</kbd>+<kbd>C</kbd>")).isEqualTo("`Ctrl` `Alt`+`C`");
            assertThat(markdown("<code>a\\</code><code>b</code>")).isEqualTo("`a\\` `b`");
        }

        @Test
        void emptySpansVanish() {
            assertThat(markdown("a<code></code> b")).isEqualTo("a b");
        }

        @Test
        void blocksAreVerbatim() {
            String code = "if (a < b) {\n\n    x *= `y`;  // <tag>\n\treturn _z_;\n}";
            String html = code.replace("&", "&amp;").replace("<", "&lt;");
            assertThat(markdown("<p>a<pre><code class='hljs language-java'>" + html + "\n</code></pre>b"))
                    .isEqualTo("a\n\n```java\n" + code + "\n```\n\nb");
        }

        @Test
        void commentsOfHighlightedCodeAreCode() {
            assertThat(Pages.article(
                                    "<p>x<pre><code>a(); <span class=hljs-comment>// why</span>\n"
                                            + "<span class='token comment'># so</span> <span class=nav>menu</span></code></pre>")
                            .markdown())
                    .isEqualTo("x\n\n```\na(); // why\n# so menu\n```");
        }

        @Test
        void blocksWithFencesInsideTakeLongerOnes() {
            assertThat(markdown("<pre>```\nx\n```</pre>")).isEqualTo("````\n```\nx\n```\n````");
        }

        @Test
        void firstLinesIndentIsKept() {
            assertThat(markdown("<pre>\n\n    a\n  b</pre>")).isEqualTo("```\n    a\n  b\n```");
        }

        @Test
        void highlightersMarkupIsGone() {
            assertThat(markdown("<div class='highlight highlight-source-python'><pre><span class=k>def</span> f():\n"
                            + "    <span>pass</span></pre></div>"))
                    .isEqualTo("```python\ndef f():\n    pass\n```");
        }

        @Test
        void breaksAndBlocksInsideAreLines() {
            assertThat(markdown("<pre>a<br>b</pre>")).isEqualTo("```\na\nb\n```");
            assertThat(markdown("<pre><div>a</div><div>b</div></pre>")).isEqualTo("```\na\nb\n```");
            assertThat(markdown("<code>a<br>b</code>")).isEqualTo("```\na\nb\n```");
        }

        @Test
        void blocksInListsAreIndented() {
            assertThat(markdown("<ul><li>x<pre>a\n\nb</pre></li></ul>")).isEqualTo("- x\n\n  ```\n  a\n\n  b\n  ```");
        }
    }

    @Nested
    class Lists {
        @Test
        void listsNest() {
            assertThat(markdown("<ul><li>a<ol><li>b</li><li>c<ul><li>d</ul></ol></li><li>e</ul>f"))
                    .isEqualTo("- a\n  1. b\n  2. c\n     - d\n- e\n\nf");
        }

        @Test
        void numbersStartWhereTheListSays() {
            assertThat(markdown("<ol start=9><li>a<li>b</ol>")).isEqualTo("9. a\n10. b");
        }

        @Test
        void itemsWithParagraphsAreLoose() {
            assertThat(markdown("<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"))
                    .isEqualTo("- a\n\n  b\n\n- c");
        }

        @Test
        void divisionsDoNotLoosenItems() {
            assertThat(markdown("<ul><li><div>a</div></li>\n<li><div>b</div></li></ul>"))
                    .isEqualTo("- a\n- b");
        }

        @Test
        void listRightAfterAListHasAnotherMarker() {
            assertThat(markdown("<ul><li>a</ul><ul><li>b</ul>")).isEqualTo("- a\n\n* b");
            assertThat(markdown("<ol><li>a</ol><ol><li>b</ol>")).isEqualTo("1. a\n\n1) b");
        }

        @Test
        void emptyItemsVanish() {
            assertThat(markdown("<ul><li></li><li>a</li><li> </li></ul>")).isEqualTo("- a");
        }

        @Test
        void listInAListWithoutText() {
            assertThat(markdown("<ul><li><ul><li>a</li></ul></li></ul>")).isEqualTo("- - a");
        }

        @Test
        void textAfterANestedListIsNotItsLastItem() {
            assertThat(markdown("<ul><li>a<ul><li>b</ul>c</ul>")).isEqualTo("- a\n  - b\n\n  c");
        }

        @Test
        void quotesInItems() {
            assertThat(markdown("<ol><li>a<blockquote>b</blockquote></ol>")).isEqualTo("1. a\n\n   > b");
        }

        @Test
        void tasks() {
            assertThat(markdown("<ul><li><input type=checkbox checked> done<li><input type=checkbox> open</ul>"))
                    .isEqualTo("- [x] done\n- [ ] open");
        }
    }

    @Nested
    class Tables {
        @Test
        void firstRowIsTheHeading() {
            assertThat(markdown("a<table><thead><tr><th>x<th>y<tbody><tr><td>1<td>2<tr><td>3<td>4</table>b"))
                    .isEqualTo("a\n\n| x | y |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n\nb");
        }

        @Test
        void raggedRowsArePaddedInTheHeadingOnly() {
            assertThat(markdown("<table><tr><td>a<tr><td>b<td>c<td>d<tr><td>e<td>f</table>"))
                    .isEqualTo("| a | | |\n| --- | --- | --- |\n| b | c | d |\n| e | f |");
        }

        @Test
        void pipesAreEscaped() {
            assertThat(markdown("<table><tr><td>a|b<td><code>c|d</code></table>"))
                    .isEqualTo("| a\\|b | `c\\|d` |\n| --- | --- |");
        }

        @Test
        void blocksInCellsAreBreaks() {
            assertThat(markdown("<table><tr><td><p>a</p><p>b</p><td><ul><li>c<li>d</ul></table>"))
                    .isEqualTo("| a<br>b | - c<br>- d |\n| --- | --- |");
        }

        @Test
        void spansLeaveEmptyCells() {
            assertThat(markdown("<table><tr><th colspan=2>a<th>b<tr><td rowspan=2>c<td>d<td>e<tr><td>f<td>g</table>"))
                    .isEqualTo("| a | | b |\n| --- | --- | --- |\n| c | d | e |\n| | f | g |");
        }

        @Test
        void captionsComeFirst() {
            assertThat(markdown("<table><caption>C</caption><tr><td>a<td>b</table>"))
                    .isEqualTo("C\n\n| a | b |\n| --- | --- |");
        }

        @Test
        void emphasisInCellsIsClosedInCells() {
            assertThat(markdown("<table><tr><td><b>a</b><td><a href=/x>b</a></table>"))
                    .isEqualTo("| **a** | [b](https://example.org/x) |\n| --- | --- |");
        }

        @Test
        void layoutTablesAreBlocks() {
            assertThat(markdown("<table><tr><td>menu<td><table><tr><td>a<td>b</table></table>"))
                    .isEqualTo("menu\n\n| a | b |\n| --- | --- |");
            assertThat(markdown("<table><tr><td>one<tr><td>column</table>")).isEqualTo("one\n\ncolumn");
            assertThat(markdown("<table><tr><td>1<td><pre>a\nb</pre></table>")).isEqualTo("1\n\n```\na\nb\n```");
        }

        @Test
        void tablesWithHeadingCellsAreTablesWhateverTheirCellsHold() {
            assertThat(markdown("<table><tr><th>a<th>b<tr><td><h3>T</h3>x<td><pre>c|\n  d</pre></table>"))
                    .isEqualTo("| a | b |\n| --- | --- |\n| T<br>x | `c\\|`<br>`d` |");
            assertThat(markdown("<table><caption>C</caption><tr><td>a<td><blockquote><p>b<p>c</blockquote></table>"))
                    .isEqualTo("C\n\n| a | b<br>c |\n| --- | --- |");
        }

        @Test
        void hostileSpansAreBounded() {
            String row = "<tr><td colspan=9999 rowspan=9999>a<td>b";
            assertThat(markdown("<table>" + row.repeat(3) + "</table>")).hasSizeLessThan(5_000);
        }
    }

    @Nested
    class Escapes {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "snake_case_name", "2 * 3 = 6", "[1]", "a - b", "C# and F#", "5 < 6", "AT&T & co", "1.5 and 2) x",
                            "50%", "a+b",
                    "x | y", "~5", "path\\to", "$5", "e.g. this", "https://example.org/a_b?c=d&e", "Hello!", "(a)",
                            "a > b", "#tag"
                })
        void proseIsLeftAlone(String prose) {
            assertThat(markdown("<p>" + prose.replace("&", "&amp;").replace("<", "&lt;") + "</p>"))
                    .isEqualTo(prose);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '→',
                value = {
                    "*a* → \\*a\\*",
                    "**a** → \\*\\*a\\*\\*",
                    "_a_ → \\_a\\_",
                    "`a` → \\`a\\`",
                    "[a](b) → [a]\\(b)",
                    "[a]<i></i>(b) → [a]\\(b)",
                    "[a]: b → [a]\\: b",
                    "# a → \\# a",
                    "- a → \\- a",
                    "+ a → \\+ a",
                    "--- → \\---",
                    "1. a → 1\\. a",
                    "12) a → 12\\) a",
                    "=== → \\===",
                    "'* a' → \\* a",
                    "'* * *' → \\* * \\*",
                    "_ _ _ → \\_ _ \\_",
                    "~~a~~ → \\~\\~a\\~\\~",
                    "a \\* b → a \\\\\\* b",
                    "|a|b| → \\|a|b|"
                })
        void whatWouldMeanSomethingIsEscaped(String prose, String escaped) {
            assertThat(markdown("<p>" + prose + "</p>")).isEqualTo(escaped);
        }

        @Test
        void markupWrittenAsTextIsEscaped() {
            assertThat(markdown("&lt;b> &amp;amp; &amp;#42;")).isEqualTo("\\<b> \\&amp; \\&#42;");
            assertThat(markdown("<p>&gt; a</p>")).isEqualTo("\\> a");
            assertThat(markdown("<ul><li>* z</li></ul>")).isEqualTo("- \\* z");
        }
    }
}
