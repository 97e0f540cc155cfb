/// Crawling: from a list of URLs to one result a page.
///
/// ```
/// CrawlRequest ─► CrawlSource ─► Frontier ─► CrawlWorker ─► PageLoader (cache, robots, Fetcher, PageReader) ─►
/// CrawlTally
/// ```
///
/// **Start here:** [CrawlRequest], [CrawlSource], [PageLoader].
@NullMarked
package io.riptide.server.crawl;

import org.jspecify.annotations.NullMarked;
