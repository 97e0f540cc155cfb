package io.riptide.server.crawl;

import io.riptide.server.crawl.url.WebUrl;
import java.util.Optional;

/// One page as its crawl wants it.
///
/// @param url which
/// @param options how
/// @param followsLinks whether it is asked where it leads
/// @param reach where its redirects may lead
/// @param traceParent goes along with what is sent for it
/// @param deadlineNs the [System#nanoTime] at which its crawl ends
record PageRequest(
        WebUrl url,
        CrawlOptions options,
        boolean followsLinks,
        Reach reach,
        Optional<String> traceParent,
        long deadlineNs) {}
