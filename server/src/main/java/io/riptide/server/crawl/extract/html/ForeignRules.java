package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import java.util.Objects;
import org.jsoup.parser.Parser;

/// The rules in SVG and MathML. Markup in their texts, and HTML that ends them, are left to the other parser.
///
/// - **Source:** HTML, 13.2.6.5.
final class ForeignRules {
    private final PageTree tree;
    private final OpenElements open;

    ForeignRules(PageTree tree) {
        this.tree = tree;
        open = tree.open();
    }

    boolean isForeign() {
        return !open.isEmpty() && open.currentKind().is(ElementKind.FOREIGN);
    }

    /// Whether text here is the element's own.
    boolean takesText() {
        return isForeign() && !open.currentKind().is(ElementKind.INTEGRATION_POINT);
    }

    Content start(StartTag start) {
        String name = start.name().lower();
        boolean leaves = open.currentKind().is(ElementKind.INTEGRATION_POINT)
                || start.kind().is(ElementKind.BREAKOUT)
                || name.equals("script")
                || name.equals("annotation-xml");
        if (leaves) {
            throw UnusualMarkup.of("markup in foreign content");
        }
        Vocabulary vocabulary = vocabulary();
        tree.insertForeign(start, vocabulary, vocabulary.kind(name));
        return Content.MARKUP;
    }

    /// Of what the current element is.
    Vocabulary vocabulary() {
        return open.current().tag().namespace().equals(Parser.NamespaceSvg) ? Vocabulary.SVG : Vocabulary.MATH;
    }

    /// Whether it ended a foreign element; else it is HTML's.
    boolean end(Name name) {
        if (name.kind().end() == ElementKind.End.PARAGRAPH || name.kind().end() == ElementKind.End.BREAK) {
            throw UnusualMarkup.of("markup in foreign content");
        }
        for (int i = open.size() - 1; i > 0 && open.kindAt(i).is(ElementKind.FOREIGN); i--) {
            if (Objects.equals(open.at(i).normalName(), name.lower())) {
                open.popTo(i);
                return true;
            }
        }
        return false;
    }
}
