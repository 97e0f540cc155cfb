package io.riptide.server.search.index;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/// Reads what people type: words, and phrases in double quotes. See [IndexQuery].
///
/// - **Bounds:** the first 4,096 characters, the first 64 different terms, the first 256 words in phrases:
///   fewer clauses than Lucene takes.
final class QueryReader {
    private static final int TEXT_CHARS_MAX = 4_096;
    private static final int TERMS_MAX = 64;
    private static final int PHRASE_WORDS_MAX = 256;
    private static final float TITLE_BOOST = 2;

    private final SequencedSet<String> terms = new LinkedHashSet<>();
    private final List<List<Word>> phrases = new ArrayList<>();
    private final BooleanQuery.Builder clauses = new BooleanQuery.Builder();
    private int phraseWords;

    /// A query, the terms of which it consists, and the phrases, of which `query` only knows the words.
    record Reading(Query query, List<String> terms, List<List<Word>> phrases) {}

    /// A term and its place among those of its phrase.
    record Word(String term, int position) {}

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
        return Optional.of(new Reading(found, List.copyOf(reader.terms), List.copyOf(reader.phrases)));
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
        for (Word word : words(text, UnicodeWords.ofQueries())) {
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
        List<Word> phrase = new ArrayList<>();
        var inTitle = new BooleanQuery.Builder();
        var inText = new BooleanQuery.Builder();
        // Cut as pages are, or the places of words would not be the same.
        for (Word word : words(text, UnicodeWords.ofPages())) {
            boolean isTooMany =
                    phraseWords == PHRASE_WORDS_MAX || (terms.size() == TERMS_MAX && !terms.contains(word.term()));
            if (isTooMany) {
                break;
            }
            phraseWords++;
            terms.add(word.term());
            phrase.add(word);
            inTitle.add(inTitle(word.term()), Occur.MUST);
            inText.add(inText(word.term()), Occur.MUST);
        }
        if (!phrase.isEmpty()) {
            phrases.add(phrase);
            clauses.add(
                    new BooleanQuery.Builder()
                            .add(inTitle.build(), Occur.SHOULD)
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

    private static List<Word> words(String text, UnicodeWords reader) {
        List<Word> words = new ArrayList<>();
        reader.read(text.toCharArray(), 0, text.length());
        int position = -1;
        while (reader.next()) {
            position += reader.step();
            words.add(new Word(reader.text(), position));
        }
        return words;
    }
}
