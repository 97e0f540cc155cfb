package io.riptide.server.crawl.pdf;

import java.util.List;

/// A paragraph, or a heading.
///
/// @param level 1 to 6 for a heading, 0 for a paragraph
record Block(int level, List<Span> spans) {}
