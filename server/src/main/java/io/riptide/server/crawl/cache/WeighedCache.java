package io.riptide.server.crawl.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// An in-process cache bounded by the bytes its values weigh.
///
/// - **Threading:** any thread.
/// - **Bounds:** `bytesMax` in all; a value is gone `ttl` after it was stored.
///
/// @param <V> what is kept
public final class WeighedCache<V> {
    private final Cache<String, V> cache;

    /// A cache of values that weigh what `weight` says.
    public WeighedCache(long bytesMax, Duration ttl, ToIntFunction<V> weight) {
        cache = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((String key, V value) -> key.length() + weight.applyAsInt(value))
                .expireAfterWrite(ttl)
                .build();
    }

    /// What is kept under `key`.
    public Optional<V> find(String key) {
        return Optional.ofNullable(cache.getIfPresent(key));
    }

    /// Keeps `value` under `key`.
    public void store(String key, V value) {
        cache.put(key, value);
    }
}
