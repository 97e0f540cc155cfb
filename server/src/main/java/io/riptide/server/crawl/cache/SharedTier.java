package io.riptide.server.crawl.cache;

import java.time.Instant;
import java.util.Optional;

/// Where nodes keep what all of them may use. It may be away at any time, and is then as good as empty.
///
/// - **Threading:** any thread; [#find] waits for a bounded time, the others for nothing.
/// - **Failure:** none but a counter, and [#trouble].
interface SharedTier<V> extends AutoCloseable {
    /// What is kept under `key`, fresh or not.
    Optional<CacheEntry<V>> find(String key) throws InterruptedException;

    /// Sends `entry` on its way, to be kept until `keptUntil`.
    void store(String key, CacheEntry<V> entry, Instant now, Instant keptUntil);

    /// Sends word that `key` is no longer kept.
    void remove(String key);

    /// Why it cannot be relied on now; empty when all is well.
    Optional<String> trouble();

    /// Looks in the background whether it is there, if nobody knows.
    void probe();

    CacheSnapshot.Shared snapshot();

    @Override
    void close();
}
