package io.riptide.server.search.index;

import java.util.List;

/// The part of a text that shows best why it was found.
///
/// Where a phrase is found, the window begins with it. Else, of all windows that begin with a match, the one with
/// the most different terms wins, then the one with the most matches, then the first. It is widened to both sides and
/// cut at gaps between words, but never into a
/// match.
///
/// - **Bounds:** at most 300 characters, ellipses included.
final class Snippet {
    static final int CHARS_MAX = 300;

    private static final String ELLIPSIS = "…";
    private static final int BARE_CHARS_MAX = CHARS_MAX - 2 * ELLIPSIS.length();

    /// What the matches may span, so that words around them are seen as well.
    static final int SPAN_CHARS_MAX = 200;

    /// A word that is longer is cut, rather than that a snippet loses so much.
    private static final int WORD_CHARS_MAX = 60;

    private Snippet() {}

    /// Where in a text a term of the query is, and which.
    ///
    /// @param start index of its first character
    /// @param end index after its last
    /// @param term 0–63
    record Match(int start, int end, int term) {}

    /// Of `text`, in which `matches` are, by where they start, and a phrase at `phraseStart` unless that is
    /// [TermPlaces#NONE]; one line.
    static String of(String text, List<Match> matches, int phraseStart) {
        if (text.length() <= CHARS_MAX) {
            return PlainText.collapse(text);
        }
        int first = 0;
        int last = 0;
        if (!matches.isEmpty()) {
            int best = phraseStart == TermPlaces.NONE ? bestWindow(matches) : windowAt(matches, phraseStart);
            first = matches.get(best).start();
            last = matches.get(lastWithin(matches, best)).end();
        }
        int around = Math.max(0, BARE_CHARS_MAX - (last - first)) / 2;
        int from = Math.max(0, Math.min(first - around, text.length() - BARE_CHARS_MAX));
        int to = Math.min(text.length(), from + BARE_CHARS_MAX);
        from = from == 0 ? 0 : wordStart(text, from, first);
        to = to == text.length() ? to : wordEnd(text, to, Math.max(last, from));
        String cut = PlainText.collapse(text.substring(from, to));
        return (from == 0 ? "" : ELLIPSIS) + cut + (to == text.length() ? "" : ELLIPSIS);
    }

    private static int windowAt(List<Match> matches, int start) {
        int window = 0;
        while (window < matches.size() - 1 && matches.get(window).start() < start) {
            window++;
        }
        return window;
    }

    private static int bestWindow(List<Match> matches) {
        int best = 0;
        long bestWorth = -1;
        for (int i = 0; i < matches.size(); i++) {
            long terms = 0;
            int last = lastWithin(matches, i);
            for (int j = i; j <= last; j++) {
                terms |= 1L << matches.get(j).term();
            }
            long worth = ((long) Long.bitCount(terms) << 32) + (last - i);
            if (worth > bestWorth) {
                bestWorth = worth;
                best = i;
            }
        }
        return best;
    }

    /// Last match of the window that begins with match `first`.
    private static int lastWithin(List<Match> matches, int first) {
        int end = matches.get(first).start() + SPAN_CHARS_MAX;
        int last = first;
        while (last + 1 < matches.size() && matches.get(last + 1).end() <= end) {
            last++;
        }
        return last;
    }

    private static int wordStart(String text, int from, int first) {
        int end = Math.min(first, from + WORD_CHARS_MAX);
        for (int i = from - 1; i < end; i++) {
            if (PlainText.isBlank(text.charAt(i))) {
                return i + 1;
            }
        }
        return PlainText.wholeBefore(text, from) == from ? from : from + 1;
    }

    private static int wordEnd(String text, int to, int last) {
        int end = Math.max(last, to - WORD_CHARS_MAX + 1);
        for (int i = to; i >= end; i--) {
            if (PlainText.isBlank(text.charAt(i))) {
                return i;
            }
        }
        return PlainText.wholeBefore(text, to);
    }
}
