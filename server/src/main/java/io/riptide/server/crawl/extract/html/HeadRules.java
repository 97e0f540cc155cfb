package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// The rules up to the body.
///
/// - **Source:** HTML, 13.2.6.4.1 to 13.2.6.4.6.
final class HeadRules {
    private final PageTree tree;
    private final NoscriptIsland noscript;

    HeadRules(PageTree tree, NoscriptIsland noscript) {
        this.tree = tree;
        this.noscript = noscript;
    }

    /// Whether the text is where it belongs; else the mode is another.
    boolean text(String text, boolean isBlank) {
        if (!isBlank) {
            if (Spaces.isSpace(text.charAt(0))) {
                throw UnusualMarkup.of("text before the body");
            }
            leave();
            return false;
        }
        if (tree.mode() != Mode.INITIAL) {
            tree.appendText(text);
        }
        return true;
    }

    /// What every page has: elements that nothing stood for until its end.
    void finish() {
        while (tree.isInTemplate()) {
            tree.closeTemplate();
        }
        while (tree.mode().isBeforeBody()) {
            leave();
        }
    }

    /// On to the next mode, by the element that begins it.
    private void leave() {
        switch (tree.mode()) {
            case INITIAL -> {
                tree.beQuirky();
                tree.enter(Mode.BEFORE_HTML);
            }
            case BEFORE_HTML -> {
                tree.insert(ElementKind.HTML);
                tree.enter(Mode.BEFORE_HEAD);
            }
            case BEFORE_HEAD -> {
                tree.insert(ElementKind.HEAD);
                tree.enter(Mode.IN_HEAD);
            }
            case IN_HEAD -> {
                tree.open().pop();
                tree.enter(Mode.AFTER_HEAD);
            }
            case AFTER_HEAD -> {
                tree.insert(ElementKind.BODY);
                tree.enter(Mode.IN_BODY);
            }
            default -> throw new AssertionError(tree.mode());
        }
    }

    @Nullable
    Content start(StartTag start) {
        ElementKind kind = start.kind();
        Mode mode = tree.mode();
        if (kind == ElementKind.HTML && mode != Mode.INITIAL) {
            return html(start);
        }
        if (kind == ElementKind.HEAD && mode != Mode.INITIAL && mode != Mode.BEFORE_HTML) {
            return head(start);
        }
        if (mode == Mode.IN_HEAD && belongsInHead(kind)) {
            return inHead(start);
        }
        if (mode == Mode.AFTER_HEAD) {
            return afterHead(start);
        }
        leave();
        return null;
    }

    private Content html(StartTag start) {
        if (tree.mode() == Mode.BEFORE_HTML) {
            tree.insert(start);
            tree.enter(Mode.BEFORE_HEAD);
        } else {
            PageTree.merge(start, tree.html());
        }
        return Content.MARKUP;
    }

    private Content head(StartTag start) {
        if (tree.mode() == Mode.BEFORE_HEAD) {
            tree.insert(start);
            tree.enter(Mode.IN_HEAD);
        }
        return Content.MARKUP;
    }

    private @Nullable Content afterHead(StartTag start) {
        ElementKind kind = start.kind();
        if (kind == ElementKind.BODY) {
            tree.insert(start);
            tree.enter(Mode.IN_BODY);
            return Content.MARKUP;
        }
        if (belongsInHead(kind) && kind != ElementKind.NOSCRIPT) {
            return inEarlierHead(start);
        }
        if (kind.start() == ElementKind.Start.UNUSUAL) {
            throw UnusualMarkup.of(start.name().lower());
        }
        leave();
        return null;
    }

    /// Puts it where it should have been.
    private Content inEarlierHead(StartTag start) {
        Element head = tree.head();
        OpenElements open = tree.open();
        open.push(head, ElementKind.HEAD);
        Content content = inHead(start);
        open.remove(head);
        return content;
    }

    static boolean belongsInHead(ElementKind kind) {
        return switch (kind.start()) {
            case HEAD_VOID, SCRIPT, NOSCRIPT, TEMPLATE -> true;
            case REFERENCES -> kind.name().equals("title");
            case RAW -> kind.name().equals("style") || kind.name().equals("noframes");
            default -> false;
        };
    }

    /// What `start` does in a head, and in a body that uses its rules.
    Content inHead(StartTag start) {
        ElementKind kind = start.kind();
        if (kind == ElementKind.NOSCRIPT) {
            return noscript.open(start);
        }
        if (kind.is(ElementKind.VOID)) {
            tree.insertVoid(start);
            return Content.MARKUP;
        }
        if (kind == ElementKind.TEMPLATE) {
            tree.openTemplate(start);
            return Content.MARKUP;
        }
        tree.insert(start);
        return Content.of(kind);
    }

    /// Whether the end tag has done what it does; else the mode is another.
    boolean end(Name name) {
        ElementKind kind = name.kind();
        Mode mode = tree.mode();
        if (mode == Mode.INITIAL) {
            leave();
            return false;
        }
        if (kind == ElementKind.TEMPLATE && (mode == Mode.IN_HEAD || mode == Mode.AFTER_HEAD)) {
            tree.closeTemplate();
            return true;
        }
        if (mode == Mode.IN_HEAD && kind == ElementKind.HEAD) {
            leave();
            return true;
        }
        boolean movesOn = kind == ElementKind.BODY
                || kind == ElementKind.HTML
                || kind.end() == ElementKind.End.BREAK
                || (kind == ElementKind.HEAD && (mode == Mode.BEFORE_HTML || mode == Mode.BEFORE_HEAD));
        if (movesOn) {
            leave();
        }
        return !movesOn;
    }
}
