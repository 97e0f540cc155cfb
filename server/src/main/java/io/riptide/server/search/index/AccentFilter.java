package io.riptide.server.search.index;

import java.io.IOException;
import java.text.Normalizer;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// Takes accents off words of any script that has them as marks of their own: `é` and `e` + U+0301 become `e`,
/// `ё` becomes `е`, `ά` becomes `α`; wide and narrow forms become the usual ones.
///
/// What is not seen, such as the marks that say which way a text is read, goes too, and a sigma is one wherever it
/// stands in its word.
///
/// Of marks only U+0300–U+036F go. Marks elsewhere are letters to their readers: without U+3099 `が` would be `か`, and
/// the vowels of Hindi are marks too.
///
/// - **Source:** UAX #15, NFKD and NFC.
final class AccentFilter extends TokenFilter {
    private static final char FINAL_SIGMA = '\u03C2';
    private static final char SIGMA = '\u03C3';
    private static final String THAI_AM = "\u0E33";
    private static final String THAI_AM_PARTS = "\u0E4D\u0E32";
    private static final String LAO_AM = "\u0EB3";
    private static final String LAO_AM_PARTS = "\u0ECD\u0EB2";

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    AccentFilter(TokenStream input) {
        super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (!input.incrementToken()) {
            return false;
        }
        if (!isAscii(term)) {
            String folded = fold(term.toString());
            // Of a word that is nothing but marks something has to stay.
            if (!folded.isEmpty()) {
                term.setEmpty().append(folded);
            }
        }
        return true;
    }

    private static boolean isAscii(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    static String fold(String word) {
        String decomposed = Normalizer.normalize(word, Normalizer.Form.NFKD);
        var bare = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            if ((c < 0x300 || c > 0x36F) && Character.getType(c) != Character.FORMAT) {
                bare.append(c == FINAL_SIGMA ? SIGMA : c);
            }
        }
        String composed = Normalizer.normalize(bare, Normalizer.Form.NFC);
        // One key and one letter to who writes them, two to Unicode.
        return composed.replace(THAI_AM_PARTS, THAI_AM).replace(LAO_AM_PARTS, LAO_AM);
    }
}
