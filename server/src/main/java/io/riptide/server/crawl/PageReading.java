package io.riptide.server.crawl;

import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.url.WebUrl;
import java.util.ArrayList;
import java.util.List;

/// An answer and what was read in it.
///
/// @param tookNs reading it
record PageReading(FetchedPage page, PageAttempt.Content content, long tookNs) {

    /// Whether `other`, found where this page sends its reader, is what the reader wants.
    boolean isWorseThan(PageReading other) {
        return other.content.error() == null && (content.error() != null || other.content.score() >= content.score());
    }

    /// `there` as the end of the way that began here. The decision that led there stays, and so do the links of
    /// both: a crawl that follows them misses neither.
    PageReading continuedBy(PageReading there) {
        PageAttempt.Content found = there.content;
        List<WebUrl> links = new ArrayList<>(content.links());
        links.addAll(found.links());
        return new PageReading(
                there.page.after(page), found.foundBy(content.gateDecision(), links), tookNs + there.tookNs);
    }
}
