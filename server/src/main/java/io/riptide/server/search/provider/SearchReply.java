package io.riptide.server.search.provider;

import java.util.List;

/// What a provider answers.
public sealed interface SearchReply {
    /// It searched; the best hit first, perhaps none.
    record Found(List<SearchHit> hits) implements SearchReply {
        public Found {
            hits = List.copyOf(hits);
        }
    }

    /// It did not, or its answer cannot be read.
    ///
    /// @param type `unauthorized`, `rate_limited`, `unavailable`, `timeout`, `malformed`, `circuit_open`
    /// @param message names the provider and the fault
    /// @param isRetryable whether the same query may succeed later
    record Failed(String type, String message, boolean isRetryable) implements SearchReply {}
}
