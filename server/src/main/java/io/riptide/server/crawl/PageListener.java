package io.riptide.server.crawl;

/// Learns of every page that was fetched and read, and that anybody may know: not of one that was asked for
/// with a client's own header fields, nor of one that asks not to be indexed.
///
/// - **Threading:** called by the crawl's virtual threads, many at once; must not wait.
@FunctionalInterface
public interface PageListener {
    /// Wants to know nothing.
    PageListener NONE = (_, _, _, _) -> {};

    /// A page was read.
    ///
    /// @param url where it came from, after all redirects
    /// @param language as a BCP 47 tag; empty when it is not known
    void read(String url, String title, String text, String language);
}
