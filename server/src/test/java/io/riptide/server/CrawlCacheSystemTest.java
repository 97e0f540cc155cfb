package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.event.Json;
import io.riptide.server.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What of a crawl is kept, for how long, and what a site is asked about it later.
class CrawlCacheSystemTest {
    private ScriptedSite site;

    @BeforeEach
    void start() {
        site = new ScriptedSite();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    void whatIsBehindARedirectIsAskedForAnewWhereTheRedirectMayChange() throws Exception {
        AtomicInteger latest = new AtomicInteger(1);
        site.on(
                        "/",
                        visit -> visit.answer(
                                "302 Found", "Cache-Control: no-store\r\nLocation: /v" + latest.get() + "\r\n", ""))
                .on(
                        "/v1",
                        visit -> visit.answer(
                                "200 OK", "Content-Type: text/html\r\nCache-Control: max-age=60\r\n", article("One")))
                .on(
                        "/v2",
                        visit -> visit.answer(
                                "200 OK", "Content-Type: text/html\r\nCache-Control: max-age=60\r\n", article("Two")));
        try (CrawlingServer server = new CrawlingServer()) {
            assertThat(title(only(server))).isEqualTo("One");
            latest.set(2);
            assertThat(title(only(server))).isEqualTo("Two");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"301 Moved", "302 Found\r\nCache-Control: max-age=60"})
    void whatIsBehindALastingRedirectIsKept(String redirect) throws Exception {
        site.on("/", visit -> visit.answer(redirect, "Location: /v1\r\n", ""))
                .on(
                        "/v1",
                        visit -> visit.answer(
                                "200 OK", "Content-Type: text/html\r\nCache-Control: max-age=60\r\n", article("One")));
        try (CrawlingServer server = new CrawlingServer()) {
            only(server);
            assertThat(only(server).path("from_cache").booleanValue()).isTrue();
        }
    }

    @Test
    void noPageIsAskedWhetherItIsAnotherOne() throws Exception {
        AtomicInteger latest = new AtomicInteger(1);
        String fields = "Content-Type: text/html\r\nCache-Control: max-age=0\r\nLast-Modified: "
                + "Sat, 21 Nov 2026 08:00:00 GMT\r\n";
        ScriptedSite.Page version = visit -> {
            if (visit.header("if-modified-since").isPresent()) {
                visit.answer("304 Not Modified", "", "");
            } else {
                visit.answer("200 OK", fields, article("Version " + visit.path()));
            }
        };
        site.on("/", visit -> {
                    if (latest.get() == 0) {
                        version.answer(visit);
                    } else {
                        visit.answer("301 Moved", "Location: /v" + latest.get() + "\r\n", "");
                    }
                })
                .on("/v1", version)
                .on("/v2", version);
        try (CrawlingServer server = new CrawlingServer()) {
            assertThat(title(only(server))).isEqualTo("Version /v1");
            latest.set(2);
            assertThat(title(only(server))).isEqualTo("Version /v2");
            latest.set(0);
            assertThat(title(only(server))).isEqualTo("Version /");
            latest.set(1);
            assertThat(title(only(server))).isEqualTo("Version /v1");
        }
    }

    @Test
    void whatIsForOneClientIsNotGivenToAnotherThatWaitsForTheSamePage() throws Exception {
        AtomicInteger count = new AtomicInteger();
        CountDownLatch bothAsked = new CountDownLatch(1);
        site.on("/", visit -> {
            int number = count.incrementAndGet();
            bothAsked.await();
            visit.answer(
                    "200 OK",
                    "Content-Type: text/html\r\nCache-Control: no-store, private\r\n",
                    article("Visit " + number));
        });
        try (CrawlingServer server = new CrawlingServer("crawl.per-host-max=2");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> asked = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                asked.add(clients.submit(() -> only(server)));
            }
            Awaitility.await().until(() -> server.server().runs().size() == 2);
            Awaitility.await().until(() -> site.visits().size() == 1);
            bothAsked.countDown();
            List<String> titles = new ArrayList<>();
            for (Future<JsonNode> answer : asked) {
                titles.add(title(answer.get()));
            }
            assertThat(titles).containsExactlyInAnyOrder("Visit 1", "Visit 2");
        }
    }

    @Test
    void aPageThatIsTooOldIsAskedWhetherItHasChanged() throws Exception {
        AtomicInteger version = new AtomicInteger(1);
        site.on("/", visit -> {
            String tag = "\"v" + version.get() + "\"";
            if (visit.header("if-none-match").filter(tag::equals).isPresent()) {
                visit.answer("304 Not Modified", "ETag: " + tag + "\r\n", "");
            } else {
                String fields = "Content-Type: text/html\r\nCache-Control: no-cache\r\nETag: " + tag + "\r\n";
                visit.answer("200 OK", fields, article("Version " + version.get()));
            }
        });
        try (CrawlingServer server = new CrawlingServer()) {
            JsonNode first = only(server);
            JsonNode second = only(server);
            version.set(2);
            JsonNode third = only(server);

            assertThat(first.path("from_cache").booleanValue()).isFalse();
            assertThat(second.path("from_cache").booleanValue()).isTrue();
            assertThat(second.path("status").intValue())
                    .as("of the page, not of the question")
                    .isEqualTo(200);
            assertThat(title(second)).isEqualTo("Version 1");
            assertThat(third.path("from_cache").booleanValue()).isFalse();
            assertThat(title(third)).isEqualTo("Version 2");
            assertThat(site.visits()).hasSize(3);
        }
    }

