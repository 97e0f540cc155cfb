package io.riptide.server.crawl.cache;

import static io.riptide.server.crawl.cache.RedisNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.recovery.CircuitBreaker.State;
import io.riptide.server.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A Redis that is gone, slow or full never fails a crawl, and is used again when it is back.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisMishapsTest {
    private static final int CRAWLERS = 16;

    private RedisServer redis;

    @BeforeAll
    void startRedis() {
        redis = new RedisServer();
    }

    @AfterAll
    void stopRedis() {
        redis.close();
    }

    @AfterEach
    void heal() {
        redis.thaw();
        redis.command("CONFIG", "SET", "maxmemory", "0");
        redis.command("FLUSHALL");
    }

    @Test
    void aNodeStartsWithoutItsRedis() throws InterruptedException {
        redis.kill();
        try (RedisNode node = RedisNode.at(redis.uri())) {
            node.cache.prepare();
            node.store("k", "page");

            assertThat(node.find("k")).contains("page");
            await().until(() ->
                    node.find("other").isEmpty() && node.cache.trouble().isPresent());
            assertThat(node.cache.trouble().orElseThrow())
                    .contains("127.0.0.1:" + redis.port())
                    .contains("refused");

            redis.startAgain();
            await().until(() -> {
                node.cache.keepHouse();
                return node.cache.trouble().isEmpty();
            });
            node.storeForAll("k", "page");
            assertThat(redis.keys()).hasSize(1);
        } finally {
            redis.kill();
            redis.startAgain();
        }
    }

    @Test
    void aCrawlGoesOnWhenRedisIsKilledAndUsesItAgainWhenItIsBack() throws Exception {
        try (RedisNode node = RedisNode.connected(redis.uri())) {
            Crawl crawl = new Crawl(node);
            crawl.awaitPages(200);
            redis.kill();
            await().until(() -> node.cache.trouble().isPresent());
            crawl.awaitPages(500);
            assertThat(node.changes).startsWith(State.OPEN);

            redis.startAgain();
            long before = node.shared().stored();
            await().until(() -> node.shared().stored() > before + 100);
            crawl.end();

            await().untilAsserted(() -> assertThat(node.shared().inFlight()).isZero());
            await().untilAsserted(() -> assertThat(node.cache.trouble()).isEmpty());
            assertThat(node.changes).endsWith(State.CLOSED);
            assertThat(node.shared().refused()).isPositive();
        }
    }

    @Test
    void aSilentRedisIsWaitedForAFewTimesAndThenNoMore() throws InterruptedException {
        try (RedisNode node = RedisNode.connected(redis.uri(), "cache.redis-timeout=100ms", "cache.redis-open=1h")) {
            redis.freeze();
            for (int i = 0; i < 50; i++) {
                assertThat(node.find("k" + i)).isEmpty();
            }

            CacheSnapshot.Shared shared = node.shared();
            assertThat(shared.errors()).isEqualTo(2);
            assertThat(shared.refused()).isGreaterThanOrEqualTo(48);
            assertThat(node.cache.trouble().orElseThrow()).contains("no answer within 100 ms");
        }
    }

    @Test
    void aRedisThatWasSilentIsUsedAgain() throws InterruptedException {
        try (RedisNode node = RedisNode.connected(redis.uri(), "cache.redis-timeout=100ms")) {
            redis.freeze();
            await().until(() -> node.find("k").isEmpty() && node.changes.contains(State.HALF_OPEN));

            redis.thaw();

            node.awaitAnswer();
            assertThat(node.changes).endsWith(State.CLOSED);
            assertThat(node.cache.trouble()).isEmpty();
        }
    }

    @Test
    void onlySoManyEntriesAreOnTheirWay() {
        try (RedisNode node = RedisNode.connected(redis.uri(), "cache.redis-stores-max=4")) {
            redis.freeze();
            for (int i = 0; i < 10; i++) {
                node.store("k" + i, "page");
            }
            assertThat(node.shared().inFlight()).isEqualTo(4);
            assertThat(node.shared().dropped()).isEqualTo(6);

            redis.thaw();

            await().untilAsserted(() -> assertThat(node.shared().inFlight()).isZero());
            assertThat(node.shared().stored()).isEqualTo(4);
            assertThat(redis.keys()).hasSize(4);
        }
    }

    @Test
    void onlySoManyBytesAreOnTheirWay() {
        try (RedisNode node = RedisNode.connected(
                redis.uri(), "cache.entry-bytes-max=16MiB", "cache.compress-min=16MiB", "crawl.cache-bytes=64MiB")) {
            redis.freeze();
            for (int i = 0; i < 4; i++) {
                node.store("k" + i, "x".repeat(10 << 20));
            }

            assertThat(node.shared().inFlight()).isEqualTo(3);
            assertThat(node.shared().dropped()).isEqualTo(1);
        }
    }

    @Test
    void whatWasOnItsWayIsGivenUpWithTheConnection() {
        try (RedisNode node = RedisNode.connected(redis.uri(), "cache.redis-stores-max=4")) {
            redis.freeze();
            for (int i = 0; i < 4; i++) {
                node.store("k" + i, "page");
            }

            redis.kill();

            await().untilAsserted(() -> assertThat(node.shared().inFlight()).isZero());
            assertThat(node.shared().stored()).isZero();
            redis.startAgain();
            node.awaitAnswer();
        }
    }

    @Test
    void aFullRedisIsStillAsked() throws InterruptedException {
        try (RedisNode node = RedisNode.connected(redis.uri(), "cache.redis-open=200ms")) {
            node.storeForAll("before", "page");
            redis.command("CONFIG", "SET", "maxmemory", "1");
            for (int i = 0; i < 10; i++) {
                node.store("k" + i, "page");
            }
            await().until(() -> node.shared().full() > 0);
            await().untilAsserted(() -> assertThat(node.shared().inFlight()).isZero());

            node.store("later", "page");

            assertThat(node.shared().dropped()).isPositive();
            assertThat(node.shared().errors()).isZero();
            assertThat(node.changes).isEmpty();
            assertThat(node.cache.trouble().orElseThrow()).contains("OOM");
            assertThat(node.find("later")).contains("page");
            node.awaitAskedAgain();

            redis.command("CONFIG", "SET", "maxmemory", "0");
            await().until(() -> {
                node.store("again", "page");
                return node.cache.trouble().isEmpty();
            });
            assertThat(redis.keys()).contains("riptide:page:2:again");
        }
    }

    @Test
    void aRedisThatMayNotBeWrittenToIsStillAsked() {
        redis.command("REPLICAOF", "127.0.0.1", "1");
        try (RedisNode node = RedisNode.connected(redis.uri())) {
            node.store("k", "page");

            await().until(() -> node.shared().errors() == 1);
            assertThat(node.cache.trouble().orElseThrow()).contains("READONLY");
            assertThat(node.changes).isEmpty();
            node.awaitAskedAgain();
        } finally {
            redis.command("REPLICAOF", "NO", "ONE");
        }
    }

    @Test
    void aWaitEndsWithTheCrawl() throws Exception {
        try (RedisNode node = RedisNode.connected(redis.uri(), "cache.redis-timeout=10s");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            redis.freeze();
            Future<?> waiting = threads.submit(() -> node.find("k"));

            threads.shutdownNow();

            assertThatThrownBy(waiting::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(node.shared().errors()).isZero();
        }
    }

    /// Threads that look up, and store what they did not find, until they are told to end.
    private static final class Crawl {
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final AtomicInteger pages = new AtomicInteger();
        private final List<Future<?>> crawlers = new ArrayList<>();
        private volatile boolean isEnding;

        Crawl(RedisNode node) {
            for (int i = 0; i < CRAWLERS; i++) {
                crawlers.add(threads.submit(() -> crawl(node)));
            }
        }

        private Void crawl(RedisNode node) throws InterruptedException {
            while (!isEnding) {
                String key = "k" + pages.incrementAndGet();
                assertThat(node.find(key)).isEmpty();
                node.store(key, "page");
                assertThat(node.find(key)).contains("page");
            }
            return null;
        }

        void awaitPages(int more) {
            int before = pages.get();
            await().until(() -> pages.get() > before + more);
        }

        /// Fails as one of them did.
        void end() throws Exception {
            isEnding = true;
            for (Future<?> crawler : crawlers) {
                crawler.get();
            }
            threads.close();
        }
    }
}
