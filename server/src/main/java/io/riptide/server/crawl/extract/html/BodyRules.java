package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;
import org.jspecify.annotations.Nullable;

/// The rules for texts and start tags in a body, and for all behind it.
///
/// - **Source:** HTML, 13.2.6.4.7, 13.2.6.4.19 and 13.2.6.4.22.
final class BodyRules {
    /// As far as the other parser looks.
    private static final int DATA_LIST_SCAN_MAX = 24;

    private final PageTree tree;
    private final OpenElements open;
    private final FormattingElements formatting;
    private final HeadRules headRules;
    private final NoscriptIsland noscript;
    private final BodyEnds ends;
    private final Adoption adoption;

    BodyRules(PageTree tree, HeadRules headRules, BodyEnds ends, Adoption adoption, NoscriptIsland noscript) {
        this.tree = tree;
        this.headRules = headRules;
        this.noscript = noscript;
        open = tree.open();
        formatting = tree.formatting();
        this.ends = ends;
        this.adoption = adoption;
    }

    /// The rules of a template, of whose content the first element decides how it is read.
    @Nullable
    Content startInTemplate(StartTag start) {
        ElementKind kind = start.kind();
        if (HeadRules.belongsInHead(kind) && kind != ElementKind.NOSCRIPT) {
            return headRules.inHead(start);
        }
        if (kind.endsCell()) {
            throw UnusualMarkup.of("part of a table in template");
        }
        tree.enterInTemplate(Mode.IN_BODY);
        return null;
    }

    boolean endInTemplate(Name name) {
        if (name.kind() == ElementKind.TEMPLATE) {
            tree.closeTemplate();
        }
        return true;
    }

    boolean text(String text) {
        tree.reopenFormatting();
        tree.appendText(text);
        return true;
    }

    /// White space behind a body is beside it; anything else is in it once more.
    boolean textAfter(String text, boolean isBlank) {
        if (!isBlank) {
            if (Spaces.isSpace(text.charAt(0))) {
                throw UnusualMarkup.of("text behind the body");
            }
            tree.enter(Mode.IN_BODY);
            return false;
        }
        Element parent = tree.mode() == Mode.AFTER_BODY ? tree.html() : tree.document();
        parent.appendText(text);
        return true;
    }

    @Nullable
    Content startAfter(StartTag start) {
        if (start.kind() == ElementKind.HTML) {
            PageTree.merge(start, tree.html());
            return Content.MARKUP;
        }
        tree.enter(Mode.IN_BODY);
        return null;
    }

    boolean endAfter(Name name) {
        boolean isEnd = tree.mode() == Mode.AFTER_BODY && name.kind() == ElementKind.HTML;
        tree.enter(isEnd ? Mode.AFTER_AFTER_BODY : Mode.IN_BODY);
        return isEnd;
    }

    Content start(StartTag start) {
        ElementKind kind = start.kind();
        switch (kind.start()) {
            case ORDINARY -> insertFormatted(start);
            case A -> link(start);
            case FORMATTING -> formatting.push(insertFormatted(start), kind);
            case NO_BREAK -> noBreak(start);
            case PARAGRAPH_CLOSER -> insertBlock(start);
            case LIST_ITEM -> listItem(start);
            case DATA_LIST_ITEM -> dataListItem(start);
            case HEADING -> heading(start);
            case VOID -> {
                tree.reopenFormatting();
                tree.insertVoid(start);
            }
            case VOID_MEDIA -> tree.insertVoid(start);
            case PARAGRAPH_CLOSING_VOID -> {
                ends.closeParagraph();
                tree.insertVoid(start);
            }
            case FORM -> form(start);
            case BUTTON -> button(start);
            case OPTION -> option(start);
            case RUBY_BASE, RUBY_TEXT -> ruby(start);
            case TABLE -> table(start);
            case SELECT -> select(start);
            case APPLET -> {
                insertFormatted(start);
                formatting.mark();
            }
            case SVG -> foreign(start, Vocabulary.SVG);
            case MATH -> foreign(start, Vocabulary.MATH);
            case HTML -> html(start);
            case BODY -> body(start);
            case DROPPED -> {}
            case UNUSUAL -> throw UnusualMarkup.of(start.name().lower());
            case PREFORMATTED, RAW, REFERENCES, SCRIPT, HEAD_VOID, NOSCRIPT, TEMPLATE -> {
                return unread(start);
            }
        }
        return Content.MARKUP;
    }

