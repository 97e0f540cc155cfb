package io.riptide.server.config;

import java.time.Duration;
import java.util.Optional;

/// How results are kept, beyond `crawl.cache-bytes` and `crawl.cache-ttl`, and where nodes share them.
public record CacheConfig(
        Duration freshMax,
        Duration staleTtl,
        Duration staleIfError,
        Duration negativeTtl,
        int entryBytesMax,
        Optional<RedisAddress> redis,
        String redisPrefix,
        Duration redisTimeout,
        int redisFailures,
        Duration redisOpen,
        int redisStoresMax,
        int compressMin) {

    /// The same, in this process's memory alone.
    public CacheConfig inMemory() {
        return new CacheConfig(
                freshMax,
                staleTtl,
                staleIfError,
                negativeTtl,
                entryBytesMax,
                Optional.empty(),
                redisPrefix,
                redisTimeout,
                redisFailures,
                redisOpen,
                redisStoresMax,
                compressMin);
    }

    static CacheConfig read(ConfigReader in) {
        return new CacheConfig(
                in.duration(
                        "cache.fresh-max",
                        "24h",
                        "0s",
                        "8760h",
                        "How long a page kept is as good as fetched at most, whatever its site says; crawl.cache-ttl is for"
                                + " pages whose site says nothing."),
                in.duration(
                        "cache.stale-ttl",
                        "24h",
                        "0s",
                        "8760h",
                        "How much longer a page is kept whose site can be asked whether it has changed, or which may"
                                + " stand in for a new one."),
                in.duration(
                        "cache.stale-if-error",
                        "0s",
                        "0s",
                        "8760h",
                        "How long a page that is too old is given, marked `stale`, when its site is down and has not said"
                                + " for how long it may be; 0s leaves it to sites that say `stale-if-error`. At most"
                                + " cache.stale-ttl."),
                in.duration(
                        "cache.negative-ttl",
                        "30s",
                        "0s",
                        "1h",
                        "How long a failure is kept that may be kept at all; 0 keeps none."),
                in.bytes("cache.entry-bytes-max", "4MiB", "1KiB", "256MiB", "A result that is kept; larger is not."),
                in.secretOf(
                        "cache.redis",
                        RedisAddress::parse,
                        RedisAddress.FORM,
                        "Redis in which nodes share what they keep; without it each node keeps its own."),
                in.text(
                        "cache.redis-prefix",
                        "riptide:",
                        "What all keys in Redis begin with; nodes that share have the same."),
                in.duration(
                        "cache.redis-timeout",
                        "50ms",
                        "1ms",
                        "10s",
                        "How long a look-up waits for Redis; after that the page is fetched."),
                in.integer(
                        "cache.redis-failures",
                        5,
                        1,
                        10_000,
                        "Commands that failed or took too long within 10s, after which Redis is left alone."),
                in.duration("cache.redis-open", "5s", "10ms", "1h", "How long it is left alone before one tries it."),
                in.integer(
                        "cache.redis-stores-max",
                        256,
                        1,
                        100_000,
                        "Results on their way to Redis at once; more are kept in memory only."),
                in.bytes(
                        "cache.compress-min",
                        "4KiB",
                        "0B",
                        "256MiB",
                        "A result from this size on is compressed in Redis."));
    }
}
