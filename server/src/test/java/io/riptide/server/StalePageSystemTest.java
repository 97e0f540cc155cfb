package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.testing.RedisServer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What is kept stands in for a page whose site is down, if that may be, and says so. RFC 9111, section 4.2.4;
/// RFC 5861, section 4.
class StalePageSystemTest {
    private static final String ALLOWED = "max-age=0, stale-if-error=600";

    private ScriptedSite site;
    private volatile String version = "1";

    @BeforeEach
    void start() {
        site = new ScriptedSite();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    /// The page as it is while all is well.
    private void serve(String cacheControl) {
        site.on("/", visit -> {
            String fields =
                    "Content-Type: text/html\r\nCache-Control: " + cacheControl + "\r\nETag: \"" + version + "\"\r\n";
            if (visit.header("if-none-match")
                    .filter(tag -> tag.contains(version))
                    .isPresent()) {
                visit.answer("304 Not Modified", fields, "");
            } else {
                visit.answer("200 OK", fields, article("Version " + version));
            }
        });
    }

    private void fail(ScriptedSite.Page how) {
        site.on("/", how);
    }

    @ParameterizedTest
    @CsvSource({
        "500, true",
        "502, true",
        "503, true",
        "504, true",
        "520, true",
        "404, false",
        "403, false",
        "429, false"
    })
    void aServersErrorIsStoodInForAndAClientsIsNot(int status, boolean isStoodInFor) throws Exception {
        serve(ALLOWED);
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            Instant before = Instant.now();
            only(server, "");
            fail(visit -> visit.answer(status + " No", "", "an error page"));
            List<JsonNode> events = crawl(server, "");
            JsonNode result = result(events);

            if (!isStoodInFor) {
                assertThat(result.path("status").intValue()).isEqualTo(status);
                assertThat(result.at("/error/type").stringValue()).isEqualTo("http_status");
                assertThat(result.has("stale")).isFalse();
                return;
            }
            assertStale(result, "http_status");
            assertThat(result.path("status").intValue()).as("of the page").isEqualTo(200);
            assertThat(result.at("/stale/error/message").stringValue()).contains("answered " + status);
            assertThat(Instant.parse(result.at("/stale/stored_at").stringValue()))
                    .isBetween(before.minusMillis(1), Instant.now());
            JsonNode summary = events.getLast();
            assertThat(summary.path("successful").intValue()).isEqualTo(1);
            assertThat(summary.path("from_cache").intValue()).isEqualTo(1);
            assertThat(summary.path("stale").intValue()).isEqualTo(1);

            version = "2";
            serve(ALLOWED);
            JsonNode back = only(server, "");
            assertThat(title(back)).isEqualTo("Version 2");
            assertThat(back.path("from_cache").booleanValue()).isFalse();
            assertThat(back.has("stale")).isFalse();
        }
    }

