package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import java.util.Objects;
import org.jsoup.nodes.FormElement;

/// The rules for end tags in a body, and for elements that end without one.
///
/// - **Source:** HTML, 13.2.6.4.7.
final class BodyEnds {
    private final PageTree tree;
    private final OpenElements open;
    private final FormattingElements formatting;
    private final Adoption adoption;

    BodyEnds(PageTree tree, Adoption adoption) {
        this.tree = tree;
        this.adoption = adoption;
        open = tree.open();
        formatting = tree.formatting();
    }

    /// Whether the end tag has done what it does; else the mode is another.
    boolean end(Name name) {
        ElementKind kind = name.kind();
        switch (kind.end()) {
            case OTHER -> other(name);
            case BLOCK -> block(kind);
            case FORMATTING -> {
                if (!adoption.end(name)) {
                    other(name);
                }
            }
            case PARAGRAPH -> {
                if (!open.hasInButtonScope(kind)) {
                    tree.insert(kind);
                }
                closeParagraph();
            }
            case LIST_ITEM -> listItem();
            case DATA_LIST_ITEM -> dataListItem(kind);
            case HEADING -> {
                if (open.hasHeadingInScope()) {
                    open.closeImplied(kind);
                    open.closeFirstWith(ElementKind.HEADING);
                }
            }
            case FORM -> form();
            case APPLET -> {
                if (open.hasInScope(kind)) {
                    block(kind);
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

    void closeParagraph() {
        if (open.hasInButtonScope(ElementKind.PARAGRAPH)) {
            closeImplied(ElementKind.PARAGRAPH);
        }
    }

    private void closeImplied(ElementKind kind) {
        open.closeImplied(kind);
        open.close(kind);
    }

    void listItem() {
        if (open.hasInScope(ElementKind.LIST_ITEM, ElementKind.SCOPE | ElementKind.LIST_SCOPE)) {
            closeImplied(ElementKind.LIST_ITEM);
        }
    }

    void dataListItem(ElementKind kind) {
        if (open.hasInScope(kind)) {
            closeImplied(kind);
        }
    }

    void block(ElementKind kind) {
        if (open.hasInScope(kind)) {
            open.closeImplied(null);
            open.close(kind);
        }
    }

    private void form() {
        if (tree.isInTemplate()) {
            block(ElementKind.FORM);
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
    private void other(Name name) {
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
