package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import org.jspecify.annotations.Nullable;

/// The rules in a `select`, in which hardly anything is allowed.
///
/// - **Source:** HTML as of 2024, 13.2.6.4.16 and 13.2.6.4.17.
final class SelectRules {
    private final PageTree tree;
    private final OpenElements open;
    private final HeadRules headRules;
    private final NoscriptIsland noscript;

    SelectRules(PageTree tree, HeadRules headRules, NoscriptIsland noscript) {
        this.tree = tree;
        this.headRules = headRules;
        this.noscript = noscript;
        open = tree.open();
    }

    boolean text(String text) {
        tree.appendText(text);
        return true;
    }

    @Nullable
    Content start(StartTag start) {
        ElementKind kind = start.kind();
        if (endsSelectInTable(kind)) {
            close();
            return null;
        }
        switch (start.name().lower()) {
            case "option" -> {
                closeOption();
                tree.insert(start);
            }
            case "optgroup" -> {
                closeOption();
                if (open.currentKind() == ElementKind.OPTION_GROUP) {
                    open.pop();
                }
                tree.insert(start);
            }
            case "select" -> endSelect();
            case "script" -> {
                return headRules.inHead(start);
            }
            case "noscript" -> {
                return noscript.open(start);
            }
            default -> throw UnusualMarkup.of(start.name().lower() + " in select");
        }
        return Content.MARKUP;
    }

    private boolean endsSelectInTable(ElementKind kind) {
        return tree.mode() == Mode.IN_SELECT_IN_TABLE
                && (kind == ElementKind.ROW || kind.isTableSection() || kind.isCell() || kind == ElementKind.CAPTION);
    }

    private void close() {
        open.close(ElementKind.SELECT);
        tree.resetMode();
    }

    private void closeOption() {
        if (open.currentKind() == ElementKind.OPTION) {
            open.pop();
        }
    }

    private void endSelect() {
        for (int i = open.size() - 1; i >= 0; i--) {
            ElementKind kind = open.kindAt(i);
            if (kind == ElementKind.SELECT) {
                close();
                return;
            }
            if (kind != ElementKind.OPTION && kind != ElementKind.OPTION_GROUP) {
                return;
            }
        }
    }

    boolean end(Name name) {
        ElementKind kind = name.kind();
        if (endsSelectInTable(kind) || (tree.mode() == Mode.IN_SELECT_IN_TABLE && kind == ElementKind.TABLE)) {
            boolean ends = open.hasInTableScope(kind);
            if (ends) {
                close();
            }
            return !ends;
        }
        switch (name.lower()) {
            case "optgroup" -> {
                int above = open.size() - 2;
                if (open.currentKind() == ElementKind.OPTION && open.kindAt(above) == ElementKind.OPTION_GROUP) {
                    open.pop();
                }
                if (open.currentKind() == ElementKind.OPTION_GROUP) {
                    open.pop();
                }
            }
            case "option" -> closeOption();
            case "select" -> endSelect();
            default -> throw UnusualMarkup.of("end of " + name.lower() + " in select");
        }
        return true;
    }
}
