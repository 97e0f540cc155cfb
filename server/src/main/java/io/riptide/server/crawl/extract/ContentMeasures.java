package io.riptide.server.crawl.extract;

/// Counts words and rates content.
final class ContentMeasures {
    private static final int WORDS_PER_MINUTE = 225;

    /// Content of at least so many words gets all points for its length.
    private static final int WORDS_AMPLE = 400;

    /// A line of so many characters is a paragraph and not a label.
    private static final int PARAGRAPH_CHARS_MIN = 80;

    private static final int PARAGRAPHS_AMPLE = 10;

    private ContentMeasures() {}

    /// The figures for `text` of that quality.
    static Document.Measures of(String text, Document.Quality quality) {
        int words = words(text);
        int minutes = (words + WORDS_PER_MINUTE - 1) / WORDS_PER_MINUTE;
        return new Document.Measures(words, minutes, quality.score());
    }

    /// Rates `text`, which came out of `sourceChars` characters of markup; without a word it is worth nothing.
    static Document.Quality quality(String text, int sourceChars, PageMetadata metadata) {
        int words = words(text);
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

    /// Runs of letters and digits; in scripts written without spaces each character counts as a word.
    static int words(String text) {
        int words = 0;
        boolean isInWord = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c > 0x2E7F && isUnspaced(c)) {
                words++;
                isInWord = false;
            } else if (Character.isLetterOrDigit(c)) {
                words += isInWord ? 0 : 1;
                isInWord = true;
            } else if (c != '\'' && c != '\u2019') {
                isInWord = false;
            }
        }
        return words;
    }

    private static boolean isUnspaced(int c) {
        return Character.isIdeographic(c) || (c >= 0x3040 && c <= 0x30FF);
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
