package io.riptide.server.search.index;

import java.io.CharArrayReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/// Words of a text in any language: as Unicode cuts them, in lower case, without accents.
///
/// Chinese, Japanese, Korean, Thai, Lao, Burmese and Khmer have no gaps to cut at, so each two neighbouring
/// characters are a word; of pages, each character too, so that a query of a single one finds them. There are no
/// stems and no stop words, since both need to know the language: `car` does not find `cars`.
///
/// Begins with [#read], then [#next] until that is `false` or no more is wanted, and so again.
///
/// - **Threading:** one thread.
/// - **Source:** UAX #29 (word boundaries), in Lucene's reading.
final class UnicodeWords {
    private static final int SCRIPTS =
            CJKBigramFilter.HAN | CJKBigramFilter.HIRAGANA | CJKBigramFilter.KATAKANA | CJKBigramFilter.HANGUL;

    private final StandardTokenizer tokenizer = new StandardTokenizer();
    private final TokenStream words;
    private final CharTermAttribute term;
    private final OffsetAttribute offset;
    private final PositionIncrementAttribute step;

    private UnicodeWords(boolean isPage) {
        // The accents first: lower case of a decomposed letter is the same, of a wide one it is not.
        TokenStream folded = new ASCIIFoldingFilter(new LowerCaseFilter(new AccentFilter(tokenizer)));
        words = new CJKBigramFilter(new SoutheastAsianFilter(folded), SCRIPTS, isPage);
        term = words.addAttribute(CharTermAttribute.class);
        offset = words.addAttribute(OffsetAttribute.class);
        step = words.addAttribute(PositionIncrementAttribute.class);
    }

    static UnicodeWords ofPages() {
        return new UnicodeWords(true);
    }

    static UnicodeWords ofQueries() {
        return new UnicodeWords(false);
    }

    /// Reads `chars`, which stay as they are until all words were taken. No half of a surrogate pair may be
    /// among them: before one at the end Lucene's tokenizer loses everything.
    void read(char[] chars, int start, int length) {
        try {
            words.close(); // of what was read before, not all may have been wanted
            tokenizer.setReader(new CharArrayReader(chars, start, length));
            words.reset();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array's reader has none
        }
    }

    boolean next() {
        try {
            if (words.incrementToken()) {
                return true;
            }
            words.end();
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Characters of the word, of which the first [#length] count; valid until the next one.
    char[] chars() {
        return term.buffer();
    }

    int length() {
        return term.length();
    }

    String text() {
        return term.toString();
    }

    /// Where the word begins in what is read.
    int start() {
        return offset.startOffset();
    }

    int end() {
        return offset.endOffset();
    }

    /// How many places it is behind the one before: 0 is the same place.
    int step() {
        return step.getPositionIncrement();
    }
}
