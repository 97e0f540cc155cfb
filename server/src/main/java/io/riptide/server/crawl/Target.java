package io.riptide.server.crawl;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;

/// A page to get, or a sitemap to read. The URL is kept as text, a fifth of its parts' memory: a run may have a
/// hundred thousand of them.
///
/// @param index its place among the results, which for a given page is its place in the input; [#SITEMAP] for a
///     sitemap
/// @param href where, as a [WebUrl] writes it
/// @param depth links it is away from a given page; for a sitemap the indexes it is away from the site's own
record Target(int index, String href, int depth) implements Job {
    static final int SITEMAP = -1;

    boolean isSitemap() {
        return index == SITEMAP;
    }

    WebUrl url() {
        try {
            return WebUrl.parse(href);
        } catch (InvalidUrlException e) {
            throw new AssertionError(href + " was written by the parser that refuses it", e);
        }
    }
}