    @Test
    void aSiteThatResetsOrSaysNothingIsStoodInFor() throws Exception {
        serve(ALLOWED);
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            only(server, "");
            fail(ScriptedSite.Visit::reset);
            assertStale(only(server, ""), "connect");
            fail(ScriptedSite.Visit::untilDeserted);
            assertStale(only(server, "\"timeout_ms\":300"), "timeout");

            serve(ALLOWED);
            JsonNode unchanged = only(server, "");
            assertThat(unchanged.path("from_cache").booleanValue()).isTrue();
            assertThat(unchanged.has("stale"))
                    .as("its site says that it is right")
                    .isFalse();
        }
    }

    @Test
    void aSiteThatIsGoneOrLeftAloneIsStoodInForAfterAllTries() throws Exception {
        serve(ALLOWED);
        try (CrawlingServer server =
                new CrawlingServer("crawl.retries=1", "crawl.retry-first-wait=1ms", "crawl.breaker-failures=1")) {
            only(server, "");
            site.close();
            JsonNode gone = only(server, "");
            assertStale(gone, "connect");
            assertThat(gone.at("/stale/error/retryable").booleanValue()).isTrue();
            assertStale(only(server, ""), "circuit_open");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=0, stale-if-error=600, must-revalidate",
                "max-age=0, stale-if-error=600, proxy-revalidate",
                "s-maxage=0, stale-if-error=600",
                "no-cache, stale-if-error=600",
                "max-age=0, stale-if-error=0",
                "max-age=0"
            })
    void whatAPageForbidsOrDoesNotAllowIsNotDone(String cacheControl) throws Exception {
        serve(cacheControl);
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            only(server, "");
            fail(ScriptedSite.Visit::reset);
            assertFailed(only(server, ""), "connect");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "max-age=0, true",
        "'max-age=0, must-revalidate', false",
        "'max-age=0, proxy-revalidate', false",
        "s-maxage=0, false",
        "no-cache, false",
        "'max-age=0, stale-if-error=0', false"
    })
    void theOperatorMayAllowItWhereTheSiteSaysNothing(String cacheControl, boolean isAllowed) throws Exception {
        serve(cacheControl);
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0", "cache.stale-if-error=1h")) {
            only(server, "");
            fail(ScriptedSite.Visit::reset);
            JsonNode result = only(server, "");
            if (isAllowed) {
                assertStale(result, "connect");
            } else {
                assertFailed(result, "connect");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"refresh, connect", "bypass, connect", "cache_only, cache_miss"})
    void whoAskedForANewPageOrForNoneIsGivenNoOldOne(String mode, String type) throws Exception {
        serve(ALLOWED);
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            only(server, "");
            fail(ScriptedSite.Visit::reset);
            assertFailed(only(server, "\"cache_mode\":\"" + mode + '"'), type);
            assertStale(only(server, "\"cache_mode\":\"read_through\""), "connect");
        }
    }

    @Test
    void aCrawlWhoseTimeIsOverIsGivenNoOldPage() throws Exception {
        serve(ALLOWED);
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            only(server, "");
            fail(ScriptedSite.Visit::untilDeserted);
            for (JsonNode event : ofType(crawl(server, "\"deadline_ms\":400"), "result")) {
                assertFailed(event.path("result"), "timeout");
            }
        }
    }

    @Test
    void aNodeThatNeverSawTheSiteTakesItFromRedis() throws Exception {
        serve(ALLOWED);
        try (RedisServer redis = new RedisServer();
                CrawlingServer one = new CrawlingServer("cache.redis=" + redis.uri());
                CrawlingServer other = new CrawlingServer("cache.redis=" + redis.uri(), "crawl.retries=0")) {
            keptInRedis(one, redis);
            site.close();
            // Not even its robots.txt can be had: the network failed, no rule forbids.
            await().untilAsserted(() -> assertStale(only(other, ""), "connect"));
            assertStale(only(other, "\"respect_robots\":false"), "connect");
        }
    }

    @Test
    void whatRobotsOrItsAddressForbidIsNotGivenThoughItIsKept() throws Exception {
        serve(ALLOWED);
        try (RedisServer redis = new RedisServer();
                CrawlingServer one = new CrawlingServer("cache.redis=" + redis.uri());
                CrawlingServer obedient = new CrawlingServer("cache.redis=" + redis.uri());
                CrawlingServer careful =
                        new CrawlingServer("cache.redis=" + redis.uri(), "crawl.allow-private=false")) {
            keptInRedis(one, redis);
            fail(ScriptedSite.Visit::reset);
            site.on(
                    "/robots.txt",
                    visit -> visit.answer("200 OK", "Content-Type: text/plain\r\n", "User-agent: *\nDisallow: /\n"));
            assertFailed(only(obedient, ""), "robots");
            assertFailed(only(careful, ""), "blocked_address");
        }
    }

    private void keptInRedis(CrawlingServer server, RedisServer redis) {
        await().untilAsserted(() -> {
            only(server, "\"cache_mode\":\"refresh\"");
            only(server, "\"cache_mode\":\"refresh\",\"respect_robots\":false");
            assertThat(redis.keys()).isNotEmpty();
        });
    }

    private static void assertStale(JsonNode result, String type) {
        assertThat(result.path("error").isNull()).as(result.toString()).isTrue();
        assertThat(title(result)).isEqualTo("Version 1");
        assertThat(result.path("from_cache").booleanValue()).isTrue();
        assertThat(result.at("/stale/error/type").stringValue()).isEqualTo(type);
    }

    private static void assertFailed(JsonNode result, String type) {
        assertThat(result.at("/error/type").stringValue(result.toString())).isEqualTo(type);
        assertThat(result.path("document").isNull()).isTrue();
        assertThat(result.has("stale")).isFalse();
    }

    private List<JsonNode> crawl(CrawlingServer server, String options) throws Exception {
        return server.crawl(options, List.of(site.url("/")));
    }

    private JsonNode only(CrawlingServer server, String options) throws Exception {
        return result(crawl(server, options));
    }

    private static JsonNode result(List<JsonNode> events) {
        return ofType(events, "result").getFirst().path("result");
    }

    private static String title(JsonNode result) {
        return result.at("/document/title").stringValue();
    }
}
