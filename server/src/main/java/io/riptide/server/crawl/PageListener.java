package io.riptide.server.crawl;

import java.time.Instant;

/// Learns of every page that was fetched and read, and that anybody may know: not of one that was asked for
/// with a client's own header fields, nor of one that asks not to be indexed. And of addresses where there is no
/// such page, or no longer.
///
/// - **Threading:** called by the crawl's virtual threads, many at once; must not wait.
public interface PageListener {
    /// Wants to know nothing.
    PageListener NONE = new PageListener() {
        @Override
        public void read(String url, String title, String text, String language) {
            // Nobody asked.
        }

        @Override
        public void kept(String url, String title, String text, String language, Instant fetchedAt) {
            // Nobody asked.
        }

        @Override
        public void gone(String url) {
            // Nobody asked.
        }
    };

    /// A page was read.
    ///
    /// @param url where it came from, after all redirects
    /// @param language as a BCP 47 tag; empty when it is not known
    void read(String url, String title, String text, String language);

    /// A page was taken from what all nodes keep, which this node may have read itself before, or not.
    ///
    /// @param fetchedAt when it was read, or its site last said that it has not changed
    void kept(String url, String title, String text, String language, Instant fetchedAt);

    /// Nobody is to know a page at `url`: it is not there or for everybody, moved for good, has no text, or asks not
    /// to be indexed. Not told where the site could not be asked.
    void gone(String url);
}
