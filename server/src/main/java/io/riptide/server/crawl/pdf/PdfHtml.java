package io.riptide.server.crawl.pdf;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Tells a PDF once more as HTML.
final class PdfHtml {
    private final StringBuilder out = new StringBuilder();

    private PdfHtml() {}

    static String of(PdfContents contents) {
        PdfHtml html = new PdfHtml();
        html.head(contents.head());
        html.out.append("<body><main>\n");
        Set<String> written = new HashSet<>();
        for (Block block : contents.blocks()) {
            String tag = block.level() == 0 ? "p" : "h" + block.level();
            html.out.append('<').append(tag).append('>');
            for (Span span : block.spans()) {
                html.span(span);
                written.add(span.link());
            }
            html.out.append("</").append(tag).append(">\n");
        }
        html.linksWithoutText(contents.links(), written);
        html.out.append("</main></body></html>\n");
        return html.out.toString();
    }

    private void head(PdfHead head) {
        out.append("<!DOCTYPE html><html");
        if (!head.language().isEmpty()) {
            out.append(" lang=\"");
            escaped(head.language());
            out.append('"');
        }
        out.append("><head><title>");
        escaped(head.title());
        out.append("</title>\n");
        meta("author", String.join(", ", head.authors()));
        meta("description", head.subject());
        meta("keywords", String.join(", ", head.keywords()));
        meta("article:published_time", head.published());
        out.append("</head>");
    }

    private void meta(String name, String content) {
        if (!content.isEmpty()) {
            out.append("<meta name=\"").append(name).append("\" content=\"");
            escaped(content);
            out.append("\">\n");
        }
    }

    private void span(Span span) {
        if (span.link().isEmpty()) {
            escaped(span.text());
            return;
        }
        out.append("<a href=\"");
        escaped(span.link());
        out.append("\">");
        escaped(span.text());
        out.append("</a>");
    }

    /// A picture can be clicked as well; such a link is listed and has no words.
    private void linksWithoutText(List<String> links, Set<String> written) {
        for (String link : links) {
            if (!written.contains(link)) {
                span(new Span("", link));
            }
        }
    }

    /// Fonts with a broken table give control characters and halves of surrogate pairs.
    private void escaped(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\t', '\n', '\r' -> out.append(' ');
                default -> {
                    boolean isHalf = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
                    if (isHalf) {
                        out.append('\ufffd');
                    } else if (!Character.isISOControl(c)) {
                        out.appendCodePoint(c);
                    }
                }
            }
        }
    }
}
