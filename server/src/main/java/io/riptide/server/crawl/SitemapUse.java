package io.riptide.server.crawl;

import java.util.List;
import java.util.Locale;

/// Whether a crawl asks the sites of its pages for their sitemaps.
public enum SitemapUse {
    /// No.
    SKIP,
    /// Their pages are crawled, and so are links.
    INCLUDE,
    /// Their pages are crawled, links are not followed.
    ONLY;

    /// The words clients use.
    public static final List<String> NAMES = List.of("skip", "include", "only");

    /// The use a client calls `name`, one of [#NAMES].
    static SitemapUse ofName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
