package io.riptide.server.crawl.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<pre><code class=language-java>x</code></pre>",
                "<pre class='hljs lang-Java'>x</pre>",
                "<div class='highlight highlight-source-java'><pre>x</pre></div>",
                "<div class='highlight-java notranslate'><div class=highlight><pre>x</pre></div></div>",
                "<div class='language-java highlighter-rouge'><div class=highlight><pre class=highlight><code>x</code></pre></div></div>",
                "<pre class='brush: java; gutter: false'>x</pre>",
                "<div class=sourceCode><pre class='sourceCode java'>x</pre></div>",
                "<pre data-lang=java>x</pre>",
                "<pre><code data-language=java>x</code></pre>"
            })
    void highlightersNameTheLanguage(String html) {
        assertThat(Pages.markdown(html)).isEqualTo("```java\nx\n```");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<pre>x</pre>",
                "<pre class=highlight-default>x</pre>",
                "<pre><code class=language-plaintext>x</code></pre>",
                "<pre data-lang='not a name'>x</pre>",
                "<section class=language-java><div><div><div><pre>x</pre></div></div></div></section>"
            })
    void noNameIsNoLanguage(String html) {
        assertThat(Pages.markdown(html)).isEqualTo("```\nx\n```");
    }

    @Test
    void linesOfHighlightersAreLines() {
        assertThat(Pages.markdown("<pre><code><div class=line>a</div><div class=line>  b</div></code></pre>"))
                .isEqualTo("```\na\n  b\n```");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<pre><span class=ln>1</span>a\n<span class=ln>2</span>b</pre>",
                "<pre><code><span class=lnt>1\n</span>a\n<span class='line-number'> 2</span>b</code></pre>",
                "<table><tr><td class=linenos><pre>1\n2</pre></td><td class=code><pre>a\nb</pre></td></table>",
                "<table><tr><td class='rouge-gutter gl'><pre class=lineno>1\n2</pre><td><pre>a\nb</pre></table>"
            })
    void numbersOfLinesAreNoCode(String html) {
        assertThat(Pages.markdown(html)).isEqualTo("```\na\nb\n```");
        assertThat(Pages.text(html)).isEqualTo("a\nb");
    }

    @Test
    void namesOfLineNumbersWithoutNumbersAreCode() {
        assertThat(Pages.markdown("<pre class=line-numbers>1\n<span class=ln>b</span></pre>"))
                .isEqualTo("```\n1\nb\n```");
    }

    @Test
    void fencesAreLongerThanAnyInside() {
        assertThat(Pages.markdown("<pre>```\nx\n```</pre>")).isEqualTo("````\n```\nx\n```\n````");
    }
}