    @Test
    void aDateServesWhereThereIsNoTag() throws Exception {
        String date = "Sat, 21 Nov 2026 08:00:00 GMT";
        site.on("/", visit -> {
            if (visit.header("if-modified-since").filter(date::equals).isPresent()) {
                visit.answer("304 Not Modified", "", "");
            } else {
                visit.answer(
                        "200 OK",
                        "Content-Type: text/html\r\nCache-Control: max-age=0\r\nLast-Modified: " + date + "\r\n",
                        article("Dated"));
            }
        });
        try (CrawlingServer server = new CrawlingServer()) {
            only(server);
            assertThat(only(server).path("from_cache").booleanValue()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cache-Control: no-store", "Cache-Control: private, max-age=60", "Vary: *"})
    void whatASiteWantsForOneReaderIsNotKept(String field) throws Exception {
        site.on("/", visit -> visit.answer("200 OK", "Content-Type: text/html\r\n" + field + "\r\n", article("Mine")));
        try (CrawlingServer server = new CrawlingServer()) {
            only(server);
            assertThat(only(server).path("from_cache").booleanValue()).isFalse();
            assertThat(site.visits()).hasSize(2);
        }
    }

    @Test
    void whatIsGotWithASecretIsNotKept() throws Exception {
        site.on("/", visit -> visit.html(article("Secret")));
        try (CrawlingServer server = new CrawlingServer()) {
            String options = "\"headers\":{\"Cookie\":\"session=1\"}";
            server.crawl(options, List.of(site.url("/")));
            server.crawl(options, List.of(site.url("/")));
            assertThat(site.visits()).hasSize(2);
        }
    }

    @Test
    void aPageThatIsNotThereIsRememberedAsSuch() throws Exception {
        try (CrawlingServer server = new CrawlingServer()) {
            JsonNode first = only(server);
            JsonNode second = only(server);
            for (JsonNode result : List.of(first, second)) {
                assertThat(result.path("status").intValue()).isEqualTo(404);
                assertThat(result.at("/error/type").stringValue()).isEqualTo("http_status");
                assertThat(result.path("document").isNull()).isTrue();
            }
            assertThat(second.path("from_cache").booleanValue()).isTrue();
            assertThat(site.visits()).hasSize(1);
        }
        try (CrawlingServer server = new CrawlingServer("cache.negative-ttl=0s")) {
            only(server);
            only(server);
            assertThat(site.visits()).hasSize(3);
        }
    }

    @Test
    void aPageThatCannotBeReadIsNeverASuccess() throws Exception {
        site.on("/", visit -> visit.answer("200 OK", "Content-Type: video/mp4\r\n", "moving"));
        try (CrawlingServer server = new CrawlingServer()) {
            for (int i = 0; i < 2; i++) {
                JsonNode result = only(server);
                assertThat(result.path("error").isNull()).isFalse();
                assertThat(result.path("document").isNull()).isTrue();
            }
        }
    }

    @Test
    void aFailureOfTheMomentIsNotKept() throws Exception {
        AtomicInteger visits = new AtomicInteger();
        site.on("/", visit -> {
            if (visits.incrementAndGet() == 1) {
                visit.answer("500 Broken", "", "");
            } else {
                visit.html(article("Well"));
            }
        });
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            assertThat(only(server).path("status").intValue()).isEqualTo(500);
            assertThat(title(only(server))).isEqualTo("Well");
        }
    }

    @Test
    void aCrawlOfKeptPagesIsTheSameCrawl() throws Exception {
        List<String> urls =
                IntStream.range(0, 64).mapToObj(i -> site.url("/" + i)).toList();
        for (int i = 0; i < 64; i++) {
            String title = "Page " + i;
            site.on("/" + i, visit -> visit.html(article(title) + " ".repeat(20_000)));
        }
        try (CrawlingServer server = new CrawlingServer()) {
            List<JsonNode> fetched = server.crawl("", urls);
            List<JsonNode> kept = server.crawl("", urls);
            assertThat(site.visits()).hasSize(64);
            assertThat(ofType(kept, "result").stream()
                            .map(event -> event.path("index").intValue()))
                    .as("nothing waits, so they come in the order of the input")
                    .containsExactlyElementsOf(IntStream.range(0, 64).boxed().toList());
            for (int i = 0; i < 64; i++) {
                JsonNode result = ofType(kept, "result").get(i).path("result");
                assertThat(title(result)).isEqualTo("Page " + i);
                assertThat(result.path("from_cache").booleanValue()).isTrue();
                assertThat(result.path("gate_decision").stringValue()).isEqualTo("cached");
            }
            assertThat(kept.getFirst().path("stream_type"))
                    .isEqualTo(fetched.getFirst().path("stream_type"));
            JsonNode summary = kept.getLast();
            assertThat(summary.path("outcome").stringValue()).isEqualTo("completed");
            assertThat(summary.path("successful").intValue()).isEqualTo(64);
            assertThat(summary.path("from_cache").intValue()).isEqualTo(64);
            assertThat(summary.path("cache_hit_rate").doubleValue()).isEqualTo(1);

            List<String> one = new ArrayList<>(urls);
            one.add(site.url("/missing"));
            assertThat(server.crawl("", one).getLast().path("failed").intValue())
                    .isEqualTo(1);
        }
    }

    @Test
    void oneNodeFindsWhatAnotherHasKept() throws Exception {
        site.on("/old", visit -> visit.answer("301 Moved", "Location: /page\r\n", ""))
                .on(
                        "/page",
                        visit -> visit.answer(
                                "200 OK",
                                "Content-Type: text/html\r\nX-Robots-Tag: noindex\r\n",
                                article("Shared", "/a", "/b")))
                .on("/a", visit -> visit.html(article("A")))
                .on("/b", visit -> visit.html(article("B")));
        try (RedisServer redis = new RedisServer();
                CrawlingServer one = new CrawlingServer("cache.redis=" + redis.uri());
                CrawlingServer other = new CrawlingServer("cache.redis=" + redis.uri())) {
            Awaitility.await().untilAsserted(() -> {
                // Fetched anew each time: what comes while the node still connects is kept in its own memory only.
                one.crawl("\"max_depth\":1,\"cache_mode\":\"refresh\"", List.of(site.url("/old")));
                assertThat(redis.keys()).hasSize(3);
            });
            int before = site.visits().size();
            Awaitility.await().untilAsserted(() -> {
                List<JsonNode> events =
                        other.crawl("\"max_depth\":1,\"cache_mode\":\"cache_only\"", List.of(site.url("/old")));
                assertThat(events.getLast().path("from_cache").intValue()).isEqualTo(3);
                JsonNode first = ofType(events, "result").getFirst().path("result");
                assertThat(title(first)).isEqualTo("Shared");
                assertThat(first.path("final_url").stringValue()).isEqualTo(site.url("/page"));
                assertThat(first.at("/redirects/0/status").intValue()).isEqualTo(301);
                assertThat(first.at("/robots/0").stringValue()).isEqualTo("noindex");
            });
            assertThat(site.visits()).hasSize(before);
        }
    }

    @Test
    void aRedisThatDiesInTheMiddleOfACrawlSlowsNothingAndIsUsedAgainWhenItIsBack() throws Exception {
        int pages = 60;
        CountDownLatch half = new CountDownLatch(pages / 2);
        CountDownLatch isDead = new CountDownLatch(1);
        for (int i = 0; i < pages; i++) {
            boolean isLate = i >= pages / 2;
            site.on("/" + i, visit -> {
                if (isLate) {
                    isDead.await();
                }
                visit.html(article("Page " + visit.path()));
                half.countDown();
            });
        }
        List<String> urls =
                IntStream.range(0, pages).mapToObj(i -> site.url("/" + i)).toList();
        try (RedisServer redis = new RedisServer();
                CrawlingServer server = new CrawlingServer(
                        "cache.redis=" + redis.uri(), "cache.redis-open=200ms", "crawl.per-host-max=64");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<JsonNode>> crawl = clients.submit(() -> server.crawl("\"concurrency\":32", urls));
            half.await();
            redis.kill();
            isDead.countDown();
            JsonNode summary = crawl.get().getLast();
            assertThat(summary.path("successful").intValue()).isEqualTo(pages);
            assertThat(summary.path("failed").intValue()).isZero();

            redis.startAgain();
            List<String> again = new ArrayList<>(urls);
            Awaitility.await().untilAsserted(() -> {
                server.crawl("\"cache_mode\":\"refresh\"", again);
                assertThat(redis.keys()).isNotEmpty();
            });
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(health(server).path("status").stringValue())
                                    .isEqualTo("ok"));
        }
    }

    private static JsonNode health(CrawlingServer server) throws Exception {
        return Json.mapper().readTree(server.get("/healthz").body());
    }

    private JsonNode only(CrawlingServer server) throws Exception {
        return ofType(server.crawl("", List.of(site.url("/"))), "result")
                .getFirst()
                .path("result");
    }

    private static String title(JsonNode result) {
        return result.at("/document/title").stringValue();
    }
}