    /// Elements after whose start tag the page is read in another way, or that have rules in the head.
    private Content unread(StartTag start) {
        ElementKind kind = start.kind();
        switch (kind.name()) {
            case "pre", "listing" -> {
                insertBlock(start);
                return Content.PREFORMATTED;
            }
            case "textarea" -> {
                tree.insert(start);
                return Content.TEXT_AREA;
            }
            case "noscript" -> {
                tree.reopenFormatting();
                return noscript.open(start);
            }
            case "xmp" -> {
                ends.closeParagraph();
                tree.reopenFormatting();
            }
            default -> {
                // The others touch nothing that is open.
            }
        }
        return headRules.inHead(start);
    }

    private Element insertFormatted(StartTag start) {
        tree.reopenFormatting();
        return tree.insert(start);
    }

    private void insertBlock(StartTag start) {
        ends.closeParagraph();
        tree.insert(start);
    }

    private void link(StartTag start) {
        if (formatting.last(start.kind()) != null) {
            adoption.end(start.name());
            int remaining = open.lastIndexOf(start.kind());
            if (remaining >= 0) {
                formatting.remove(open.at(remaining));
                open.remove(open.at(remaining));
            }
        }
        formatting.push(insertFormatted(start), start.kind());
    }

    private void noBreak(StartTag start) {
        tree.reopenFormatting();
        if (open.hasInScope(start.kind())) {
            adoption.end(start.name());
        }
        formatting.push(insertFormatted(start), start.kind());
    }

    private void listItem(StartTag start) {
        for (int i = open.size() - 1; i > 0; i--) {
            ElementKind kind = open.kindAt(i);
            if (kind == ElementKind.LIST_ITEM) {
                ends.listItem();
                break;
            }
            if (isBreaker(kind)) {
                break;
            }
        }
        insertBlock(start);
    }

    private static boolean isBreaker(ElementKind kind) {
        return kind.is(ElementKind.SPECIAL)
                && kind != ElementKind.PARAGRAPH
                && !kind.name().equals("address")
                && !kind.name().equals("div");
    }

    private void dataListItem(StartTag start) {
        int lowest = Math.max(0, open.size() - 1 - DATA_LIST_SCAN_MAX);
        for (int i = open.size() - 1; i >= lowest; i--) {
            ElementKind kind = open.kindAt(i);
            if (kind.start() == ElementKind.Start.DATA_LIST_ITEM) {
                ends.dataListItem(kind);
                break;
            }
            if (isBreaker(kind)) {
                break;
            }
        }
        insertBlock(start);
    }

    private void heading(StartTag start) {
        ends.closeParagraph();
        if (open.currentKind().is(ElementKind.HEADING)) {
            open.pop();
        }
        tree.insert(start);
    }

    private void form(StartTag start) {
        boolean isInTemplate = tree.isInTemplate();
        if (tree.form() == null || isInTemplate) {
            ends.closeParagraph();
            FormElement form = (FormElement) tree.insert(start);
            if (!isInTemplate) {
                tree.form(form);
            }
        }
    }

    private void button(StartTag start) {
        while (open.hasInScope(ElementKind.BUTTON)) {
            ends.block(ElementKind.BUTTON);
        }
        insertFormatted(start);
    }

    private void option(StartTag start) {
        if (open.currentKind() == ElementKind.OPTION) {
            open.pop();
        }
        insertFormatted(start);
    }

    private void ruby(StartTag start) {
        if (open.hasInScope(ElementKind.RUBY)) {
            open.closeImplied(start.kind().start() == ElementKind.Start.RUBY_TEXT ? ElementKind.RUBY_TEXTS : null);
        }
        tree.insert(start);
    }

    private void table(StartTag start) {
        if (!tree.isQuirky()) {
            ends.closeParagraph();
        }
        tree.insert(start);
        tree.enter(Mode.IN_TABLE);
    }

    private void select(StartTag start) {
        if (start.isSelfClosing()) {
            throw UnusualMarkup.of("select without content");
        }
        insertFormatted(start);
        tree.enter(tree.mode().isInTable() ? Mode.IN_SELECT_IN_TABLE : Mode.IN_SELECT);
    }

    private void foreign(StartTag start, Vocabulary vocabulary) {
        tree.reopenFormatting();
        tree.insertForeign(start, vocabulary, vocabulary.kind(start.name().lower()));
    }

    private void html(StartTag start) {
        if (!tree.isInTemplate()) {
            PageTree.merge(start, tree.html());
        }
    }

    private void body(StartTag start) {
        if (!tree.isInTemplate()
                && open.size() >= 2
                && (open.size() == 2 || open.kindAt(1) == ElementKind.BODY)
                && open.has(ElementKind.BODY)) {
            PageTree.merge(start, tree.body());
        }
    }
}
