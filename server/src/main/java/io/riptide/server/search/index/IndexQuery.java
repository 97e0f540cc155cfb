package io.riptide.server.search.index;

/// What is looked for.
///
/// Whatever people type is a query: words of which a page holds at least one, and phrases in double quotes that
/// it holds in full, of which the first 256 words count. There is no other syntax, so nothing is refused; a
/// quote that is never closed is none.
///
/// @param text words and phrases; only the first 4,096 characters and the first 64 different terms of them
///     count
/// @param language BCP 47 tag whose primary language the pages have (`de-AT` finds `de`); empty for any
/// @param hitsMax hits wanted, 1–100
public record IndexQuery(String text, String language, int hitsMax) {
    /// Hits of one query, at most.
    public static final int HITS_MAX = 100;

    /// Refuses a number of hits that is out of range.
    public IndexQuery {
        if (hitsMax < 1 || hitsMax > HITS_MAX) {
            throw new IllegalArgumentException("hitsMax=" + hitsMax);
        }
    }
}
