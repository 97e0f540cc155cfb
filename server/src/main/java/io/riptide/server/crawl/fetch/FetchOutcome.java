package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.url.WebUrl;
import java.util.List;

/// How a fetch ended: with a page, whatever its status, or with a failure.
public sealed interface FetchOutcome permits FetchedPage, FetchFailure {

    /// What was asked for.
    WebUrl requestedUrl();

    /// The redirects that were followed, in order.
    List<RedirectHop> redirects();

    FetchTimings timings();
}
