package io.riptide.server.crawl.extract.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jsoup.nodes.Attributes;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.ParseSettings;
import org.jsoup.parser.Parser;
import org.jsoup.parser.Tag;
import org.jspecify.annotations.Nullable;

/// The tree as far as it has grown, and what is open in it.
///
/// - **Threading:** one page, one thread.
final class PageTree {
    private final OpenElements open = new OpenElements();
    private final FormattingElements formatting = new FormattingElements();
    private final List<Mode> templateModes = new ArrayList<>();
    private final Parser parser;
    private final Document document;
    private Mode mode = Mode.INITIAL;
    private boolean isQuirky;
    private boolean hasBase;
    private @Nullable Element head;
    private @Nullable FormElement form;

    /// A tree whose document says that `parser` made it.
    PageTree(Parser parser) {
        this.parser = parser;
        document = new Document(Parser.NamespaceHtml, "");
        document.parser(parser);
    }

    Document document() {
        return document;
    }

    OpenElements open() {
        return open;
    }

    FormattingElements formatting() {
        return formatting;
    }

    Mode mode() {
        return mode;
    }

    void enter(Mode next) {
        mode = next;
    }

    boolean isQuirky() {
        return isQuirky;
    }

    void beQuirky() {
        isQuirky = true;
        document.quirksMode(Document.QuirksMode.quirks);
    }

    @Nullable
    FormElement form() {
        return form;
    }

    void form(@Nullable FormElement current) {
        form = current;
    }

    Element head() {
        return Objects.requireNonNull(head);
    }

    Element body() {
        return open.at(open.lastIndexOf(ElementKind.BODY));
    }

    Element html() {
        return open.at(0);
    }

    Element currentOrDocument() {
        return open.isEmpty() ? document : open.current();
    }

    void append(DocumentType type) {
        document.appendChild(type);
    }

    void append(Comment comment) {
        currentOrDocument().appendChild(comment);
    }

    void appendText(String text) {
        currentOrDocument().appendChild(new TextNode(text));
    }

    /// The whole content of an element that was opened for it, which ends here.
    void appendContent(String content) {
        if (!content.isEmpty()) {
            Element element = open.current();
            element.appendChild(element.tag().is(Tag.Data) ? new DataNode(content) : new TextNode(content));
        }
        open.pop();
    }

    Element insert(StartTag start) {
        return insert(start.kind(), start.name().lower(), start.attributes());
    }

    /// Inserts an element that no tag stands for.
    void insert(ElementKind kind) {
        insert(kind, kind.name(), null);
    }

    Element insert(ElementKind kind, String name, @Nullable Attributes attributes) {
        Tag tag = kind.tag() == null
                ? parser.tagSet().valueOf(name, Parser.NamespaceHtml, ParseSettings.htmlDefault)
                : kind.tag();
        return insert(
                kind == ElementKind.FORM ? new FormElement(tag, null, attributes) : new Element(tag, null, attributes),
                kind);
    }

    Element insert(Element element, ElementKind kind) {
        currentOrDocument().appendChild(element);
        open.push(element, kind);
        if (kind == ElementKind.HEAD) {
            head = element;
        } else if (form != null && kind.is(ElementKind.FORM_LISTED)) {
            form.addElement(element);
        }
        return element;
    }

    void insertForeign(StartTag start, Vocabulary vocabulary, ElementKind kind) {
        String name = vocabulary.element(start.name().lower());
        Tag tag = parser.tagSet().valueOf(name, vocabulary.namespace(), ParseSettings.preserveCase);
        insert(new Element(tag, null, start.attributes()), kind);
        if (start.isSelfClosing()) {
            open.pop();
        }
    }

    /// Inserts an element that has no content.
    void insertVoid(StartTag start) {
        Element element = insert(start);
        open.pop();
        if (!hasBase && start.name().lower().equals("base")) {
            String base = element.absUrl("href");
            hasBase = !base.isEmpty();
            if (hasBase) {
                document.setBaseUri(base);
            }
        }
    }

    /// Adds attributes that `element` does not have yet, of a second start tag.
    static void merge(StartTag start, Element element) {
        if (start.hasCapitals()) {
            throw UnusualMarkup.of("capitals in a second html or body");
        }
        if (start.attributes() != null) {
            start.attributes().forEach(attribute -> {
                if (!element.attributes().hasKey(attribute.getKey())) {
                    element.attributes().put(attribute);
                }
            });
        }
    }

    /// Opens again the formatting elements that ended before their end tags.
    void reopenFormatting() {
        int last = formatting.size() - 1;
        if (last < 0 || isOpenOrMarker(last)) {
            return;
        }
        int first = last;
        while (first > 0 && !isOpenOrMarker(first - 1)) {
            first--;
        }
        if (last - first >= FormattingElements.REOPENED_MAX) {
            throw UnusualMarkup.of("many formatting elements");
        }
        for (int i = first; i <= last; i++) {
            Element closed = Objects.requireNonNull(formatting.elementAt(i));
            ElementKind kind = formatting.kindAt(i);
            formatting.replace(i, insert(kind, kind.name(), closed.attributes().clone()));
        }
    }

    private boolean isOpenOrMarker(int index) {
        Element element = formatting.elementAt(index);
        return element == null || open.indexOf(element) >= 0;
    }

    /// Whether a template is open, in which forms and the page's own elements are none of the page's.
    boolean isInTemplate() {
        return !templateModes.isEmpty();
    }

    void openTemplate(StartTag start) {
        insert(start);
        formatting.mark();
        enter(Mode.IN_TEMPLATE);
        templateModes.add(Mode.IN_TEMPLATE);
    }

    /// Says how the rest of the innermost template is to be read.
    void enterInTemplate(Mode next) {
        templateModes.set(templateModes.size() - 1, next);
        enter(next);
    }

    void closeTemplate() {
        if (open.has(ElementKind.TEMPLATE)) {
            open.close(ElementKind.TEMPLATE);
            formatting.clearToMarker();
            templateModes.removeLast();
            resetMode();
        }
    }

    /// Enters the mode that fits what is open.
    void resetMode() {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.kindAt(i) == ElementKind.TEMPLATE) {
                mode = templateModes.getLast();
                return;
            }
            if (open.kindAt(i) == ElementKind.HTML) {
                mode = head == null ? Mode.BEFORE_HEAD : Mode.AFTER_HEAD;
                return;
            }
            Mode fitting = Mode.within(open.kindAt(i));
            if (fitting != null) {
                mode = fitting;
                return;
            }
        }
        mode = Mode.IN_BODY;
    }
}
