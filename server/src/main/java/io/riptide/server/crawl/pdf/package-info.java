/// Reads PDFs into the same document as HTML pages, within bounds that a hostile file cannot pass; the only
/// package that knows PDFBox.
///
/// ```
/// bytes ─► GuardedParser ─► LineStripper ─► RunningHeads ─► Paragraphs ─► PdfHtml ─► Extractor ─► Document
/// ```
///
/// **Start here:** [PdfExtractor], [PdfLimits], and [PdfBudget] for how the work is stopped.
@NullMarked
package io.riptide.server.crawl.pdf;

import org.jspecify.annotations.NullMarked;
