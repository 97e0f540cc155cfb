package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import org.jsoup.nodes.FormElement;
import org.jspecify.annotations.Nullable;

/// The rules in a table. What must not be in one, and is put before it, is left to the other parser.
///
/// - **Source:** HTML, 13.2.6.4.9 to 13.2.6.4.15.
final class TableRules {
    private final PageTree tree;
    private final OpenElements open;
    private final HeadRules headRules;
    private final BodyRules bodyRules;
    private final BodyEnds bodyEnds;
    private final NoscriptIsland noscript;

    TableRules(PageTree tree, HeadRules headRules, BodyRules bodyRules, BodyEnds bodyEnds, NoscriptIsland noscript) {
        this.tree = tree;
        this.headRules = headRules;
        this.bodyRules = bodyRules;
        this.bodyEnds = bodyEnds;
        this.noscript = noscript;
        open = tree.open();
    }

    boolean text(String text, boolean isBlank) {
        if (tree.mode() == Mode.IN_COLUMN_GROUP && !isBlank) {
            throw UnusualMarkup.of("text in column group");
        }
        if (!isBlank || !(open.currentKind().is(ElementKind.TABLE_PART) || tree.mode() == Mode.IN_COLUMN_GROUP)) {
            throw UnusualMarkup.of("text in table");
        }
        tree.appendText(text);
        return true;
    }

    @Nullable
    Content start(StartTag start) {
        return switch (tree.mode()) {
            case IN_CAPTION -> startInCaption(start);
            case IN_CELL -> startInCell(start);
            case IN_ROW -> startInRow(start);
            case IN_TABLE_BODY -> startInTableBody(start);
            case IN_COLUMN_GROUP -> startInColumnGroup(start);
            default -> startInTable(start);
        };
    }

    private @Nullable Content startInCaption(StartTag start) {
        if (!start.kind().endsCell()) {
            return bodyRules.start(start);
        }
        return closeCaption() ? null : Content.MARKUP;
    }

    private boolean closeCaption() {
        if (!open.hasInTableScope(ElementKind.CAPTION)) {
            return false;
        }
        open.closeImplied(null);
        open.close(ElementKind.CAPTION);
        tree.formatting().clearToMarker();
        tree.enter(Mode.IN_TABLE);
        return true;
    }

    private @Nullable Content startInCell(StartTag start) {
        if (!start.kind().endsCell()) {
            return bodyRules.start(start);
        }
        return closeCell() ? null : Content.MARKUP;
    }

    private boolean closeCell() {
        return closeCell(ElementKind.TABLE_CELL) || closeCell(ElementKind.TABLE_HEAD_CELL);
    }

    private boolean closeCell(ElementKind kind) {
        if (!open.hasInTableScope(kind)) {
            return false;
        }
        open.closeImplied(null);
        open.close(kind);
        tree.formatting().clearToMarker();
        tree.enter(Mode.IN_ROW);
        return true;
    }

    private @Nullable Content startInRow(StartTag start) {
        if (start.kind().isCell()) {
            clearToRow();
            tree.insert(start);
            tree.enter(Mode.IN_CELL);
            tree.formatting().mark();
            return Content.MARKUP;
        }
        if (start.kind().endsCell()) {
            return closeRow() ? null : Content.MARKUP;
        }
        return startInTable(start);
    }

    private boolean closeRow() {
        if (!open.hasInTableScope(ElementKind.ROW)) {
            return false;
        }
        clearToRow();
        open.pop();
        tree.enter(Mode.IN_TABLE_BODY);
        return true;
    }

    private @Nullable Content startInTableBody(StartTag start) {
        ElementKind kind = start.kind();
        if (kind == ElementKind.ROW) {
            clearToSection();
            tree.insert(start);
            tree.enter(Mode.IN_ROW);
            return Content.MARKUP;
        }
        if (kind.isCell()) {
            clearToSection();
            tree.insert(ElementKind.ROW);
            tree.enter(Mode.IN_ROW);
            return null;
        }
        if (kind.endsCell()) {
            return closeSection() ? null : Content.MARKUP;
        }
        return startInTable(start);
    }

    private boolean closeSection() {
        if (!(open.hasInTableScope(ElementKind.TABLE_BODY)
                || open.hasInTableScope(ElementKind.TABLE_HEAD)
                || open.hasInTableScope(ElementKind.TABLE_FOOT))) {
            return false;
        }
        clearToSection();
        open.pop();
        tree.enter(Mode.IN_TABLE);
        return true;
    }

    private @Nullable Content startInColumnGroup(StartTag start) {
        if (start.name().lower().equals("col")) {
            tree.insertVoid(start);
            return Content.MARKUP;
        }
        if (start.kind() == ElementKind.HTML || start.kind() == ElementKind.TEMPLATE) {
            throw UnusualMarkup.of(start.name().lower());
        }
        return closeColumnGroup() ? null : Content.MARKUP;
    }

    private boolean closeColumnGroup() {
        if (open.currentKind() != ElementKind.COLUMN_GROUP) {
            return false;
        }
        open.pop();
        tree.enter(Mode.IN_TABLE);
        return true;
    }

