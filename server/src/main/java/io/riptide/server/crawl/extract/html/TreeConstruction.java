package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jspecify.annotations.Nullable;

/// Makes a tree of tags and texts: what each does where it is.
///
/// What a rule cannot do where it is asked leaves the mode for the one in which it belongs, and the token is asked for
/// again there.
///
/// - **Threading:** one page, one thread.
/// - **Failure:** [UnusualMarkup] for what only the other parser knows how to mend.
/// - **Source:** HTML, 13.2.6.4, as jsoup has it: white space stays where it is, and `noscript` holds markup.
final class TreeConstruction {
    private final PageTree tree;
    private final HeadRules headRules;
    private final BodyRules bodyRules;
    private final BodyEnds bodyEnds;
    private final TableRules tableRules;
    private final SelectRules selectRules;
    private final ForeignRules foreignRules;
    private final NoscriptIsland noscript;

    TreeConstruction(PageTree tree) {
        this.tree = tree;
        noscript = new NoscriptIsland(tree);
        headRules = new HeadRules(tree, noscript);
        Adoption adoption = new Adoption(tree);
        bodyEnds = new BodyEnds(tree, adoption);
        bodyRules = new BodyRules(tree, headRules, bodyEnds, adoption, noscript);
        tableRules = new TableRules(tree, headRules, bodyRules, bodyEnds, noscript);
        selectRules = new SelectRules(tree, headRules, noscript);
        foreignRules = new ForeignRules(tree);
    }

    Document document() {
        return tree.document();
    }

    /// Whose attributes an element of that name has here.
    Vocabulary attributesOf(Name name) {
        if (noscript.isOpen()) {
            return Vocabulary.HTML;
        }
        if (foreignRules.isForeign()) {
            return foreignRules.vocabulary();
        }
        return switch (name.kind().start()) {
            case SVG -> Vocabulary.SVG;
            case MATH -> Vocabulary.MATH;
            default -> Vocabulary.HTML;
        };
    }

    /// Whether a document type would be the page's.
    boolean takesDoctype() {
        return tree.mode() == Mode.INITIAL;
    }

    void doctype(DocumentType type, boolean isQuirky) {
        tree.append(type);
        if (isQuirky) {
            tree.beQuirky();
        }
        tree.enter(Mode.BEFORE_HTML);
    }

    void comment(String text) {
        Comment comment = new Comment(text);
        if (noscript.isOpen() || foreignRules.isForeign()) {
            tree.append(comment);
            return;
        }
        switch (tree.mode()) {
            case AFTER_BODY -> tree.html().appendChild(comment);
            case AFTER_AFTER_BODY -> tree.document().appendChild(comment);
            default -> tree.append(comment);
        }
    }

    void text(String text) {
        if (noscript.isOpen() || foreignRules.takesText()) {
            tree.appendText(text);
            return;
        }
        boolean isBlank = Spaces.isBlank(text);
        boolean isDone = false;
        while (!isDone) {
            isDone = switch (tree.mode()) {
                case INITIAL, BEFORE_HTML, BEFORE_HEAD, IN_HEAD, AFTER_HEAD -> headRules.text(text, isBlank);
                case IN_BODY, IN_CAPTION, IN_CELL, IN_TEMPLATE -> bodyRules.text(text);
                case IN_TABLE, IN_TABLE_BODY, IN_ROW, IN_COLUMN_GROUP -> tableRules.text(text, isBlank);
                case IN_SELECT, IN_SELECT_IN_TABLE -> selectRules.text(text);
                case AFTER_BODY, AFTER_AFTER_BODY -> bodyRules.textAfter(text, isBlank);
            };
        }
    }

    Content start(StartTag start) {
        if (noscript.isOpen()) {
            return noscript.start(start);
        }
        if (foreignRules.isForeign()) {
            return foreignRules.start(start);
        }
        Content content = null;
        while (content == null) {
            content = startInMode(start);
        }
        return content;
    }

    private @Nullable Content startInMode(StartTag start) {
        return switch (tree.mode()) {
            case INITIAL, BEFORE_HTML, BEFORE_HEAD, IN_HEAD, AFTER_HEAD -> headRules.start(start);
            case IN_BODY -> bodyRules.start(start);
            case IN_CAPTION, IN_CELL, IN_TABLE, IN_TABLE_BODY, IN_ROW, IN_COLUMN_GROUP -> tableRules.start(start);
            case IN_SELECT, IN_SELECT_IN_TABLE -> selectRules.start(start);
            case IN_TEMPLATE -> bodyRules.startInTemplate(start);
            case AFTER_BODY, AFTER_AFTER_BODY -> bodyRules.startAfter(start);
        };
    }

    /// What was read of an element whose content is no markup.
    void content(String content) {
        tree.appendContent(content);
    }

    void end(Name name) {
        if (noscript.isOpen()) {
            noscript.end(name);
            return;
        }
        if (foreignRules.isForeign() && foreignRules.end(name)) {
            return;
        }
        boolean isDone = false;
        while (!isDone) {
            isDone = switch (tree.mode()) {
                case INITIAL, BEFORE_HTML, BEFORE_HEAD, IN_HEAD, AFTER_HEAD -> headRules.end(name);
                case IN_BODY -> bodyEnds.end(name);
                case IN_CAPTION, IN_CELL, IN_TABLE, IN_TABLE_BODY, IN_ROW, IN_COLUMN_GROUP -> tableRules.end(name);
                case IN_SELECT, IN_SELECT_IN_TABLE -> selectRules.end(name);
                case IN_TEMPLATE -> bodyRules.endInTemplate(name);
                case AFTER_BODY, AFTER_AFTER_BODY -> bodyRules.endAfter(name);
            };
        }
    }

    /// The page is over.
    void finish() {
        if (noscript.isOpen()) {
            noscript.close();
        }
        headRules.finish();
    }
}
