package io.riptide.server.search.index;

import io.riptide.server.search.index.QueryReader.Word;
import io.riptide.server.search.index.Snippet.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.lucene.analysis.CharArrayMap;

/// Where the terms of a query are in a text, by reading it.
///
/// - **Threading:** one thread.
final class TermPlaces {
    /// Places of one term that a snippet is chosen from.
    private static final int MATCHES_MAX = 128;

    private final PageWords words = new PageWords();
    private final CharArrayMap<Integer> numbers;
    private final List<BitSet> positions = new ArrayList<>();
    private final int[] counts;
    private final List<Match> matches = new ArrayList<>();

    TermPlaces(List<String> terms) {
        numbers = new CharArrayMap<>(terms.size(), false);
        counts = new int[terms.size()];
        for (String term : terms) {
            numbers.put(term, positions.size());
            positions.add(new BitSet());
        }
    }

    /// Forgets the text before, and finds all places in this one.
    void read(String text) {
        positions.forEach(BitSet::clear);
        Arrays.fill(counts, 0);
        matches.clear();
        words.read(text);
        while (words.next()) {
            Integer term = numbers.get(words.chars(), words.start(), words.length());
            if (term != null) {
                positions.get(term).set(words.position());
                if (counts[term]++ < MATCHES_MAX) {
                    matches.add(new Match(words.from(), words.to(), term));
                }
            }
        }
    }

    /// The first places of each term, by where they are.
    List<Match> matches() {
        return matches;
    }

    /// Whether the words of `phrase`, which are terms, are one behind the other.
    boolean has(List<Word> phrase) {
        int begin = phrase.getFirst().position();
        return positionsOf(phrase.getFirst()).stream()
                .anyMatch(at ->
                        phrase.stream().allMatch(word -> positionsOf(word).get(at + word.position() - begin)));
    }

    private BitSet positionsOf(Word word) {
        return positions.get(numbers.get(word.term()));
    }
}
