package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import java.util.Objects;
import org.jsoup.nodes.FormElement;
import org.jspecify.annotations.Nullable;

/// What is inside `noscript`: markup that does nothing to what is around it.
///
/// - **Threading:** one page, one thread.
/// - **Source:** jsoup, whose reader may want it where the standard has text or a broken head.
final class NoscriptIsland {
    private static final int NONE = -1;

    private final PageTree tree;
    private int boundary = NONE;
    private @Nullable FormElement outerForm;

    NoscriptIsland(PageTree tree) {
        this.tree = tree;
    }

    boolean isOpen() {
        return boundary != NONE;
    }

    Content open(StartTag start) {
        tree.insert(start);
        boundary = tree.open().size() - 1;
        outerForm = tree.form();
        tree.form(null);
        return Content.MARKUP;
    }

    void close() {
        tree.open().popTo(boundary);
        boundary = NONE;
        tree.form(outerForm);
    }

    Content start(StartTag start) {
        ElementKind kind = start.kind();
        tree.insert(start);
        if (kind.is(ElementKind.VOID)) {
            tree.open().pop();
            return Content.MARKUP;
        }
        Content content = Content.of(kind);
        if (content != Content.MARKUP && start.isSelfClosing()) {
            tree.open().pop();
            return Content.MARKUP;
        }
        return content == Content.SCRIPT ? Content.RAW : content;
    }

    void end(Name name) {
        if (name.kind() == ElementKind.NOSCRIPT) {
            close();
            return;
        }
        OpenElements open = tree.open();
        for (int i = open.size() - 1; i > boundary; i--) {
            if (Objects.equals(open.at(i).normalName(), name.lower())) {
                open.popTo(i);
                return;
            }
        }
    }
}
