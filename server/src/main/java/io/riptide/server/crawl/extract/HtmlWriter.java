package io.riptide.server.crawl.extract;

import java.util.Set;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;

/// Writes content as HTML that is safe to show: known elements only, with the few attributes that carry
/// meaning, absolute links, no scripts, styles, handlers, forms or embeds. Unknown elements leave their content
/// behind.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** linear; at the limit no new element is opened, so what is written stays well-formed.
final class HtmlWriter implements ContentSink {
    private static final Set<String> ELEMENTS = Set.of(
            "a",
            "abbr",
            "address",
            "article",
            "b",
            "blockquote",
            "br",
            "caption",
            "cite",
            "code",
            "col",
            "colgroup",
            "dd",
            "del",
            "details",
            "dfn",
            "div",
            "dl",
            "dt",
            "em",
            "figcaption",
            "figure",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "i",
            "img",
            "ins",
            "kbd",
            "li",
            "main",
            "mark",
            "ol",
            "p",
            "pre",
            "q",
            "rp",
            "rt",
            "ruby",
            "s",
            "samp",
            "section",
            "small",
            "span",
            "strong",
            "sub",
            "summary",
            "sup",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "time",
            "tr",
            "u",
            "ul",
            "var",
            "wbr");

    private static final Set<String> EMPTY_ELEMENTS = Set.of("br", "col", "hr", "img", "wbr");

    private static final Set<String> ATTRIBUTES =
            Set.of("alt", "title", "lang", "dir", "colspan", "rowspan", "datetime", "start", "cite", "rel");

    private final int charsMax;
    private final LinkResolver links;
    private final StringBuilder out = new StringBuilder();

    /// Elements opened but not written since the limit was met; their ends are not written either.
    private int skippedDepth;

    private boolean truncated;

    HtmlWriter(int charsMax, LinkResolver links) {
        this.charsMax = charsMax;
        this.links = links;
    }

    @Override
    public void open(Element element) {
        String tag = element.normalName();
        if (tag.equals("math") || tag.equals("script")) {
            text(Formula.of(element));
            return;
        }
        if (!ELEMENTS.contains(tag)) {
            return;
        }
        if (truncated) {
            skippedDepth++;
            return;
        }
        out.append('<').append(tag);
        if (tag.equals("img")) {
            ImageSource.url(element, links).ifPresent(url -> writeAttribute("src", url));
        }
        for (Attribute attribute : element.attributes()) {
            writeAttribute(tag, attribute);
        }
        out.append('>');
        truncated = out.length() > charsMax;
    }

    private void writeAttribute(String tag, Attribute attribute) {
        String name = attribute.getKey();
        String value = attribute.getValue();
        boolean isCodeClass = name.equals("class") && (tag.equals("code") || tag.equals("pre"));
        if ((name.equals("href") && tag.equals("a")) || name.equals("cite")) {
            links.resolve(value).ifPresent(url -> writeAttribute(name, url));
        } else if (ATTRIBUTES.contains(name) || isCodeClass) {
            writeAttribute(name, value);
        }
    }

    private void writeAttribute(String name, String value) {
        out.append(' ').append(name).append("=\"");
        escape(value);
        out.append('"');
    }

    @Override
    public void text(String text) {
        if (!truncated) {
            escape(
                    text.length() > charsMax - out.length()
                            ? Cuts.chars(text, Math.max(1, charsMax - out.length()))
                            : text);
            truncated = out.length() > charsMax;
        }
    }

    private void escape(String text) {
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            String reference = reference(text.charAt(i));
            if (!reference.isEmpty()) {
                out.append(text, written, i).append(reference);
                written = i + 1;
            }
        }
        out.append(text, written, text.length());
    }

    private static String reference(char c) {
        return switch (c) {
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '&' -> "&amp;";
            case '"' -> "&quot;";
            default -> "";
        };
    }

    @Override
    public void close(Element element) {
        String tag = element.normalName();
        if (!ELEMENTS.contains(tag)) {
            return;
        }
        if (skippedDepth > 0) {
            skippedDepth--;
        } else if (!EMPTY_ELEMENTS.contains(tag)) {
            out.append("</").append(tag).append('>');
        }
    }

    boolean isTruncated() {
        return truncated;
    }

    /// The markup; longer than the limit by no more than the ends of the elements that were open.
    String finish() {
        return out.toString();
    }
}
