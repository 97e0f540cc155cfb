package io.riptide.server.search.index;

import java.io.IOException;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/// Has runs of Thai, Lao, Burmese and Khmer taken by two characters as Japanese is: nothing stands between their
/// words, and to find those takes a dictionary of each language.
final class SoutheastAsianFilter extends TokenFilter {
    private static final String FOUND = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.SOUTHEAST_ASIAN];
    private static final String TAKEN_AS = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.HIRAGANA];

    private final TypeAttribute type = addAttribute(TypeAttribute.class);

    SoutheastAsianFilter(TokenStream input) {
        super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (!input.incrementToken()) {
            return false;
        }
        if (type.type().equals(FOUND)) {
            type.setType(TAKEN_AS);
        }
        return true;
    }
}
