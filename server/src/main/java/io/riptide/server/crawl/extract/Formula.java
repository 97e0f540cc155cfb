package io.riptide.server.crawl.extract;

import org.jsoup.nodes.Element;

/// A formula as TeX, which is how it is best read where it cannot be drawn.
///
/// - **Threading:** stateless.
/// - **Bounds:** [#CHARS_MAX] characters.
/// - **Source:** MathML 4, 6.1 "Annotating MathML"; MathJax, "script type=math/tex".
final class Formula {
    private static final int CHARS_MAX = 4_000;

    private Formula() {}

    /// `$…$`, or the empty string where there is nothing in it.
    ///
    /// @param element `math`, or a `script` of a type that is TeX
    static String of(Element element) {
        String formula = Cuts.line(element.nameIs("script") ? element.data() : ofMath(element), CHARS_MAX);
        return formula.isEmpty() ? "" : '$' + formula + '$';
    }

    private static String ofMath(Element math) {
        Element annotation = math.selectFirst("annotation[encoding=application/x-tex]");
        if (annotation != null) {
            return annotation.wholeText();
        }
        return math.hasAttr("alttext") ? math.attr("alttext") : math.wholeText();
    }
}
