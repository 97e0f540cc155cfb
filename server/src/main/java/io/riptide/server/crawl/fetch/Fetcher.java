package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.url.WebUrl;
import java.util.Optional;

/// Fetches one page and says how it went.
///
/// - **Threading:** any thread that may block, a virtual one by design; many at once.
/// - **Bounds:** those of the request's [FetchLimits]. How many run at once is the caller's to bound.
/// - **Failure:** a [FetchFailure] value for whatever a site or the network does. [InterruptedException] when
///   the caller is interrupted; the request is then cancelled and its connection closed before this returns.
@FunctionalInterface
public interface Fetcher {
    FetchOutcome fetch(FetchRequest request) throws InterruptedException;

    /// Why a fetch of `url` would fail at once now, without anybody being asked.
    default Optional<FetchFailure> obstacle(WebUrl url) {
        return Optional.empty();
    }
}
