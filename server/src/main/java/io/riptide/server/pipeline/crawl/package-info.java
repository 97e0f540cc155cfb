/// Nodes that crawl.
///
/// **Start here:** [CrawlSourceType].
@NullMarked
package io.riptide.server.pipeline.crawl;

import org.jspecify.annotations.NullMarked;
