package io.riptide.server.crawl.pdf;

import java.util.List;

/// What a PDF holds.
///
/// @param head what it says about itself
/// @param blocks its text
/// @param links where it leads, each reference once, links without text among them
/// @param isCut whether a bound was met and something left out
record PdfContents(PdfHead head, List<Block> blocks, List<String> links, boolean isCut) {}
