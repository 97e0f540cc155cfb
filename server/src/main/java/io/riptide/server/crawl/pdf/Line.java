package io.riptide.server.crawl.pdf;

import java.util.List;
import java.util.stream.Collectors;

/// One line of a page and where it stands, in points from the page's upper left.
///
/// @param page number of its page, from 0
/// @param left where its first glyph begins
/// @param right where its last glyph ends
/// @param baseline from the top
/// @param size height of its font
record Line(int page, List<Span> spans, float left, float right, float baseline, float size) {
    String text() {
        return spans.stream().map(Span::text).collect(Collectors.joining());
    }
}
