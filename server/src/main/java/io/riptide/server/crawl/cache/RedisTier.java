package io.riptide.server.crawl.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.server.config.CacheConfig;
import io.riptide.server.config.RedisAddress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Entries in a Redis, for every node that uses the same one with the same prefix.
///
/// A key is the prefix, the version of [EntryFormat], and the key. Redis forgets an entry when it is of no use
/// any more; what cannot be read is removed.
///
/// A Redis without room refuses what is stored and still answers what is asked. It is then not asked to store
/// anything for `cache.redis-open`.
///
/// - **Threading:** any thread.
/// - **Bounds:** `cache.redis-stores-max` entries and [#IN_FLIGHT_BYTES_MAX] on their way; more are dropped.
/// - **Failure:** an entry that is not found or not stored; a counter says why.
final class RedisTier<V> implements SharedTier<V> {
    /// Several of the largest entries, or all the places full of common ones.
    static final int IN_FLIGHT_BYTES_MAX = 32 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(RedisTier.class);

    /// What Redis's word for having no room begins with.
    private static final String OUT_OF_MEMORY = "OOM";

    private final RedisLink link;
    private final EntryFormat<V> format;
    private final String prefix;
    private final int storesMax;
    private final long restNs;
    private final Semaphore places;
    private final Semaphore room = new Semaphore(IN_FLIGHT_BYTES_MAX);

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();

    /// What Redis last said instead of storing something; null since it has stored something.
    private volatile @Nullable Refusal refusal;

    /// @param atNs `System.nanoTime()` of it
    private record Refusal(String message, long atNs) {}

    private RedisTier(RedisLink link, EntryFormat<V> format, CacheConfig config) {
        this.link = link;
        this.format = format;
        this.prefix = config.redisPrefix() + "page:" + EntryFormat.VERSION + ':';
        this.storesMax = config.redisStoresMax();
        this.restNs = config.redisOpen().toNanos();
        this.places = new Semaphore(storesMax);
    }

    /// The tier in the Redis at `address`, which is not spoken to before somebody asks for something.
    static <V> RedisTier<V> at(
            RedisAddress address, CacheConfig config, CacheCodec<V> codec, RecoveryListener listener) {
        return new RedisTier<>(
                new RedisLink(address, config, listener),
                new EntryFormat<>(codec, config.compressMin(), config.entryBytesMax()),
                config);
    }

    @Override
    public Optional<CacheEntry<V>> find(String key) throws InterruptedException {
        byte[] name = name(key);
        RedisLink.Reply<byte[]> reply = link.ask(commands -> commands.get(name));
        byte[] bytes = reply.value();
        if (bytes == null) {
            if (reply.isAnswered()) {
                misses.increment();
            }
            return Optional.empty();
        }
        bytesRead.add(bytes.length);
        try {
            CacheEntry<V> entry = format.read(bytes);
            hits.increment();
            return Optional.of(entry);
        } catch (IOException | RuntimeException e) { // whatever a codec makes of bytes that are not its own
            LOG.debug("{} in Redis cannot be read: {}", key, e.toString());
            unreadable.increment();
            remove(key);
            return Optional.empty();
        }
    }

    @Override
    public void store(String key, CacheEntry<V> entry, Instant now, Instant keptUntil) {
        long ttlMs = Duration.between(now, keptUntil).toMillis();
        if (ttlMs <= 0) {
            return;
        }
        if (!mayStore() || !places.tryAcquire()) {
            dropped.increment();
            return;
        }
        boolean isSent = false;
        try {
            isSent = send(key, entry, ttlMs);
        } finally {
            if (!isSent) {
                places.release();
                dropped.increment();
            }
        }
    }

    @Override
    public void remove(String key) {
        byte[] name = name(key);
        if (link.isReady()) {
            link.tell(commands -> commands.del(name));
        }
    }

    @Override
    public Optional<String> trouble() {
        Refusal latest = refusal;
        return link.trouble()
                .or(() -> Optional.ofNullable(latest).map(said -> "Redis stores nothing: " + said.message));
    }

    @Override
    public void probe() {
        link.probe();
    }

    @Override
    public CacheSnapshot.Shared snapshot() {
        return new CacheSnapshot.Shared(
                hits.sum(),
                misses.sum(),
                unreadable.sum(),
                stored.sum(),
                dropped.sum(),
                full.sum(),
                link.errors() + errors.sum(),
                link.refused(),
                bytesRead.sum(),
                bytesWritten.sum(),
                storesMax - places.availablePermits());
    }

    @Override
    public void close() {
        link.close();
    }

    /// Asked first, for making bytes of an entry costs more than all the rest.
    private boolean mayStore() {
        Refusal latest = refusal;
        if (latest != null && System.nanoTime() - latest.atNs < restNs) {
            return false;
        }
        if (link.isReady()) {
            return true;
        }
        link.probe();
        return false;
    }

    private boolean send(String key, CacheEntry<V> entry, long ttlMs) {
        byte[] bytes = format.write(entry).orElse(null);
        if (bytes == null || !room.tryAcquire(bytes.length)) {
            return false;
        }
        byte[] name = name(key);
        RedisFuture<String> future = link.tell(commands -> commands.set(name, bytes, SetArgs.Builder.px(ttlMs)));
        if (future == null) {
            room.release(bytes.length);
            return false;
        }
        future.whenComplete((done, error) -> {
            room.release(bytes.length);
            places.release();
            answered(bytes.length, error);
        });
        return true;
    }

    /// A lost connection and silence are counted by the link.
    private void answered(int lengthBytes, @Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause == null) {
            refusal = null;
            stored.increment();
            bytesWritten.add(lengthBytes);
        } else if (cause instanceof RedisCommandExecutionException) {
            String message = String.valueOf(cause.getMessage());
            (message.startsWith(OUT_OF_MEMORY) ? full : errors).increment();
            refusal = new Refusal(message, System.nanoTime());
        }
    }

    private byte[] name(String key) {
        return (prefix + key).getBytes(UTF_8);
    }
}
