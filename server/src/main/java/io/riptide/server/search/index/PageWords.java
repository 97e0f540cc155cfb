package io.riptide.server.search.index;

/// Words of a page, one after the other, as [UnicodeWords] cuts and folds them.
///
/// Finding words is most of what it costs to index a page, some 90 ns each in Lucene's chain. Nearly all words
/// of many languages are ASCII, for which Unicode's rules are the few lines here. What has any other character
/// in it goes the long way, up to the next blank and with its neighbours of that kind.
///
/// Begins with [#read], then [#next] until that is `false` or no more is wanted, and so again.
///
/// - **Threading:** one thread.
/// - **Bounds:** keeps an array of the longest page's length.
/// - **Source:** UAX #29, rules WB5 to WB13b.
final class PageWords {
    /// Longer words are cut by Lucene.
    private static final int WORD_CHARS_MAX = 255;

    private static final char ASCII_END = 0x7F;

    // What a character is: blank is 0, those of words are themselves, in lower case.
    private static final byte BREAK = 1;
    private static final byte JOINS_LETTERS = 2;
    private static final byte JOINS_DIGITS = 3;
    private static final byte JOINS_BOTH = 4;
    private static final byte[] KINDS = kinds();

    private final UnicodeWords others = UnicodeWords.ofPages();
    private char[] text = {};
    private int textEnd;
    private int at;

    /// Where what [#others] reads begins; -1 if nothing.
    private int othersStart = -1;

    private char[] chars = text;
    private int start;
    private int length;
    private int hash;
    private int from;
    private int to;
    private int position;

    private static byte[] kinds() {
        byte[] kinds = new byte[ASCII_END];
        for (char c = '!'; c < ASCII_END; c++) {
            boolean isWord = Character.isLetterOrDigit(c) || c == '_';
            kinds[c] = isWord ? (byte) Character.toLowerCase(c) : BREAK;
        }
        kinds[':'] = JOINS_LETTERS;
        kinds[','] = JOINS_DIGITS;
        kinds[';'] = JOINS_DIGITS;
        kinds['.'] = JOINS_BOTH;
        kinds['\''] = JOINS_BOTH;
        return kinds;
    }

    void read(String page) {
        textEnd = page.length();
        if (text.length < textEnd) {
            text = new char[textEnd];
        }
        page.getChars(0, textEnd, text, 0);
        at = 0;
        othersStart = -1;
        position = -1;
    }

    boolean next() {
        while (true) {
            if (othersStart >= 0) {
                if (others.next()) {
                    takeOther();
                    return true;
                }
                othersStart = -1;
            }
            int first = firstOfWord();
            if (first == textEnd) {
                at = textEnd;
                return false;
            }
            int end = asciiEnd(first);
            if (end < 0) {
                // A sign before it is read with it: of some, what follows makes words.
                readOthers(first > at && text[first - 1] > ' ' ? first - 1 : first);
            } else {
                at = end;
                if (text[first] != '_' || hasAlphanumeric(first, end)) {
                    takeAscii(first, end);
                    return true;
                }
            }
        }
    }

    private int firstOfWord() {
        int i = at;
        while (i < textEnd && text[i] < ASCII_END && KINDS[text[i]] <= JOINS_BOTH) {
            i++;
        }
        return i;
    }

    /// Where the word ends that begins at `first`, its characters made lower case; -1 if it is not all ASCII,
    /// or too long.
    private int asciiEnd(int first) {
        char[] chars = text;
        int end = Math.min(textEnd, first + WORD_CHARS_MAX + 1);
        int sum = 0;
        int i = first;
        while (i < end) {
            char c = chars[i];
            if (c >= ASCII_END) {
                return -1;
            }
            byte kind = KINDS[c];
            if (kind > JOINS_BOTH) {
                c = (char) kind;
                chars[i] = c;
            } else if (kind <= BREAK || i + 1 == textEnd) {
                break;
            } else if (chars[i + 1] >= ASCII_END) {
                return -1;
            } else if (!joins(kind, chars[i - 1], chars[i + 1])) {
                break;
            }
            sum = 31 * sum + c;
            i++;
        }
        hash = sum;
        return i - first <= WORD_CHARS_MAX ? i : -1;
    }

    private static boolean joins(byte kind, char before, char after) {
        if (isDigit(before)) {
            return kind != JOINS_LETTERS && isDigit(after);
        }
        return kind != JOINS_DIGITS && isLetter(before) && isLetter(after);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        char lower = (char) (c | 0x20);
        return lower >= 'a' && lower <= 'z';
    }

    private boolean hasAlphanumeric(int first, int end) {
        for (int i = first; i < end; i++) {
            if (isLetter(text[i]) || isDigit(text[i])) {
                return true;
            }
        }
        return false;
    }

    private void takeAscii(int first, int end) {
        chars = text;
        start = first;
        length = end - first;
        from = first;
        to = end;
        position++;
    }

    /// Gives what begins at `first` to the others, as long as chunks between blanks begin with what is not
    /// ASCII.
    private void readOthers(int first) {
        int end = chunkEnd(first);
        for (int next = chunkStart(end); next < textEnd && text[next] >= ASCII_END; next = chunkStart(end)) {
            end = chunkEnd(next);
        }
        for (int i = first; i < end; i++) {
            char before = i == first ? ' ' : text[i - 1];
            char after = i + 1 == end ? ' ' : text[i + 1];
            if (PlainText.isBlank(text[i])) {
                text[i] = ' ';
            } else if (PlainText.isHalf(before, text[i], after)) {
                text[i] = PlainText.REPLACEMENT;
            }
        }
        others.read(text, first, end - first);
        othersStart = first;
        at = end;
    }

    private int chunkEnd(int first) {
        int i = first;
        while (i < textEnd && text[i] > ' ') {
            i++;
        }
        return i;
    }

    private int chunkStart(int end) {
        int i = end;
        while (i < textEnd && text[i] <= ' ') {
            i++;
        }
        return i;
    }

    private void takeOther() {
        chars = others.chars();
        start = 0;
        length = others.length();
        from = othersStart + others.start();
        to = othersStart + others.end();
        hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + chars[i];
        }
        position += others.step();
    }

    /// Characters of the word, folded: those from [#start] on, as many as [#length]; valid until the next one.
    char[] chars() {
        return chars;
    }

    int start() {
        return start;
    }

    int length() {
        return length;
    }

    /// As [String#hashCode] of the word.
    int hash() {
        return hash;
    }

    /// Where the word begins in the page.
    int from() {
        return from;
    }

    /// Where it ends.
    int to() {
        return to;
    }

    /// Which word of the page it is; several may have the same place.
    int position() {
        return position;
    }
}
