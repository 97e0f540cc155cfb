package io.riptide.server.crawl.cache;

import static io.riptide.server.crawl.cache.RedisNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Nodes over one Redis, which is well.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisSharingTest {
    private static final String KEY_PREFIX = "riptide:page:2:";

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
    void empty() {
        redis.command("FLUSHALL");
    }

    @Test
    void whatOneNodeStoresAnotherFinds() throws InterruptedException {
        try (RedisNode one = RedisNode.connected(redis.uri());
                RedisNode other = RedisNode.connected(redis.uri())) {
            CacheEntry<String> entry = one.entry("page");
            one.cache.store("k", entry);
            await().until(() -> one.shared().stored() == 1);

            assertThat(other.cache.find("k")).contains(entry);
        }
    }

    @Test
    void whatWasFoundInRedisIsInMemoryFromThenOn() throws InterruptedException {
        try (RedisNode one = RedisNode.connected(redis.uri());
                RedisNode other = RedisNode.connected(redis.uri())) {
            one.storeForAll("k", "page");

            other.find("k");
            redis.command("FLUSHALL");

            assertThat(other.find("k")).contains("page");
            assertThat(other.shared().hits()).isEqualTo(1);
            assertThat(other.shared().bytesRead()).isEqualTo(one.shared().bytesWritten());
        }
    }

    @Test
    void whatAnotherNodeHasAskedForAgainIsTakenForWhatIsStale() throws InterruptedException {
        try (RedisNode one = RedisNode.connected(redis.uri());
                RedisNode other = RedisNode.connected(redis.uri())) {
            one.storeForAll("k", "page");
            one.clock.pass(Duration.ofSeconds(61));
            other.clock.pass(Duration.ofSeconds(61));
            assertThat(one.cache.find("k").orElseThrow().isFresh(one.clock.instant()))
                    .isFalse();

            other.storeForAll("k", "renewed");

            assertThat(one.find("k")).contains("renewed");
            assertThat(one.cache.find("k").orElseThrow().isFresh(one.clock.instant()))
                    .isTrue();
        }
    }

    @Test
    void whatIsStaleInRedisTooIsStale() throws InterruptedException {
        try (RedisNode one = RedisNode.connected(redis.uri());
                RedisNode other = RedisNode.connected(redis.uri())) {
            one.storeForAll("k", "page");
            other.clock.pass(Duration.ofSeconds(61));

            assertThat(other.find("k")).contains("page");
            assertThat(other.cache.snapshot().stale()).isEqualTo(1);
            other.clock.pass(Duration.ofHours(24));
            assertThat(other.find("k")).isEmpty();
        }
    }

    @Test
    void whatMayStandInIsKeptInRedisForAsLong() throws InterruptedException {
        try (RedisNode one = RedisNode.connected(redis.uri());
                RedisNode other = RedisNode.connected(redis.uri())) {
            Instant now = one.clock.instant();
            Freshness freshness =
                    new Freshness(true, false, now.plusSeconds(60), Validators.NONE, Duration.ofSeconds(90));
            one.cache.store("k", CacheEntry.of("page", freshness, now));
            await().until(() -> !redis.keys().isEmpty());
            other.clock.pass(Duration.ofSeconds(60 + 89));

            CacheEntry<String> found = other.cache.find("k").orElseThrow();
            assertThat(found.mayStandIn(other.clock.instant())).isTrue();
            other.clock.pass(Duration.ofSeconds(1));
            assertThat(other.cache.find("k")).isEmpty();
        }
    }

    @Test
    void whatIsRemovedIsGoneForAll() throws InterruptedException {
        try (RedisNode one = RedisNode.connected(redis.uri())) {
            one.storeForAll("k", "page");

            one.cache.remove("k");

            assertThat(one.find("k")).isEmpty();
            assertThat(redis.keys()).isEmpty();
        }
    }

    @Test
    void aKeyHasThePrefixAndIsForgottenWhenItIsOfNoUse() {
        try (RedisNode one = RedisNode.connected(redis.uri(), "cache.redis-prefix=node-1/", "cache.stale-ttl=1h")) {
            one.storeForAll("k", "page");

            assertThat(redis.keys()).containsExactly("node-1/page:2:k");
            long ttlMs = Long.parseLong(
                    redis.command("PTTL", "node-1/page:2:k").getFirst().substring(1));
            assertThat(ttlMs).isBetween(3_600_000L, 3_660_000L);
        }
    }

    @Test
    void aLargeEntryIsCompressed() throws InterruptedException {
        String page = "<p>hello</p>".repeat(10_000);
        try (RedisNode one = RedisNode.connected(redis.uri());
                RedisNode other = RedisNode.connected(redis.uri())) {
            one.storeForAll("k", page);

            assertThat(one.shared().bytesWritten()).isLessThan(2_000);
            assertThat(other.find("k")).contains(page);
        }
    }

    @Test
    void whatCannotBeReadIsAMissAndRemoved() throws InterruptedException {
        try (RedisNode one = RedisNode.connected(redis.uri());
                RedisNode other = RedisNode.connected(redis.uri())) {
            redis.command("SET", KEY_PREFIX + "foreign", "<html>");
            one.storeForAll("broken", TextCodec.UNREADABLE);

            assertThat(one.find("foreign")).isEmpty();
            assertThat(other.find("broken")).isEmpty();

            await().untilAsserted(() -> assertThat(redis.keys()).isEmpty());
            assertThat(one.shared().unreadable()).isEqualTo(1);
            assertThat(other.shared().unreadable()).isEqualTo(1);
        }
    }

    @Test
    void aKeyOfAnotherKindIsAMiss() throws InterruptedException {
        try (RedisNode one = RedisNode.connected(redis.uri())) {
            redis.command("LPUSH", KEY_PREFIX + "k", "x");

            assertThat(one.find("k")).isEmpty();
            assertThat(one.shared().errors()).isEqualTo(1);
        }
    }

    @Test
    void aDatabaseIsChosenByItsNumber() {
        try (RedisNode one = RedisNode.connected(redis.uri() + "/3")) {
            one.storeForAll("k", "page");

            assertThat(redis.keys()).isEmpty();
            assertThat(redis.command("INFO", "keyspace")).anyMatch(line -> line.startsWith("db3:keys=1,"));
        }
    }

    @Test
    void aPasswordOpensARedisThatAsksForOne() {
        try (RedisServer closed = new RedisServer("--requirepass", "hunter2");
                RedisNode one = RedisNode.connected(closed.uri().replace("//", "//:hunter2@"))) {
            one.storeForAll("k", "page");

            assertThat(one.cache.trouble()).isEmpty();
        }
    }

    @Test
    void aWrongPasswordIsTroubleAndIsNotTold() throws InterruptedException {
        try (RedisServer closed = new RedisServer("--requirepass", "hunter2");
                RedisNode one = RedisNode.at(closed.uri().replace("//", "//bob:hunter3@"))) {
            await().until(() -> one.find("k").isEmpty() && one.cache.trouble().isPresent());

            assertThat(one.cache.trouble().orElseThrow()).contains("WRONGPASS").doesNotContain("hunter");
        }
    }

    @Test
    void oneThreadDoesAllThereIsToDoAndEnds() {
        try (RedisNode one = RedisNode.connected(redis.uri())) {
            one.storeForAll("k", "page");

            assertThat(threads("riptide-redis")).hasSize(1);
            assertThat(threads("lettuce")).isEmpty();
        }
        await().untilAsserted(() -> assertThat(threads("riptide-redis")).isEmpty());
    }

    @Test
    void aNodeThatIsClosedKeepsWhatItHas() throws InterruptedException {
        RedisNode one = RedisNode.connected(redis.uri());
        one.storeForAll("k", "page");

        one.close();

        assertThat(one.find("k")).contains("page");
        assertThat(one.find("other")).isEmpty();
        await().untilAsserted(() -> assertThat(threads("riptide-redis")).isEmpty());
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }
}
