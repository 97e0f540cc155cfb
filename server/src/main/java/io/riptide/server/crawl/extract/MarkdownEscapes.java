package io.riptide.server.crawl.extract;

/// Says which characters of a text would mean something in Markdown where they stand, and need a backslash.
///
/// Prose is left alone as far as possible: `snake_case`, `2 * 3`, `[1]` and `C#` stay as they are.
///
/// - **Source:** CommonMark 0.31.2, 2.4, 4.1 to 4.3, 5.2, 6.2 to 6.6; GFM 4.10, 6.5.
final class MarkdownEscapes {
    /// Longest name of a character reference that HTML has is 31 letters.
    private static final int ENTITY_CHARS_MAX = 33;

    private static final byte PLAIN = 0;

    /// The space, which is plain between two plain characters.
    private static final byte SPACE = 1;

    private static final byte OTHER = 2;
    private static final byte[] ASCII = ascii();

    private MarkdownEscapes() {}

    private static byte[] ascii() {
        byte[] kinds = new byte[0x80];
        for (char c = 0; c < kinds.length; c++) {
            kinds[c] = c == ' ' ? SPACE : isPlain(c) ? PLAIN : OTHER;
        }
        return kinds;
    }

    /// Where the character stands that is asked about.
    ///
    /// @param previous the character before it in the output, a line end at the start
    /// @param atLineStart whether it is the first of its line
    /// @param lineDigits digits before it that are all there is on its line, else -1
    /// @param inBrackets whether it is part of a link's text
    /// @param inCell whether it is part of a table cell
    record Place(char previous, boolean atLineStart, int lineDigits, boolean inBrackets, boolean inCell) {}

    /// Where the run of characters of ASCII ends that begins at `start`, behind a visible one, and holds nothing
    /// but what is [#isPlain] and single spaces between them.
    ///
    /// @param chars a text of that `length`, and more behind it
    static int plainEnd(char[] chars, int start, int length) {
        int end = start;
        int previous = PLAIN;
        while (end < length) {
            char c = chars[end];
            int kind = c < ASCII.length ? ASCII[c] : OTHER;
            if ((kind & (previous | OTHER)) != 0) {
                break;
            }
            previous = kind;
            end++;
        }
        return end - previous;
    }

    /// Whether `text.charAt(index)` can be written as it is in any place: true for nearly all characters.
    static boolean isPlain(char c) {
        return Character.isLetter(c) || c > 0x7f || c == ',' || c == '\'' || c == '"' || c == ';' || c == '/';
    }

    static boolean isNeeded(String text, int index, Place place) {
        char c = text.charAt(index);
        char next = index + 1 < text.length() ? text.charAt(index + 1) : '\0';
        if (place.atLineStart() && startsBlock(text, index, c, next)) {
            return true;
        }
        return switch (c) {
            case '`' -> true;
            case '\\' -> next == '\0' || isPunctuation(next);
            case '*' -> !(isBlank(place.previous()) && isBlank(next));
            case '_' -> !isInsideWord(place.previous(), next) && !(isBlank(place.previous()) && isBlank(next));
            case '[' -> place.inBrackets();
            case ']' -> place.inBrackets();
            case '(', ':' -> place.previous() == ']';
            case '<' -> next == '/' || next == '!' || next == '?' || next == '\0' || Character.isLetter(next);
            case '&' -> isReference(text, index);
            case '~' -> next == '~' || place.previous() == '~';
            case '|' -> place.inCell();
            case '.', ')' -> place.lineDigits() > 0 && place.lineDigits() <= 9 && isBlankOrEnd(next);
            default -> false;
        };
    }

    /// `text` as it may stand between the brackets of an image.
    static String bracketed(String text, boolean isInCell) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[' || c == ']' || c == '\\' || c == '`' || c == '<' || (c == '|' && isInCell)) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }

    private static boolean startsBlock(String text, int index, char c, char next) {
        return switch (c) {
            case '>', '=', '|' -> true;
            case '+', '*', '_' -> isBlankOrEnd(next);
            case '-' -> isBlankOrEnd(next) || next == '-' || next == '|' || next == ':';
            case '#' -> {
                int end = index;
                while (end < text.length() && text.charAt(end) == '#') {
                    end++;
                }
                yield end - index <= 6 && (end == text.length() || Tags.isSpace(text.charAt(end)));
            }
            case '~' -> next == '~';
            default -> false;
        };
    }

    private static boolean isReference(String text, int index) {
        int end = Math.min(text.length(), index + ENTITY_CHARS_MAX);
        for (int i = index + 1; i < end; i++) {
            char c = text.charAt(i);
            if (c == ';') {
                return i > index + 1;
            }
            if (!Character.isLetterOrDigit(c) && !(c == '#' && i == index + 1)) {
                return false;
            }
        }
        return false;
    }

    private static boolean isInsideWord(char previous, char next) {
        return Character.isLetterOrDigit(previous) && Character.isLetterOrDigit(next);
    }

    private static boolean isBlank(char c) {
        return Tags.isSpace(c);
    }

    private static boolean isBlankOrEnd(char c) {
        return c == '\0' || Tags.isSpace(c);
    }

    /// ASCII punctuation: what a backslash escapes.
    static boolean isPunctuation(char c) {
        return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
    }
}
