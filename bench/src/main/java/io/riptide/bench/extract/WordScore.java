package io.riptide.bench.extract;

import java.util.List;

/// How much of what was found was wanted, how much of what was wanted was found, and their harmonic mean.
///
/// Nothing found where nothing was wanted is right; any word there is wrong.
record WordScore(double precision, double recall, double f1) {
    static WordScore of(WordBag found, WordBag wanted) {
        int common = found.common(wanted);
        return new WordScore(
                share(common, found.total()),
                share(common, wanted.total()),
                share(2 * common, found.total() + wanted.total()));
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 1 : (double) part / whole;
    }

    /// Each page counts the same, however long it is.
    static WordScore macro(List<WordScore> pages) {
        return new WordScore(
                pages.stream().mapToDouble(WordScore::precision).average().orElse(0),
                pages.stream().mapToDouble(WordScore::recall).average().orElse(0),
                pages.stream().mapToDouble(WordScore::f1).average().orElse(0));
    }
}
