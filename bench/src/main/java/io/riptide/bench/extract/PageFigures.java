package io.riptide.bench.extract;

/// What was measured of one page: its score, and the best of the rounds for each time.
///
/// @param parseNs the server's parser alone
/// @param wholeNs parsing, extraction, Markdown and JSON
/// @param isPartial whether its time was over before its end in any round
/// @param isLeftToJsoup whether the library's parser had to read it
record PageFigures(
        Corpus.Page page,
        WordScore score,
        int words,
        long parseNs,
        long wholeNs,
        boolean isPartial,
        boolean isLeftToJsoup) {
    /// What the server adds to the parser.
    double beyondMs() {
        return Math.max(0, wholeNs - parseNs) / 1e6;
    }
}
