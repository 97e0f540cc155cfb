package io.riptide.server.crawl.schedule;

import io.riptide.server.crawl.url.WebUrl;
import org.jspecify.annotations.Nullable;

/// How a page that has begun waits for what keeps it from going on: a place at the host that a redirect led to,
/// the time of its next try, or somebody else's fetch.
///
/// - **Threading:** the page's thread.
public interface Standby {
    /// The page is about to wait and holds no place. Says so as often as it likes.
    void begin();

    /// A place for one request to the host of `url`, waiting until `untilNs`; null when that was over first, or
    /// when nobody is given places any more.
    @Nullable
    Permit awaitPlace(WebUrl url, long untilNs) throws InterruptedException;
}
