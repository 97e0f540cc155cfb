package io.riptide.server.crawl.pdf;

/// Text that leads to one place, or nowhere.
///
/// @param link the link's reference as the file has it; empty for none
record Span(String text, String link) {}
