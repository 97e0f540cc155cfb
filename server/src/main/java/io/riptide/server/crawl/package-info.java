/// Crawling: from a list of URLs to one result a page.
///
/// ```
/// CrawlRequest ─► CrawlSource ─► Frontier ─► PageLoader (robots, cache, Fetcher, Extractor) ─► result events
/// ```
///
/// **Start here:** [CrawlRequest], [CrawlSource], [PageLoader].
@NullMarked
package io.riptide.server.crawl;

import org.jspecify.annotations.NullMarked;
