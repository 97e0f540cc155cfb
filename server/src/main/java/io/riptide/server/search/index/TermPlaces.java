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

    /// Of each term, so many are enough for a good one.
    private static final int ENOUGH_MATCHES = 16;

    private final PageWords words = new PageWords();
    private final CharArrayMap<Integer> numbers;
    private final List<BitSet> positions = new ArrayList<>();
    private final int[] counts;
    private long termBits;
    private final List<Match> matches = new ArrayList<>();

    TermPlaces(List<String> terms) {
        numbers = new CharArrayMap<>(terms.size(), false);
        counts = new int[terms.size()];
        for (String term : terms) {
            numbers.put(term, positions.size());
            termBits |= 1L << term.hashCode();
            positions.add(new BitSet());
        }
    }

    /// Forgets the text before, and finds all places in this one.
    void read(String text) {
        read(text, Integer.MAX_VALUE);
    }

    /// Reads no further than to enough places of each term.
    void readForSnippet(String text) {
        read(text, ENOUGH_MATCHES);
    }

    private void read(String text, int enough) {
        positions.forEach(BitSet::clear);
        Arrays.fill(counts, 0);
        matches.clear();
        int wanting = counts.length;
        words.read(text);
        while (wanting > 0 && words.next()) {
            // Most words are none of the terms, which a bit tells for nearly all of them.
            boolean mayBeTerm = (termBits >>> words.hash() & 1) != 0;
            Integer term = mayBeTerm ? numbers.get(words.chars(), words.start(), words.length()) : null;
            if (term != null) {
                positions.get(term).set(words.position());
                int count = ++counts[term];
                if (count <= MATCHES_MAX) {
                    matches.add(new Match(words.from(), words.to(), term));
                }
                wanting -= count == enough ? 1 : 0;
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
