package io.riptide.server.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds what somebody may have meant.
public final class Spelling {
    /// A third of a name may be wrong before a guess is only noise.
    private static final int LENGTH_PER_EDIT = 3;

    /// Longer input is not compared: the cost is the product of the lengths.
    private static final int LENGTH_MAX = 100;

    private Spelling() {}

    /// `; did you mean X?`, or nothing when no name is near.
    public static String suggestion(String written, Collection<String> names) {
        return nearest(written, names)
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    /// The name with the least edits; a name whose last part is exactly what was written (`port` for
    /// `server.port`) counts as near, too.
    static Optional<String> nearest(String written, Collection<String> names) {
        if (written.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        String plain = plain(written);
        Optional<String> near = names.stream()
                .filter(name -> edits(plain, plain(name)) <= name.length() / LENGTH_PER_EDIT)
                .min(Comparator.comparingInt((String name) -> edits(plain, plain(name)))
                        .thenComparing(Comparator.naturalOrder()));
        return near.filter(name -> edits(plain, plain(name)) <= 2)
                .or(() -> sameLeaf(plain, names))
                .or(() -> near);
    }

    private static Optional<String> sameLeaf(String plain, Collection<String> names) {
        String leaf = plain.substring(plain.lastIndexOf('.') + 1);
        return names.stream()
                .filter(name -> leaf.length() > 2 && plain(name).endsWith("." + leaf))
                .sorted()
                .findFirst();
    }

    /// Case and the kind of separator are the commonest slips and cost nothing.
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Insertions, deletions, substitutions and exchanged neighbours between the two: the optimal string
    /// alignment distance.
    static int edits(String left, String right) {
        int[][] table = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            table[i][0] = i;
        }
        for (int j = 0; j <= right.length(); j++) {
            table[0][j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            for (int j = 1; j <= right.length(); j++) {
                int substituted = table[i - 1][j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                int least = Math.min(substituted, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
                if (areExchanged(left, i, right, j)) {
                    least = Math.min(least, table[i - 2][j - 2] + 1);
                }
                table[i][j] = least;
            }
        }
        return table[left.length()][right.length()];
    }

    private static boolean areExchanged(String left, int i, String right, int j) {
        return i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2) && left.charAt(i - 2) == right.charAt(j - 1);
    }
}
