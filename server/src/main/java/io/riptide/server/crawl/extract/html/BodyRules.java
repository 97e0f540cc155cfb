package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import java.util.Objects;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;
import org.jspecify.annotations.Nullable;

/// The rules in a body, and after it.
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
    private final Adoption adoption;

    BodyRules(PageTree tree, HeadRules headRules, NoscriptIsland noscript) {
        this.tree = tree;
        this.headRules = headRules;
        this.noscript = noscript;
        open = tree.open();
        formatting = tree.formatting();
        adoption = new Adoption(tree);
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
            case VOID, INPUT -> {
                tree.reopenFormatting();
                tree.insertVoid(start);
            }
            case VOID_MEDIA -> tree.insertVoid(start);
            case PARAGRAPH_CLOSING_VOID -> {
                closeParagraph();
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
                closeParagraph();
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
        closeParagraph();
        tree.insert(start);
    }

    void closeParagraph() {
        if (open.hasInButtonScope(ElementKind.PARAGRAPH)) {
            closeParagraphInScope();
        }
    }

    private void closeParagraphInScope() {
        open.closeImplied(ElementKind.PARAGRAPH);
        open.close(ElementKind.PARAGRAPH);
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
                endListItem();
                break;
            }
            if (isBreaker(kind)) {
                break;
            }
        }
        insertBlock(start);
    }

    private void endListItem() {
        if (open.hasInScope(ElementKind.LIST_ITEM, ElementKind.SCOPE | ElementKind.LIST_SCOPE)) {
            endImplied(ElementKind.LIST_ITEM);
        }
    }

    private void endImplied(ElementKind kind) {
        open.closeImplied(kind);
        open.close(kind);
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
                if (open.hasInScope(kind)) {
                    endImplied(kind);
                }
                break;
            }
            if (isBreaker(kind)) {
                break;
            }
        }
        insertBlock(start);
    }

    private void heading(StartTag start) {
        closeParagraph();
        if (open.currentKind().is(ElementKind.HEADING)) {
            open.pop();
        }
        tree.insert(start);
    }

    private void form(StartTag start) {
        boolean isInTemplate = tree.isInTemplate();
        if (tree.form() == null || isInTemplate) {
            closeParagraph();
            FormElement form = (FormElement) tree.insert(start);
            if (!isInTemplate) {
                tree.form(form);
            }
        }
    }

    private void button(StartTag start) {
        while (open.hasInScope(ElementKind.BUTTON)) {
            open.closeImplied(null);
            open.close(ElementKind.BUTTON);
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
            closeParagraph();
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

    boolean end(Name name) {
        ElementKind kind = name.kind();
        switch (kind.end()) {
            case OTHER -> endOther(name);
            case BLOCK -> endBlock(kind);
            case FORMATTING -> {
                if (!adoption.end(name)) {
                    endOther(name);
                }
            }
            case PARAGRAPH -> {
                if (!open.hasInButtonScope(kind)) {
                    tree.insert(kind);
                }
                closeParagraphInScope();
            }
            case LIST_ITEM -> endListItem();
            case DATA_LIST_ITEM -> {
                if (open.hasInScope(kind)) {
                    endImplied(kind);
                }
            }
            case HEADING -> {
                if (open.hasHeadingInScope()) {
                    open.closeImplied(kind);
                    open.closeFirstWith(ElementKind.HEADING);
                }
            }
            case FORM -> endForm();
            case APPLET -> {
                if (open.hasInScope(kind)) {
                    open.closeImplied(null);
                    open.close(kind);
                    formatting.clearToMarker();
                }
            }
            case BREAK -> {
                tree.reopenFormatting();
                tree.insert(kind);
                open.pop();
            }
            case BODY -> {
                if (open.hasInScope(kind)) {
                    tree.enter(Mode.AFTER_BODY);
                }
            }
            case HTML -> {
                if (open.has(ElementKind.BODY)) {
                    tree.enter(Mode.AFTER_BODY);
                    return false;
                }
            }
            case TEMPLATE -> tree.closeTemplate();
        }
        return true;
    }

    private void endBlock(ElementKind kind) {
        if (open.hasInScope(kind)) {
            open.closeImplied(null);
            open.close(kind);
        }
    }

    private void endForm() {
        if (tree.isInTemplate()) {
            endBlock(ElementKind.FORM);
            return;
        }
        FormElement form = tree.form();
        tree.form(null);
        if (form != null && open.hasInScope(ElementKind.FORM)) {
            open.closeImplied(null);
            open.remove(form);
        }
    }

    /// Closes the last element of that name, unless something of more weight is open in it.
    private void endOther(Name name) {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (isNamed(i, name)) {
                closeNamed(name);
                return;
            }
            if (open.kindAt(i).is(ElementKind.SPECIAL)) {
                return;
            }
        }
    }

    private boolean isNamed(int index, Name name) {
        return name.kind() == ElementKind.UNKNOWN
                ? Objects.equals(open.at(index).normalName(), name.lower())
                : open.kindAt(index) == name.kind();
    }

    private void closeNamed(Name name) {
        while (open.currentKind().is(ElementKind.IMPLIED_END) && !isNamed(open.size() - 1, name)) {
            open.pop();
        }
        while (!isNamed(open.size() - 1, name)) {
            open.pop();
        }
        open.pop();
    }
}
