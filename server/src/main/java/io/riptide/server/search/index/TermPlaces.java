package io.riptide.server.search.index;

import io.riptide.server.search.index.QueryReader.Word;
import io.riptide.server.search.index.Snippet.Match;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.analysis.CharArrayMap;

/// Where the terms of a query are in a text, by reading it.
///
/// - **Threading:** one thread.
final class TermPlaces {
    static final int NONE = -1;

    /// Places of one term that a snippet is chosen from.
    private static final int MATCHES_MAX = 128;

    /// Of each term, so many are enough for a good one.
    private static final int ENOUGH_MATCHES = 16;

    /// Terms that were not seen up to here are asked for: most often they are not in the text at all.
    private static final int ASKED_AFTER_CHARS = 1_024;

    /// To ask for one takes as long as to read some 400 characters.
    private static final int ASKED_TERMS_MAX = 16;

    /// How far behind a first good window it is looked for a better one.
    private static final int SEEN_ON_CHARS = 1_024;

    private final PageWords words = new PageWords();
    private final List<String> terms;
    private final CharArrayMap<Integer> numbers;
    private final List<BitSet> positions = new ArrayList<>();
    private final int[] counts;

    /// Where each term was last.
    private final int[] starts;

    private final int[] ends;

    private int phraseStart = NONE;

    private long termBits;
    private final List<Match> matches = new ArrayList<>();

    /// Tells whether a term is in a text without reading it.
    @FunctionalInterface
    interface Presence {
        boolean isThere(String term) throws IOException;
    }

    TermPlaces(List<String> terms) {
        this.terms = terms;
        numbers = new CharArrayMap<>(terms.size(), false);
        counts = new int[terms.size()];
        starts = new int[terms.size()];
        ends = new int[terms.size()];
        for (String term : terms) {
            numbers.put(term, positions.size());
            termBits |= 1L << term.hashCode();
            positions.add(new BitSet());
        }
    }

    /// Forgets the text before, and finds all places in this one.
    void read(String text) {
        begin(text);
        while (words.next()) {
            take();
        }
    }

    /// Reads no further than a good snippet needs: a little beyond a window with all terms that the text has, or
    /// else to enough places of each. `presence` is asked at most once for a term.
    void readForSnippet(String text, Presence presence) throws IOException {
        begin(text);
        int there = counts.length;
        int wanting = counts.length;
        int together = 0;
        int askAfter = ASKED_AFTER_CHARS;
        int end = Integer.MAX_VALUE;
        while (wanting > 0 && words.next() && words.from() < end) {
            int count = take();
            wanting -= count == ENOUGH_MATCHES ? 1 : 0;
            together = count == 0 ? together : Math.max(together, together(words.to()));
            if (words.from() > askAfter && together < there) {
                int absent = absent(presence);
                there -= absent;
                wanting -= absent;
                askAfter = Integer.MAX_VALUE;
            }
            if (together == there && end == Integer.MAX_VALUE) {
                end = words.to() + SEEN_ON_CHARS;
            }
        }
    }

    /// Reads a little beyond the last of `phrases`, of which there is at least one, or all if one is missing.
    ///
    /// @return whether none is
    boolean readForPhrases(String text, List<List<Word>> phrases) {
        begin(text);
        List<List<Word>> missing = new ArrayList<>(phrases);
        int end = Integer.MAX_VALUE;
        while (words.next() && words.from() < end) {
            boolean isTerm = take() > 0;
            if (isTerm && missing.removeIf(phrase -> isFound(phrase, words.position())) && missing.isEmpty()) {
                end = words.to() + SEEN_ON_CHARS;
            }
        }
        return missing.isEmpty();
    }

    private void begin(String text) {
        positions.forEach(BitSet::clear);
        Arrays.fill(counts, 0);
        matches.clear();
        phraseStart = NONE;
        words.read(text);
    }

    private boolean isFound(List<Word> phrase, int position) {
        boolean isFound = endsAt(phrase, position);
        if (isFound && phraseStart == NONE) {
            noteHere(phrase);
        }
        return isFound;
    }

    /// Sees that the words of `phrase`, which ends here, are among the places, however often they were before.
    private void noteHere(List<Word> phrase) {
        phraseStart = words.from();
        for (Word word : phrase) {
            int term = numbers.get(word.term());
            phraseStart = Math.min(phraseStart, starts[term]);
            if (counts[term] > MATCHES_MAX) {
                matches.add(new Match(starts[term], ends[term], term));
            }
        }
        matches.sort(Comparator.comparingInt(Match::start));
    }

    /// Notes the word if it is a term.
    ///
    /// @return how often that term was there so far; 0 if the word is none
    private int take() {
        // Most words are none of the terms, which a bit tells for nearly all of them.
        if ((termBits >>> words.hash() & 1) == 0) {
            return 0;
        }
        Integer term = numbers.get(words.chars(), words.start(), words.length());
        if (term == null) {
            return 0;
        }
        positions.get(term).set(words.position());
        starts[term] = words.from();
        ends[term] = words.to();
        int count = ++counts[term];
        if (count <= MATCHES_MAX) {
            matches.add(new Match(words.from(), words.to(), term));
        }
        return count;
    }

    /// Terms that the text lacks; of too many, none is asked for.
    private int absent(Presence presence) throws IOException {
        int unseen = 0;
        for (int count : counts) {
            unseen += count == 0 ? 1 : 0;
        }
        int absent = 0;
        for (int term = 0; term < counts.length && unseen <= ASKED_TERMS_MAX; term++) {
            absent += counts[term] == 0 && !presence.isThere(terms.get(term)) ? 1 : 0;
        }
        return absent;
    }

    /// Terms in the window up to `end`.
    private int together(int end) {
        int together = 0;
        for (int term = 0; term < counts.length; term++) {
            together += counts[term] > 0 && end - starts[term] <= Snippet.SPAN_CHARS_MAX ? 1 : 0;
        }
        return together;
    }

    /// The first places of each term, by where they are.
    List<Match> matches() {
        return matches;
    }

    /// Where the first phrase that was looked for begins, or [#NONE].
    int phraseStart() {
        return phraseStart;
    }

    /// Whether the words of `phrase`, which are terms, are one behind the other.
    boolean has(List<Word> phrase) {
        return positionsOf(phrase.getLast()).stream().anyMatch(position -> endsAt(phrase, position));
    }

    private boolean endsAt(List<Word> phrase, int position) {
        int begin = position - phrase.getLast().position();
        return phrase.stream()
                .allMatch(word ->
                        begin + word.position() >= 0 && positionsOf(word).get(begin + word.position()));
    }

    private BitSet positionsOf(Word word) {
        return positions.get(numbers.get(word.term()));
    }
}
