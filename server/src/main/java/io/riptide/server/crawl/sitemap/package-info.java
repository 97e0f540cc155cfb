/// Which pages a site says it has.
///
/// **Start here:** [SitemapReader].
@NullMarked
package io.riptide.server.crawl.sitemap;

import org.jspecify.annotations.NullMarked;
