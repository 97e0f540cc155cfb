package io.riptide.server.crawl.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.server.config.CacheConfig;
import io.riptide.server.config.CrawlConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Keeps results in this node's memory and, when there is a Redis, for all nodes.
///
/// ```
/// find:   memory ── fresh ──► it
///           │ none or stale
///           ▼
///         Redis  ── newer ──► it, and into memory        away, slow, full: as if it were empty
///           │ none
///           ▼
///         what memory had, stale, or nothing
/// store:  memory, and on its way to Redis
/// ```
///
/// An entry past its time stays for `cache.stale-ttl` when its site can be asked about it, and as long as it may
/// stand in for a new one, in Redis too; what [#find] returns may therefore be stale, and [CacheEntry#isFresh]
/// says so.
///
/// - **Threading:** any thread; but [#find] waits for Redis, `cache.redis-timeout` at most. The others wait for
///   nothing.
/// - **Bounds:** `crawl.cache-bytes` in memory, `cache.entry-bytes-max` an entry.
/// - **Failure:** none that a caller sees; [#trouble] says what is wrong with Redis.
/// - **Source:** RFC 9111, 4.2.4 and 4.3 for stale entries; W-TinyLFU (Einziger, Friedman, Manes, 2017) for
///   what has to go.
///
/// @param <V> what is kept
public final class PageCache<V> implements AutoCloseable {
    /// Memory of an entry beside its key and value: records, instants and the cache's own nodes.
    private static final int ENTRY_OVERHEAD_BYTES = 256;

    private final Cache<String, CacheEntry<V>> memory;
    private final SharedTier<V> shared;
    private final CacheCodec<V> codec;
    private final InstantSource clock;
    private final Duration staleFor;
    private final int entryBytesMax;

    private final LongAdder hits = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder tooLarge = new LongAdder();

    private PageCache(
            SharedTier<V> shared, CacheCodec<V> codec, CrawlConfig crawl, CacheConfig config, InstantSource clock) {
        this.shared = shared;
        this.codec = codec;
        this.clock = clock;
        this.staleFor = config.staleTtl();
        this.entryBytesMax = config.entryBytesMax();
        this.memory = Caffeine.newBuilder()
                .maximumWeight(crawl.cacheBytes())
                .weigher(this::weight)
                .expireAfter(Expiry.writing(this::timeLeft))
                // Entries are told apart by the time of day, for nodes share them; so is what has to go.
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                // Making room takes microseconds, less than handing it to another thread.
                .executor(Runnable::run)
                .build();
    }

    /// A cache as it is configured, empty but for what Redis holds. It connects when it is first used, and
    /// tells `listener` when Redis goes and comes back.
    public static <V> PageCache<V> open(
            CrawlConfig crawl,
            CacheConfig config,
            CacheCodec<V> codec,
            InstantSource clock,
            RecoveryListener listener) {
        // Nothing of Redis's client is loaded for a node that has none.
        SharedTier<V> shared = config.redis().isPresent()
                ? RedisTier.at(config.redis().get(), config, codec, listener)
                : new NoSharedTier<>();
        return new PageCache<>(shared, codec, crawl, config, clock);
    }

    /// What is kept under `key`, fresh or stale.
    ///
    /// @throws InterruptedException when the thread is interrupted while it waits for Redis
    public Optional<CacheEntry<V>> find(String key) throws InterruptedException {
        Instant now = clock.instant();
        @Nullable CacheEntry<V> near = usable(memory.getIfPresent(key), now);
        CacheEntry<V> found = near != null && near.isFresh(now) ? near : newer(near, far(key, now));
        if (found == null) {
            misses.increment();
            return Optional.empty();
        }
        (found.isFresh(now) ? hits : stale).increment();
        return Optional.of(found);
    }

    /// What is kept under `key` in this node's memory and is fresh. It waits for nothing, and finding nothing
    /// does not count as a miss: whoever comes here looks farther afterwards.
    public Optional<V> findNear(String key) {
        Instant now = clock.instant();
        CacheEntry<V> near = usable(memory.getIfPresent(key), now);
        if (near == null || !near.isFresh(now)) {
            return Optional.empty();
        }
        hits.increment();
        return Optional.of(near.value());
    }

    /// Whether anything is kept under `key` in this node's memory.
    public boolean isNear(String key) {
        return memory.asMap().containsKey(key);
    }

    /// Keeps `entry` under `key`, in the place of what was there.
    public void store(String key, CacheEntry<V> entry) {
        Instant now = clock.instant();
        Instant keptUntil = entry.keptUntil(staleFor);
        if (!keptUntil.isAfter(now)) {
            return;
        }
        if (codec.weight(entry.value()) > entryBytesMax) {
            tooLarge.increment();
            remove(key);
            return;
        }
        memory.put(key, entry);
        stored.increment();
        shared.store(key, entry, now, keptUntil);
    }

    /// Forgets what is kept under `key`. A Redis that is away just then keeps it until its time is up.
    public void remove(String key) {
        memory.invalidate(key);
        shared.remove(key);
    }

    /// Makes what the first look-up needs and the start did not.
    public void prepare() {
        shared.probe();
    }

    /// To be called now and then: frees what has expired, and sees whether a Redis that was away is back.
    public void keepHouse() {
        memory.cleanUp();
        if (shared.trouble().isPresent()) {
            shared.probe();
        }
    }

    /// What is wrong with the cache, for people; empty when all is well. Crawls work in any case.
    public Optional<String> trouble() {
        return shared.trouble();
    }

    /// Everything as it is now.
    public CacheSnapshot snapshot() {
        return new CacheSnapshot(
                hits.sum(),
                stale.sum(),
                misses.sum(),
                stored.sum(),
                tooLarge.sum(),
                memory.estimatedSize(),
                memory.policy()
                        .eviction()
                        .map(Policy.Eviction::weightedSize)
                        .orElseThrow()
                        .orElse(0),
                shared.snapshot(),
                trouble().orElse(""));
    }

    /// Lets go of Redis. What is on its way there may be lost.
    @Override
    public void close() {
        shared.close();
    }

    private @Nullable CacheEntry<V> far(String key, Instant now) throws InterruptedException {
        CacheEntry<V> far = usable(shared.find(key).orElse(null), now);
        if (far == null) {
            return null;
        }
        // Others may have stored a newer one meanwhile.
        return memory.asMap().merge(key, far, PageCache::later);
    }

    private @Nullable CacheEntry<V> usable(@Nullable CacheEntry<V> entry, Instant now) {
        return entry != null && entry.keptUntil(staleFor).isAfter(now) ? entry : null;
    }

    private static <V> @Nullable CacheEntry<V> newer(@Nullable CacheEntry<V> near, @Nullable CacheEntry<V> far) {
        return near == null ? far : far == null ? near : later(near, far);
    }

    private static <V> CacheEntry<V> later(CacheEntry<V> left, CacheEntry<V> right) {
        return left.storedAt().isBefore(right.storedAt()) ? right : left;
    }

    private int weight(String key, CacheEntry<V> entry) {
        return ENTRY_OVERHEAD_BYTES + key.length() + codec.weight(entry.value());
    }

    private Duration timeLeft(String key, CacheEntry<V> entry) {
        Duration left = Duration.between(clock.instant(), entry.keptUntil(staleFor));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
