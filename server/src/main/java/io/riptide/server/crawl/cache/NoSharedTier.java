package io.riptide.server.crawl.cache;

import java.time.Instant;
import java.util.Optional;

/// A node that shares nothing.
final class NoSharedTier<V> implements SharedTier<V> {
    @Override
    public Optional<CacheEntry<V>> find(String key) {
        return Optional.empty();
    }

    @Override
    public void store(String key, CacheEntry<V> entry, Instant now, Instant keptUntil) {}

    @Override
    public void remove(String key) {}

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public void probe() {}

    @Override
    public CacheSnapshot.Shared snapshot() {
        return CacheSnapshot.Shared.NONE;
    }

    @Override
    public void close() {}
}
