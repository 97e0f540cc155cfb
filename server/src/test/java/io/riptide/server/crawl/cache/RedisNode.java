package io.riptide.server.crawl.cache;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.RecoveryEvent;
import io.riptide.server.config.RiptideConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.slf4j.LoggerFactory;

/// One node's cache over a Redis, in real time.
final class RedisNode implements AutoCloseable {
    static {
        // They tell of every command, which takes longer than the command.
        for (String talker : List.of("io.lettuce", "io.netty", "reactor")) {
            ((Logger) LoggerFactory.getLogger(talker)).setLevel(Level.WARN);
        }
    }

    static final Validators TAG = new Validators(Optional.of("\"a\""), Optional.empty());

    final ManualClock clock = new ManualClock();
    final List<CircuitBreaker.State> changes = new CopyOnWriteArrayList<>();
    final PageCache<String> cache;

    private RedisNode(List<String> settings) {
        RiptideConfig config = RiptideConfig.of(settings.toArray(String[]::new));
        cache = PageCache.open(config.crawl(), config.cache(), new TextCodec(), clock, event -> {
            if (event instanceof RecoveryEvent.BreakerChanged change) {
                changes.add(change.to());
            }
        });
    }

    /// A node that may not have connected yet. It waits for Redis longer than one that matters would.
    static RedisNode at(String uri, String... settings) {
        List<String> usual = List.of(
                "cache.redis=" + uri, "cache.redis-timeout=2s", "cache.redis-failures=2", "cache.redis-open=50ms");
        List<String> all = new ArrayList<>();
        for (String setting : Stream.concat(usual.stream(), Stream.of(settings)).toList()) {
            String key = setting.substring(0, setting.indexOf('=') + 1);
            all.removeIf(earlier -> earlier.startsWith(key));
            all.add(setting);
        }
        return new RedisNode(all);
    }

    /// A node that has spoken to its Redis.
    static RedisNode connected(String uri, String... settings) {
        RedisNode node = at(uri, settings);
        node.awaitAnswer();
        return node;
    }

    /// Waits until Redis has answered one more look-up, and all is well.
    void awaitAnswer() {
        awaitAskedAgain();
        await().until(() -> cache.trouble().isEmpty());
    }

    /// Waits until Redis has answered one more look-up.
    void awaitAskedAgain() {
        long before = shared().misses();
        await().until(() -> {
            cache.find("nothing");
            return shared().misses() > before;
        });
    }

    CacheSnapshot.Shared shared() {
        return cache.snapshot().shared();
    }

    Optional<String> find(String key) throws InterruptedException {
        return cache.find(key).map(CacheEntry::value);
    }

    void store(String key, String value) {
        cache.store(key, entry(value));
    }

    /// Stores and waits until Redis has it.
    void storeForAll(String key, String value) {
        long before = shared().stored();
        store(key, value);
        await().until(() -> shared().stored() > before);
    }

    CacheEntry<String> entry(String value) {
        Freshness freshness = new Freshness(true, false, clock.instant().plusSeconds(60), TAG, Duration.ZERO);
        return CacheEntry.of(value, freshness, clock.instant());
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5));
    }

    @Override
    public void close() {
        cache.close();
    }
}
