package io.riptide.server.search.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/// Reads what people type: words, and phrases in double quotes. See [IndexQuery].
///
/// - **Bounds:** the first 4,096 characters, the first 64 different terms.
final class QueryReader {
    private static final int TEXT_CHARS_MAX = 4_096;
    private static final int TERMS_MAX = 64;
    private static final float TITLE_BOOST = 2;

    private final SequencedSet<String> terms = new LinkedHashSet<>();
    private final BooleanQuery.Builder clauses = new BooleanQuery.Builder();

    /// A query and the terms of which it consists.
    record Reading(Query query, List<String> terms) {}

    private record Word(String term, int position) {}

    private QueryReader() {}

    /// What `query` looks for, if there is a word in it.
    static Optional<Reading> read(IndexQuery query) {
        var reader = new QueryReader();
        reader.readParts(PlainText.collapse(PlainText.cut(query.text(), TEXT_CHARS_MAX)));
        if (reader.terms.isEmpty()) {
            return Optional.empty();
        }
        Query found = reader.clauses.build();
        if (!query.language().isEmpty()) {
            Term language = new Term(PageFields.LANGUAGE, PageFields.primary(query.language()));
            found = new BooleanQuery.Builder()
                    .add(found, Occur.MUST)
                    .add(new TermQuery(language), Occur.FILTER)
                    .build();
        }
        return Optional.of(new Reading(found, List.copyOf(reader.terms)));
    }

    private void readParts(String text) {
        int from = 0;
        while (from < text.length()) {
            int open = nextQuote(text, from);
            addWords(text.substring(from, open));
            int close = nextQuote(text, open + 1);
            if (close < text.length()) {
                addPhrase(text.substring(open + 1, close));
            } else if (open < text.length()) {
                addWords(text.substring(open + 1)); // never closed
            }
            from = close + 1;
        }
    }

    private static int nextQuote(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || (c >= '“' && c <= '‟')) {
                return i;
            }
        }
        return text.length();
    }

    private void addWords(String text) {
        for (Word word : words(text)) {
            if (terms.size() == TERMS_MAX) {
                return;
            }
            if (terms.add(word.term())) {
                clauses.add(inTitle(word.term()), Occur.SHOULD);
                clauses.add(inText(word.term()), Occur.SHOULD);
            }
        }
    }

    private void addPhrase(String text) {
        var inTitle = new PhraseQuery.Builder();
        var inText = new PhraseQuery.Builder();
        boolean isEmpty = true;
        for (Word word : words(text)) {
            if (terms.size() == TERMS_MAX && !terms.contains(word.term())) {
                break;
            }
            terms.add(word.term());
            inTitle.add(new Term(PageFields.TITLE, word.term()), word.position());
            inText.add(new Term(PageFields.TEXT, word.term()), word.position());
            isEmpty = false;
        }
        if (!isEmpty) {
            clauses.add(
                    new BooleanQuery.Builder()
                            .add(new BoostQuery(inTitle.build(), TITLE_BOOST), Occur.SHOULD)
                            .add(inText.build(), Occur.SHOULD)
                            .build(),
                    Occur.MUST);
        }
    }

    private static Query inTitle(String term) {
        return new BoostQuery(new TermQuery(new Term(PageFields.TITLE, term)), TITLE_BOOST);
    }

    private static Query inText(String term) {
        return new TermQuery(new Term(PageFields.TEXT, term));
    }

    private static List<Word> words(String text) {
        List<Word> words = new ArrayList<>();
        try (TokenStream stream = PageAnalyzer.queryWords(text)) {
            var term = stream.addAttribute(CharTermAttribute.class);
            var step = stream.addAttribute(PositionIncrementAttribute.class);
            int position = -1;
            stream.reset();
            while (stream.incrementToken()) {
                position += step.getPositionIncrement();
                words.add(new Word(term.toString(), position));
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string's reader has none
        }
        return words;
    }
}
