package io.riptide.server.crawl.extract;

import io.riptide.server.text.Scripts;

/// Counts words and rates content.
final class ContentMeasures {
    private static final int WORDS_PER_MINUTE = 225;

    /// Content of at least so many words gets all points for its length.
    private static final int WORDS_AMPLE = 400;

    /// A line of so many characters is a paragraph and not a label.
    private static final int PARAGRAPH_CHARS_MIN = 80;

    private static final int PARAGRAPHS_AMPLE = 10;

    /// Bits of what a character is; neither stands between words.
    private static final byte LETTER = 1;

    private static final byte APOSTROPHE = 2;

    /// What each character of ASCII is: most pages have few others.
    private static final byte[] ASCII = ascii();

    private ContentMeasures() {}

    private static byte[] ascii() {
        byte[] kinds = new byte[0x80];
        for (char c = 0; c < kinds.length; c++) {
            kinds[c] = Character.isLetterOrDigit(c) ? LETTER : c == '\'' ? APOSTROPHE : 0;
        }
        return kinds;
    }

    /// The figures for a text of so many [#words] and that quality.
    static Document.Measures of(int words, Document.Quality quality) {
        int minutes = (words + WORDS_PER_MINUTE - 1) / WORDS_PER_MINUTE;
        return new Document.Measures(words, minutes, quality.score());
    }

    /// Rates `text` with its [#words], which came out of `sourceChars` characters of markup; without a word it
    /// is worth nothing.
    static Document.Quality quality(String text, int words, int sourceChars, PageMetadata metadata) {
        if (words == 0) {
            return new Document.Quality(0, 0, 0, 0, 0);
        }
        double share = Math.min(1.0, 10.0 * text.length() / Math.max(1, sourceChars));
        int details = (metadata.description().isEmpty() ? 0 : 1)
                + (metadata.byline().isEmpty() ? 0 : 1)
                + (metadata.published().isEmpty() ? 0 : 1);
        return new Document.Quality(
                40.0 * Math.min(words, WORDS_AMPLE) / WORDS_AMPLE,
                20.0 * Math.min(paragraphs(text), PARAGRAPHS_AMPLE) / PARAGRAPHS_AMPLE,
                15.0 * share,
                metadata.title().isEmpty() ? 0 : 10,
                5.0 * details);
    }

    /// Runs of letters and digits with their marks; in Chinese and Japanese each character counts as a word.
    static int words(String text) {
        char[] chars = text.toCharArray();
        int words = 0;
        int inWord = 0;
        int i = 0;
        while (i < chars.length) {
            char c = chars[i];
            if (c < ASCII.length) {
                // In bits, since a branch would be guessed wrong at each word.
                int kind = ASCII[c];
                words += kind & ~inWord & LETTER;
                inWord = (kind & LETTER) | (kind >> 1 & inWord);
                i++;
                continue;
            }
            int codePoint = Character.codePointAt(chars, i);
            i += Character.charCount(codePoint);
            if (codePoint > 0x2E7F && Scripts.isIdeographic(codePoint)) {
                words++;
                inWord = 0;
            } else if (Character.isLetterOrDigit(codePoint)) {
                words += 1 - inWord;
                inWord = 1;
            } else if (codePoint != '\u2019' && !isMarkInWord(codePoint)) {
                inWord = 0;
            }
        }
        return words;
    }

    /// Between the words of Thai and its neighbours is nothing; there are about as many as there are marks.
    private static boolean isMarkInWord(int c) {
        return Scripts.isMark(c) && !Scripts.isSoutheastAsian(c);
    }

    private static int paragraphs(String text) {
        int paragraphs = 0;
        int lineStart = 0;
        while (lineStart < text.length()) {
            int end = text.indexOf('\n', lineStart);
            int lineEnd = end < 0 ? text.length() : end;
            paragraphs += lineEnd - lineStart >= PARAGRAPH_CHARS_MIN ? 1 : 0;
            lineStart = lineEnd + 1;
        }
        return paragraphs;
    }
}
