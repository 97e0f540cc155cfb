package io.riptide.server.crawl.pdf;

import java.util.List;

/// What a PDF says about itself; empty where it does not say.
///
/// @param published as ISO 8601 time or date
record PdfHead(
        String title, List<String> authors, String subject, List<String> keywords, String published, String language) {}
