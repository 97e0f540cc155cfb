package io.riptide.server.search.index;

/// Text as it is kept: one line, cut where no character breaks.
final class PlainText {
    static final char REPLACEMENT = '\uFFFD';

    private PlainText() {}

    /// The first `charsMax` of `text`, without half a surrogate pair at the end.
    static String cut(String text, int charsMax) {
        return text.length() <= charsMax ? text : text.substring(0, wholeBefore(text, charsMax));
    }

    /// `index`, or the one before if that splits a surrogate pair.
    static int wholeBefore(String text, int index) {
        boolean splits = index > 0
                && index < text.length()
                && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1));
        return splits ? index - 1 : index;
    }

    /// `text` with each run of white space and control characters made one space, and none at its ends; with
    /// U+FFFD for each half of a surrogate pair, since Lucene's tokenizer loses the whole text before one at
    /// the end.
    static String collapse(String text) {
        var collapsed = new StringBuilder(text.length());
        boolean isGap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isBlank(c)) {
                isGap = true;
                continue;
            }
            if (isGap && !collapsed.isEmpty()) {
                collapsed.append(' ');
            }
            isGap = false;
            collapsed.append(isHalf(text, i) ? REPLACEMENT : c);
        }
        return collapsed.toString();
    }

    private static boolean isHalf(String text, int index) {
        char before = index == 0 ? ' ' : text.charAt(index - 1);
        char after = index + 1 == text.length() ? ' ' : text.charAt(index + 1);
        return isHalf(before, text.charAt(index), after);
    }

    /// Whether `c` is half of a surrogate pair without the other half beside it.
    static boolean isHalf(char before, char c, char after) {
        return Character.isHighSurrogate(c)
                ? !Character.isLowSurrogate(after)
                : Character.isLowSurrogate(c) && !Character.isHighSurrogate(before);
    }

    static boolean isBlank(char c) {
        return c <= ' '
                || (c >= 0x7F
                        && (Character.isISOControl(c)
                                || Character.isWhitespace(c)
                                || c == 0xA0
                                || Character.isSpaceChar(c)
                                || c == 0xFEFF));
    }
}
