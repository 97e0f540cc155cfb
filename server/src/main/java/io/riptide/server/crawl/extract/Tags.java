package io.riptide.server.crawl.extract;

import io.riptide.server.text.Names;
import java.util.Set;

/// What the writers need to know about elements.
final class Tags {
    /// Begin and end a line of their own in any rendering.
    private static final Set<String> BLOCKS = Names.set(
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
    private static final Set<String> PARAGRAPHS = Names.set(
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

    private static final byte VISIBLE = 0;

    /// The space itself, which is written as it stands where it is the only one.
    private static final byte SPACE = 1;

    /// All other white space, and what is invisible.
    private static final byte OTHER = 2;

    private static final byte[] ASCII = ascii();

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
    ///
    /// @param chars a text of that `length`, and more behind it
    static int runEnd(char[] chars, int start, int length) {
        int end = start + 1;
        int previous = VISIBLE;
        while (end < length) {
            int kind = kind(chars[end]);
            if ((kind & (previous | OTHER)) != 0) {
                break;
            }
            previous = kind;
            end++;
        }
        return end - previous;
    }

    private static int kind(char c) {
        if (c < ASCII.length) {
            return ASCII[c];
        }
        return isSpace(c) || isInvisible(c) ? OTHER : VISIBLE;
    }

    private static byte[] ascii() {
        byte[] kinds = new byte[0x80];
        for (char c = 0; c < kinds.length; c++) {
            kinds[c] = c == ' ' ? SPACE : isSpace(c) ? OTHER : VISIBLE;
        }
        return kinds;
    }

    static boolean isList(String tag) {
        return tag.equals("ul") || tag.equals("ol") || tag.equals("menu") || tag.equals("dir");
    }
}
