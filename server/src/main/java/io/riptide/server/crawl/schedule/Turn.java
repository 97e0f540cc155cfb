package io.riptide.server.crawl.schedule;

import org.jspecify.annotations.Nullable;

/// What a worker does next.
///
/// @param item what it is about
/// @param permit the place it may be fetched in, to be closed; null when it is to be looked at first
public record Turn<T>(T item, @Nullable Permit permit) {}
