package io.riptide.server.search.index;

import java.io.StringReader;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/// Words of a text in any language: as Unicode cuts them, in lower case, without accents.
///
/// Chinese, Japanese and Korean have no gaps to cut at, so each two neighbouring characters are a word; pages
/// also have each character, so that a query of a single one finds them. There are no stems and no stop words,
/// since both need to know the language: `car` does not find `cars`.
///
/// - **Source:** UAX #29 (word boundaries), in Lucene's reading.
final class PageAnalyzer extends Analyzer {
    @Override
    protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = new StandardTokenizer();
        return new TokenStreamComponents(words, fold(words, true));
    }

    /// Words of a query. Not by way of this analyzer's reuse, which keeps a chain for each thread that ever
    /// asked.
    static TokenStream queryWords(String text) {
        Tokenizer words = new StandardTokenizer();
        words.setReader(new StringReader(text));
        return fold(words, false);
    }

    private static TokenStream fold(Tokenizer words, boolean isPage) {
        // The accents first: lower case of a decomposed letter is the same, of a wide one it is not.
        TokenStream folded = new ASCIIFoldingFilter(new LowerCaseFilter(new AccentFilter(words)));
        int scripts =
                CJKBigramFilter.HAN | CJKBigramFilter.HIRAGANA | CJKBigramFilter.KATAKANA | CJKBigramFilter.HANGUL;
        return new CJKBigramFilter(folded, scripts, isPage);
    }
}
