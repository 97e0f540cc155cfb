package io.riptide.server.search.provider;

import java.util.Optional;

/// Finds pages.
///
/// - **Threading:** any thread that may block, a virtual one by design; many at once.
public interface SearchProvider {
    /// As requests and events name it.
    String name();

    /// Looks for `query`, until `deadlineNs`, a [System#nanoTime], or its own time-out.
    SearchReply search(SearchQuery query, long deadlineNs) throws InterruptedException;

    /// Why it is not to be relied on now; empty when it is.
    Optional<String> trouble();

    /// Why there is no use in asking it now; empty when it should be asked. Known without asking anybody.
    default Optional<String> refusal() {
        return Optional.empty();
    }
}
