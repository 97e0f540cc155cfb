package io.riptide.server.crawl.extract;

import org.jsoup.nodes.Element;

/// Receives the visible part of a page in document order: what a writer of one format sees.
///
/// Every `open` has its `close`, innermost first; elements out of scope are not reported at all.
interface ContentSink {
    void open(Element element);

    /// Characters as they stand in the source, white space not collapsed.
    void text(String text);

    void close(Element element);
}