    private @Nullable Content startInTable(StartTag start) {
        ElementKind kind = start.kind();
        switch (start.name().lower()) {
            case "caption" -> {
                clearToTable();
                tree.formatting().mark();
                tree.insert(start);
                tree.enter(Mode.IN_CAPTION);
            }
            case "colgroup" -> {
                clearToTable();
                tree.insert(start);
                tree.enter(Mode.IN_COLUMN_GROUP);
            }
            case "col" -> {
                clearToTable();
                tree.insert(ElementKind.COLUMN_GROUP);
                tree.enter(Mode.IN_COLUMN_GROUP);
                return null;
            }
            case "tbody", "tfoot", "thead" -> {
                clearToTable();
                tree.insert(start);
                tree.enter(Mode.IN_TABLE_BODY);
            }
            case "td", "th", "tr" -> {
                clearToTable();
                tree.insert(ElementKind.TABLE_BODY);
                tree.enter(Mode.IN_TABLE_BODY);
                return null;
            }
            case "script", "style", "template" -> {
                return headRules.inHead(start);
            }
            case "noscript" -> {
                return noscript.open(start);
            }
            case "input" -> {
                if (!start.isHidden()) {
                    throw UnusualMarkup.of("input in table");
                }
                tree.insertVoid(start);
            }
            case "form" -> {
                if (tree.isInTemplate()) {
                    throw UnusualMarkup.of("form in a template's table");
                }
                if (tree.form() == null) {
                    tree.form((FormElement) tree.insert(start));
                    open.pop();
                }
            }
            default ->
                throw UnusualMarkup.of(
                        kind == ElementKind.UNKNOWN
                                ? "unknown element in table"
                                : start.name().lower() + " in table");
        }
        return Content.MARKUP;
    }

    private void clearToTable() {
        open.popUntil(kind -> kind == ElementKind.TABLE || kind.isRoot());
    }

    private void clearToSection() {
        open.popUntil(kind -> kind.isTableSection() || kind.isRoot());
    }

    private void clearToRow() {
        open.popUntil(kind -> kind == ElementKind.ROW || kind.isRoot());
    }

    boolean end(Name name) {
        return switch (tree.mode()) {
            case IN_CAPTION -> endInCaption(name);
            case IN_CELL -> endInCell(name);
            case IN_ROW -> endInRow(name);
            case IN_TABLE_BODY -> endInTableBody(name);
            case IN_COLUMN_GROUP -> endInColumnGroup(name);
            default -> endInTable(name);
        };
    }

    private boolean endInCaption(Name name) {
        ElementKind kind = name.kind();
        if (kind == ElementKind.CAPTION) {
            closeCaption();
            return true;
        }
        if (kind == ElementKind.TABLE) {
            return !closeCaption();
        }
        return kind.endsCell() || kind == ElementKind.BODY || kind == ElementKind.HTML || bodyEnds.end(name);
    }

    private boolean endInCell(Name name) {
        ElementKind kind = name.kind();
        if (kind.isCell()) {
            if (!closeCell(kind)) {
                tree.enter(Mode.IN_ROW);
            }
            return true;
        }
        if (kind.is(ElementKind.TABLE_PART)) {
            return !open.hasInTableScope(kind) || !closeCell();
        }
        return kind.endsCell() || kind == ElementKind.BODY || kind == ElementKind.HTML || bodyEnds.end(name);
    }

    private boolean endInRow(Name name) {
        ElementKind kind = name.kind();
        if (kind == ElementKind.ROW) {
            closeRow();
            return true;
        }
        if (kind == ElementKind.TABLE) {
            return !closeRow();
        }
        if (kind.isTableSection()) {
            return !open.hasInTableScope(kind) || !closeRow();
        }
        return kind.endsCell() || kind == ElementKind.BODY || kind == ElementKind.HTML || endInTable(name);
    }

    private boolean endInTableBody(Name name) {
        ElementKind kind = name.kind();
        if (kind.isTableSection()) {
            if (open.hasInTableScope(kind)) {
                clearToSection();
                open.pop();
                tree.enter(Mode.IN_TABLE);
            }
            return true;
        }
        if (kind == ElementKind.TABLE) {
            return !closeSection();
        }
        return kind.endsCell() || kind == ElementKind.BODY || kind == ElementKind.HTML || endInTable(name);
    }

    private boolean endInColumnGroup(Name name) {
        if (name.kind() == ElementKind.COLUMN_GROUP) {
            closeColumnGroup();
            return true;
        }
        if (name.kind() == ElementKind.TEMPLATE) {
            tree.closeTemplate();
            return true;
        }
        return name.lower().equals("col") || !closeColumnGroup();
    }

    private boolean endInTable(Name name) {
        ElementKind kind = name.kind();
        if (kind == ElementKind.TABLE) {
            if (open.hasInTableScope(kind)) {
                open.close(kind);
                tree.resetMode();
            }
            return true;
        }
        if (kind.endsCell() || kind == ElementKind.BODY || kind == ElementKind.HTML) {
            return true;
        }
        if (kind.end() == ElementKind.End.PARAGRAPH || kind.end() == ElementKind.End.BREAK) {
            throw UnusualMarkup.of("paragraph in table");
        }
        return bodyEnds.end(name);
    }
}
