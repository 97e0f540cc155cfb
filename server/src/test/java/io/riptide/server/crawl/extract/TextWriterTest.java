package io.riptide.server.crawl.extract;

import static io.riptide.server.crawl.extract.Pages.text;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextWriterTest {
    @Test
    void blocksAreLines() {
        assertThat(text("<div>a</div><div>b</div>c<p>d</p><p>e<br>f</p>")).isEqualTo("a\nb\nc\n\nd\n\ne\nf");
    }

    @Test
    void whiteSpaceCollapses() {
        assertThat(text("<p> a \n\t b&nbsp;&nbsp;<b> c</b> d </p>")).isEqualTo("a b c d");
    }

    @Test
    void inlineElementsDoNotPartWords() {
        assertThat(text("un<b>believ</b>able")).isEqualTo("unbelievable");
    }

    @Test
    void invisibleCharactersGo() {
        assertThat(text("a\u200bb\u00adc\ufeffd")).isEqualTo("abcd");
    }

    @Test
    void listsHaveMarkersAndDepth() {
        assertThat(text("<p>x<ul><li>a<ol><li>b<li>c</ol><li>d</ul>y")).isEqualTo("x\n\n- a\n  1. b\n  2. c\n- d\n\ny");
    }

    @Test
    void emptyItemsVanish() {
        assertThat(text("<ul><li></li><li>a</ul>")).isEqualTo("- a");
    }

    @Test
    void cellsArePartedByTabs() {
        assertThat(text("<table><tr><th>a<th>b<tr><td>c<td>d d</table>e")).isEqualTo("a\tb\nc\td d\n\ne");
    }

    @Test
    void preformattedTextIsKept() {
        assertThat(text("x<pre>a  b\n\n    c</pre>y")).isEqualTo("x\n\na  b\n\n    c\n\ny");
    }

    @Test
    void headingsStandApart() {
        assertThat(text("<h1>T</h1>a<h2>U</h2>b")).isEqualTo("T\n\na\n\nU\n\nb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00b6", "#", "\u00a7", "\ud83d\udd17"})
    void linksOfHeadingsToThemselvesGo(String mark) {
        assertThat(text("<h2>T<a class=headerlink href=#t>" + mark + "</a></h2>a <a href=#x>" + mark + "</a>"))
                .isEqualTo("T\n\na " + mark);
    }

    @Test
    void raisedAndLoweredNumbersAreNoPartOfWhatTheyFollow() {
        assertThat(text("10<sup>12</sup> m<sup>2</sup> H<sub>2</sub>O 14<sup>th</sup> end. <sup>3</sup>He"))
                .isEqualTo("10^12 m^2 H_2O 14th end. 3He");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<math alttext='x_1'><mi>x</mi></math>",
                "<math><semantics><mi>x</mi><annotation encoding=application/x-tex>x_1</annotation></semantics></math>",
                "<math><mtext>x_1</mtext></math>",
                "<script type='math/tex; mode=display'>x_1</script>",
                "<span class=katex><span class=katex-mathml><math alttext=x_1></math></span>"
                        + "<span class=katex-html aria-hidden=true>x1</span></span>",
                "<mjx-container><mjx-math class=MJX-TEX>x1</mjx-math><mjx-assistive-mml><math alttext=x_1></math>"
                        + "</mjx-assistive-mml></mjx-container>"
            })
    void formulasAreTex(String html) {
        assertThat(text("a " + html + " b")).isEqualTo("a $x_1$ b");
        Document page = Pages.article("<p>a " + html + " b");
        assertThat(page.markdown()).isEqualTo("a $x_1$ b");
        assertThat(page.html()).contains("$x_1$").doesNotContain("x1");
    }

    @Test
    void glyphsWithoutTheirFormulaStay() {
        assertThat(text("<span class=katex><span class=katex-html>x1</span></span>"))
                .isEqualTo("x1");
    }

    @Test
    void nothingGivesNothing() {
        assertThat(text("<p> </p><br><br><div></div>")).isEmpty();
    }
}
