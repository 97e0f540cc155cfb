package io.riptide.server.crawl;

import io.riptide.server.crawl.fetch.RedirectHop;
import io.riptide.server.crawl.url.WebUrl;
import java.util.List;
import java.util.Optional;

/// Where the redirects of a page may lead.
///
/// - **Threading:** any virtual thread.
@FunctionalInterface
interface Reach {
    /// Everywhere, as of a page that the client itself has named.
    Reach UNLIMITED = _ -> Optional.empty();

    /// Why no redirect may lead to `there`, for people; empty where one may.
    Optional<String> obstacle(WebUrl there);

    /// Whether the whole way of a page lies within.
    default boolean covers(List<RedirectHop> way) {
        return way.stream().allMatch(hop -> obstacle(hop.to()).isEmpty());
    }
}
