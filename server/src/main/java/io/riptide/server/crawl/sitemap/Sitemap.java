package io.riptide.server.crawl.sitemap;

import io.riptide.server.crawl.url.WebUrl;
import java.util.List;

/// What one sitemap says.
///
/// @param pages pages of its own host
/// @param sitemaps further sitemaps, where it is an index
public record Sitemap(List<WebUrl> pages, List<WebUrl> sitemaps) {
    /// One that says nothing.
    public static final Sitemap EMPTY = new Sitemap(List.of(), List.of());

    public Sitemap {
        pages = List.copyOf(pages);
        sitemaps = List.copyOf(sitemaps);
    }
}
