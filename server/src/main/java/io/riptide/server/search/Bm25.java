package io.riptide.server.search;

import io.riptide.server.text.Scripts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// How well each of a few texts answers a query, by BM25 among those texts.
///
/// Words are runs of letters and digits with their marks in lower case; in Chinese and Japanese each character is one,
/// in Thai, Lao, Burmese and Khmer each two neighbours.
///
/// - **Threading:** one thread at a time.
/// - **Bounds:** [#TERMS_MAX] words of the query; of each text a number for each of them.
/// - **Source:** Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, with k1 = 1.2 and b = 0.75.
final class Bm25 {
    private static final int TERMS_MAX = 64;
    private static final double K1 = 1.2;
    private static final double B = 0.75;

    private final Map<String, Integer> terms = new HashMap<>();
    private final Map<Integer, Counts> texts = new HashMap<>();

    /// @param length of the text in words
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Counts(int[] byTerm, int length) {
        boolean has(int term) {
            return byTerm[term] > 0;
        }
    }

    Bm25(String query) {
        Set<String> words = new LinkedHashSet<>(words(query));
        for (String word : words) {
            if (terms.size() < TERMS_MAX) {
                terms.put(word, terms.size());
            }
        }
    }

    /// The text of `id`, which replaces what it had.
    void put(int id, String text) {
        int[] byTerm = new int[terms.size()];
        List<String> words = words(text);
        for (String word : words) {
            Integer term = terms.get(word);
            if (term != null) {
                byTerm[term]++;
            }
        }
        texts.put(id, new Counts(byTerm, words.size()));
    }

    /// How well the text of `id` answers; 0 for no word of the query, and for who has no text.
    double score(int id) {
        Counts counts = texts.get(id);
        if (counts == null) {
            return 0;
        }
        double average =
                texts.values().stream().mapToInt(Counts::length).average().orElse(1);
        double score = 0;
        for (int term = 0; term < counts.byTerm.length; term++) {
            int count = counts.byTerm[term];
            if (count > 0) {
                double norm = K1 * (1 - B + B * counts.length / Math.max(1, average));
                score += weight(term) * count * (K1 + 1) / (count + norm);
            }
        }
        return score;
    }

    /// The best score of all.
    double best() {
        return texts.keySet().stream().mapToDouble(this::score).max().orElse(0);
    }

    private double weight(int term) {
        long having = texts.values().stream().filter(counts -> counts.has(term)).count();
        return Math.log(1 + (texts.size() - having + 0.5) / (having + 0.5));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        int pairStart = -1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int end = i + Character.charCount(c);
            boolean isPaired = Scripts.isSoutheastAsian(c);
            boolean isAlone = !isPaired && Scripts.isIdeographic(c);
            boolean isInside = !isPaired && !isAlone && isOfWord(c, start >= 0);
            if (!isInside && start >= 0) {
                words.add(text.substring(start, i).toLowerCase(Locale.ROOT));
                start = -1;
            } else if (isInside && start < 0) {
                start = i;
            }
            if (isAlone) {
                words.add(Character.toString(c));
            } else if (isPaired && pairStart >= 0) {
                words.add(text.substring(pairStart, end));
            }
            pairStart = isPaired ? i : -1;
            i = end;
        }
        if (start >= 0) {
            words.add(text.substring(start).toLowerCase(Locale.ROOT));
        }
        return words;
    }

    private static boolean isOfWord(int c, boolean isInWord) {
        return Character.isLetterOrDigit(c) || (isInWord && Scripts.isMark(c));
    }
}
