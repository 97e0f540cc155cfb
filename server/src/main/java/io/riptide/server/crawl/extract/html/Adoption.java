package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/// The end of a formatting element, which may cross the ends of others: what is open in it and goes on behind it is
/// given a copy of its own.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** eight rounds a tag, in each three copies.
/// - **Source:** HTML, 13.2.6.4.7, "adoption agency algorithm", whose step numbers are given.
final class Adoption {
    private static final int ROUNDS_MAX = 8;
    private static final int COPIES_MAX = 3;
    private static final int NONE = -1;

    private final OpenElements open;
    private final FormattingElements formatting;

    Adoption(PageTree tree) {
        open = tree.open();
        formatting = tree.formatting();
    }

    /// Whether the end tag has done what it does; else it is an end tag as any other.
    boolean end(Name name) {
        ElementKind kind = name.kind();
        if (open.currentKind() == kind && formatting.indexOf(open.current()) < 0) {
            open.pop();
            return true;
        }
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Element element = formatting.last(kind);
            if (element == null) {
                return false;
            }
            if (!crosses(element, kind)) {
                return true;
            }
            adopt(element, kind);
        }
        return true;
    }

    /// Whether anything is open in `element` that goes on behind it; if not, its end is done with (4.4 to 4.8).
    private boolean crosses(Element element, ElementKind kind) {
        int index = open.indexOf(element);
        if (index < 0) {
            formatting.remove(element);
            return false;
        }
        if (!open.hasInScope(kind)) {
            return false;
        }
        if (furthestBlock(index) != NONE) {
            return true;
        }
        open.popTo(index);
        formatting.remove(element);
        return false;
    }

    private int furthestBlock(int formattingIndex) {
        for (int i = formattingIndex + 1; i < open.size(); i++) {
            if (open.kindAt(i).is(ElementKind.SPECIAL)) {
                return i;
            }
        }
        return NONE;
    }

    /// Takes what is open in `element` out of it and puts a copy of `element` around its content (4.9 to 4.19).
    private void adopt(Element element, ElementKind kind) {
        int index = open.indexOf(element);
        if (index == 0) {
            throw UnusualMarkup.of("formatting element without a parent");
        }
        Element commonAncestor = open.at(index - 1);
        Element furthestBlock = open.at(furthestBlock(index));
        int bookmark = formatting.indexOf(element);
        Element last = furthestBlock;
        int copies = 0;
        for (int between = furthestBlock(index) - 1, inner = 1; between > index; between--, inner++) {
            Element node = open.at(between);
            int place = formatting.indexOf(node);
            if (place == NONE) {
                open.remove(node);
                continue;
            }
            if (inner > COPIES_MAX) {
                throw UnusualMarkup.of("many formatting elements that cross");
            }
            Element copy = copy(node);
            formatting.replace(place, copy);
            open.replace(between, copy);
            bookmark = copies++ == 0 ? place + 1 : bookmark;
            copy.appendChild(last);
            last = copy;
        }
        commonAncestor.appendChild(last);
        Element adopter = copy(element);
        for (Node child : List.copyOf(furthestBlock.childNodes())) {
            adopter.appendChild(child);
        }
        furthestBlock.appendChild(adopter);
        formatting.remove(element);
        formatting.insert(bookmark, adopter, kind);
        open.remove(element);
        open.insert(open.indexOf(furthestBlock) + 1, adopter, kind);
    }

    private static Element copy(Element element) {
        return new Element(element.tag(), null, element.attributes().clone());
    }
}
