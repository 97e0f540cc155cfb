package io.riptide.server.crawl.extract;

/// Reads one page and says what is on it.
///
/// - **Threading:** any thread, many at once; the work is CPU bound and blocks on nothing.
/// - **Ownership:** borrows the page's bytes for the call and keeps no part of them.
/// - **Bounds:** time and memory linear in the page; the document is bounded by [ExtractLimits].
/// - **Failure:** [ExtractException] names the fault; no other exception is due to a page's content.
public interface Extractor {
    /// The document on `page`, with the parts that `options` asks for.
    default Document extract(PageSource page, ExtractOptions options) throws ExtractException {
        return extract(page, options, PageJudge.NONE);
    }

    /// The same, if `judge` finds it worth reading; only pages of HTML whose body is read are judged.
    Document extract(PageSource page, ExtractOptions options, PageJudge judge) throws ExtractException;
}
