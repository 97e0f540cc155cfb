package io.riptide.server.search;

import io.riptide.server.search.index.IndexSnapshot;

/// How searching does at one instant.
///
/// @param index of pages crawled
/// @param trouble why a provider is not to be relied on; empty when all are
public record SearchSnapshot(IndexSnapshot index, String trouble) {
    /// Of a node that does not search.
    public static final SearchSnapshot NONE = new SearchSnapshot(new IndexSnapshot(0, 0, 0, 0, 0, 0, 0), "");
}
