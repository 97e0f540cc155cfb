package io.riptide.server.crawl.extract;

import java.util.Set;

/// What the writers need to know about elements.
final class Tags {
    /// Begin and end a line of their own in any rendering.
    private static final Set<String> BLOCKS = Set.of(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hgroup",
            "hr",
            "legend",
            "li",
            "main",
            "menu",
            "nav",
            "ol",
            "option",
            "p",
            "pre",
            "search",
            "section",
            "summary",
            "table",
            "tbody",
            "tfoot",
            "thead",
            "tr",
            "ul");

    /// Blocks with an empty line around them.
    private static final Set<String> PARAGRAPHS = Set.of(
            "article",
            "blockquote",
            "dl",
            "figure",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "main",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "ul");

    private Tags() {}

    static boolean isBlock(String tag) {
        return BLOCKS.contains(tag);
    }

    static boolean isParagraph(String tag) {
        return PARAGRAPHS.contains(tag);
    }

    /// 1 to 6 for a heading, else 0.
    static int headingLevel(String tag) {
        boolean isHeading = tag.length() == 2 && tag.charAt(0) == 'h' && tag.charAt(1) >= '1' && tag.charAt(1) <= '6';
        return isHeading ? tag.charAt(1) - '0' : 0;
    }

    /// White space that HTML collapses, and the no-break space, which means nothing outside a layout.
    static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\u00a0';
    }

    /// Without width and without meaning: zero-width space, soft hyphen, byte order mark.
    static boolean isInvisible(char c) {
        return c == '\u200b' || c == '\u00ad' || c == '\ufeff';
    }

    /// Where the run of characters ends that begins with the visible one at `start` and is written as it
    /// stands: visible characters, and single spaces between them.
    static int runEnd(String text, int start) {
        int end = start + 1;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == ' ') {
                if (end + 1 == text.length() || !isVisible(text.charAt(end + 1))) {
                    return end;
                }
                end++;
            } else if (!isVisible(c)) {
                return end;
            }
            end++;
        }
        return end;
    }

    /// Neither [#isSpace] nor [#isInvisible].
    private static boolean isVisible(char c) {
        return (c > ' ' && c < '\u00a0') || !(isSpace(c) || isInvisible(c));
    }

    static boolean isList(String tag) {
        return tag.equals("ul") || tag.equals("ol") || tag.equals("menu") || tag.equals("dir");
    }
}
