package io.riptide.server;

import static io.riptide.server.CrawlingServer.body;
import static io.riptide.server.CrawlingServer.events;
import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Crawls over real sockets, from a client's request to a site and back.
class CrawlSystemTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private CrawlingServer server;
    private ScriptedSite site;

    @BeforeEach
    void start() {
        server = new CrawlingServer();
        site = new ScriptedSite().on("/", visit -> visit.html(article("Home")));
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        server.close();
    }

    @Test
    void resultsComeInTheOrderPagesAreDoneWithTheIndexOfTheirInput() throws Exception {
        CountDownLatch secondIsAnswered = new CountDownLatch(1);
        site.on("/slow", visit -> {
                    secondIsAnswered.await();
                    visit.html(article("Slow"));
                })
                .on("/fast", visit -> {
                    visit.html(article("Fast"));
                });
        var answer = server.client()
                .send(
                        server.request("/crawl/stream")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        body("", "", List.of(site.url("/slow"), site.url("/fast")))))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        List<JsonNode> events = new ArrayList<>();
        answer.body().forEach(line -> {
            events.add(Json.mapper().readTree(line));
            if (line.startsWith("{\"type\":\"result\"")) {
                secondIsAnswered.countDown();
            }
        });

        assertThat(types(events)).containsExactly("metadata", "result", "result", "summary");
        assertThat(ofType(events, "result").stream()
                        .map(event -> event.path("index").intValue()))
                .containsExactly(1, 0);
        assertThat(events.get(1).path("result").path("document").path("title").stringValue())
                .isEqualTo("Fast");
        assertThat(summary(events).path("successful").intValue()).isEqualTo(2);
        assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
    }

    @Test
    void serverSentEventsAreTheSameEvents() throws Exception {
        HttpResponse<String> posted = server.post("/crawl/sse", body("", "", List.of(site.url("/"))));
        HttpResponse<String> got =
                server.get("/crawl/sse?url=" + URLEncoder.encode(site.url("/"), StandardCharsets.UTF_8));

        for (HttpResponse<String> answer : List.of(posted, got)) {
            assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
            assertThat(answer.body()).contains("retry: 3000\n", "event: metadata\n", "event: result\n");
            List<JsonNode> events = answer.body()
                    .lines()
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> Json.mapper().readTree(line.substring(6)))
                    .toList();
            assertThat(types(events)).containsExactly("metadata", "result", "summary");
        }
    }

    @Test
    void theDocumentHasResultsInTheOrderOfTheInput() throws Exception {
        CountDownLatch lastWasAsked = new CountDownLatch(1);
        site.on("/first", visit -> {
                    lastWasAsked.await();
                    visit.html(article("First"));
                })
                .on("/last", visit -> {
                    lastWasAsked.countDown();
                    visit.html(article("Last"));
                });

        HttpResponse<String> answer =
                server.post("/crawl", body("", "", List.of(site.url("/first"), site.url("/last"))));

        JsonNode document = Json.mapper().readTree(answer.body());
        assertThat(document.path("results").get(0).path("index").intValue()).isZero();
        assertThat(document.path("results").get(1).path("result").path("url").stringValue())
                .isEqualTo(site.url("/last"));
        assertThat(document.path("summary").path("outcome").stringValue()).isEqualTo("completed");
        assertThat(document.path("run_id").isString()).isTrue();
    }

    @Test
    void aPageBroughtAlongIsExtractedWithoutAFetch() throws Exception {
        HttpResponse<String> answer = server.client()
                .send(
                        server.request("/extract?url=http://never.invalid/a&formats=text&formats=links")
                                .header("Content-Type", "text/html")
                                .POST(BodyPublishers.ofString(article("Brought", "/b")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        JsonNode document = Json.mapper().readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(document.path("title").stringValue()).isEqualTo("Brought");
        assertThat(document.path("links").get(0).path("url").stringValue()).isEqualTo("http://never.invalid/b");
    }

    @ParameterizedTest
    @CsvSource({"404, false", "403, false", "429, true", "500, true", "503, true"})
    void aStatusThatIsNoSuccessIsTold(int status, boolean isRetryable) throws Exception {
        site.on("/", visit -> visit.answer(status + " No", "", "sorry"));

        JsonNode result = one("", "/");

        assertThat(result.path("status").intValue()).isEqualTo(status);
        assertThat(result.path("document").isNull()).isTrue();
        assertThat(error(result)).isEqualTo("http_status");
        assertThat(result.path("error").path("retryable").booleanValue()).isEqualTo(isRetryable);
    }

    @Test
    void robotsAreObeyedUnlessTheClientAnswersForIt() throws Exception {
        site.on("/robots.txt", visit -> visit.answer("200 OK", "Content-Type: text/plain\r\n", """
                User-agent: *
                Disallow: /private
                """))
                .on("/private", visit -> visit.html(article("Private")));

        assertThat(error(one("", "/private"))).isEqualTo("robots");
        assertThat(site.paths()).isEmpty();
        assertThat(error(one("", "/"))).isEmpty();
        assertThat(error(one("\"respect_robots\":false", "/private"))).isEmpty();
        assertThat(site.robotsCount()).isEqualTo(1);
    }

    @Test
    void theTimeOfAPageCountsItsRobotsFile() throws Exception {
        site.on("/robots.txt", ScriptedSite.Visit::untilDeserted);

        JsonNode result = one("\"timeout_ms\":200", "/");

        assertThat(error(result)).isEqualTo("timeout");
        assertThat(result.path("error").path("message").stringValue()).startsWith("robots.txt of ");
        assertThat(result.path("processing_time_ms").longValue()).isLessThan(10_000);
    }

    @Test
    void theCacheAnswersWhatItHolds() throws Exception {
        assertThat(one("", "/").path("from_cache").booleanValue()).isFalse();
        JsonNode again = one("", "/");
        assertThat(again.path("from_cache").booleanValue()).isTrue();
        assertThat(again.path("gate_decision").stringValue()).isEqualTo("cached");
        assertThat(again.path("document").path("title").stringValue()).isEqualTo("Home");
        assertThat(one("\"cache_mode\":\"refresh\"", "/").path("from_cache").booleanValue())
                .isFalse();
        assertThat(one("\"cache_mode\":\"bypass\"", "/").path("from_cache").booleanValue())
                .isFalse();
        assertThat(one("\"cache_mode\":\"cache_only\"", "/").path("from_cache").booleanValue())
                .isTrue();
        assertThat(site.visits()).hasSize(3);
    }

    @Test
    void theCacheKeepsWhatOtherOptionsGaveApart() throws Exception {
        one("", "/");

        assertThat(one("\"formats\":[\"html\"]", "/").path("from_cache").booleanValue())
                .isFalse();
        assertThat(one("\"headers\":{\"Accept-Language\":\"de\"}", "/")
                        .path("from_cache")
                        .booleanValue())
                .isFalse();
        assertThat(one("\"formats\":[\"links\",\"text\",\"markdown\"]", "/")
                        .path("from_cache")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void onlyTheCacheMeansNoFetch() throws Exception {
        JsonNode result = one("\"cache_mode\":\"cache_only\"", "/");

        assertThat(error(result)).isEqualTo("cache_miss");
        assertThat(site.acceptedCount()).isZero();
    }

    @Test
    void bypassStoresNothing() throws Exception {
        one("\"cache_mode\":\"bypass\"", "/");

        assertThat(error(one("\"cache_mode\":\"cache_only\"", "/"))).isEqualTo("cache_miss");
    }

    @Test
    void linksAreFollowedAsDeepAsAsked() throws Exception {
        linkedSite();

        assertThat(crawled("\"max_depth\":0")).containsExactlyInAnyOrder("/a");
        assertThat(crawled("\"max_depth\":1")).containsExactlyInAnyOrder("/a", "/b", "/c");
        assertThat(crawled("\"max_depth\":5")).containsExactlyInAnyOrder("/a", "/b", "/c", "/d");
    }

    @Test
    void followingStopsAtTheMostPages() throws Exception {
        linkedSite();

        assertThat(crawled("\"max_depth\":5,\"max_pages\":2")).hasSize(2);
    }

    @Test
    void globsSayWhatIsFollowed() throws Exception {
        linkedSite();

        assertThat(crawled("\"max_depth\":5,\"include\":[\"*/b\"]")).containsExactlyInAnyOrder("/a", "/b");
        assertThat(crawled("\"max_depth\":5,\"exclude\":[\"*/b\"]")).containsExactlyInAnyOrder("/a", "/c");
    }

    @Test
    void otherHostsAreFollowedOnlyWhenAsked() throws Exception {
        site.on("/a", visit -> visit.html(article("A", site.url("/b").replace("127.0.0.1", "127.0.0.2"))));

        assertThat(crawled("\"max_depth\":1")).containsExactly("/a");
        List<JsonNode> events =
                server.crawl("\"max_depth\":1,\"same_host\":false,\"respect_robots\":false", List.of(site.url("/a")));
        assertThat(ofType(events, "result")).hasSize(2);
        assertThat(error(ofType(events, "result").get(1).path("result"))).isEqualTo("connect");
    }

    @Test
    void redirectsAreFollowedAndTheirEndIsTold() throws Exception {
        site.on("/old", visit -> visit.answer("302 Found", "Location: /\r\n", ""));

        JsonNode result = one("", "/old");
        assertThat(result.path("url").stringValue()).isEqualTo(site.url("/old"));
        assertThat(result.path("final_url").stringValue()).isEqualTo(site.url("/"));
        assertThat(result.path("status").intValue()).isEqualTo(200);
        assertThat(error(one("\"max_redirects\":0", "/old"))).isEqualTo("redirect");
    }

    @Test
    void aBodyOverItsBoundIsTooLarge() throws Exception {
        site.on("/big", visit -> visit.html(article("x".repeat(5_000))));

        JsonNode result = one("\"max_body_bytes\":2048", "/big");

        assertThat(error(result)).isEqualTo("too_large");
        assertThat(result.path("status").intValue()).isEqualTo(200);
    }

    @Test
    void whatIsNeverTextIsNotFetched() throws Exception {
        site.on("/film", visit -> {
            visit.say("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 5000000\r\n\r\n");
            visit.untilDeserted();
        });
        JsonNode result = ofType(server.crawl("", List.of(site.url("/film"))), "result")
                .getFirst()
                .path("result");
        assertThat(result.at("/error/type").stringValue()).isEqualTo("content_type");
        assertThat(result.at("/error/message").stringValue()).contains("video/mp4");
        assertThat(result.path("status").intValue()).isEqualTo(200);
        await().until(() -> site.desertedCount() == 1);
    }

    @Test
    void aPageOverItsTimeIsATimeout() throws Exception {
        site.on("/mute", ScriptedSite.Visit::untilDeserted);

        JsonNode result = one("\"timeout_ms\":150", "/mute");

        assertThat(error(result)).isEqualTo("timeout");
        assertThat(result.path("status").intValue()).isZero();
        assertThat(result.path("error").path("retryable").booleanValue()).isTrue();
    }

    @Test
    void aSiteThatResetsOrTalksGarbageFailsItsPageOnly() throws Exception {
        site.on("/reset", ScriptedSite.Visit::reset).on("/garbage", visit -> visit.say("\u0001\u0002\r\n\r\n"));

        List<JsonNode> events = server.crawl("", List.of(site.url("/reset"), site.url("/garbage"), site.url("/")));

        assertThat(summary(events).path("successful").intValue()).isEqualTo(1);
        assertThat(summary(events).path("failed").intValue()).isEqualTo(2);
    }

    @Test
    void privateAddressesAreRefusedBeforeAnyConnection() throws Exception {
        try (CrawlingServer guarded = new CrawlingServer("crawl.allow-private=false")) {
            List<JsonNode> events =
                    guarded.crawl("", List.of(site.url("/"), site.url("/").replace("127.0.0.1", "localhost")));

            assertThat(ofType(events, "result"))
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(error(event.path("result"))).isEqualTo("blocked_address"));
        }
        assertThat(site.acceptedCount()).isZero();
    }

    @Test
    void theDeadlineEndsACrawl() throws Exception {
        site.on("/mute", ScriptedSite.Visit::untilDeserted);

        List<JsonNode> events = server.crawl(
                "\"deadline_ms\":2000,\"concurrency\":1",
                List.of(site.url("/"), site.url("/mute"), site.url("/mute"), site.url("/mute")));

        assertThat(summary(events).path("outcome").stringValue()).isEqualTo("deadline");
        assertThat(summary(events).path("successful").intValue()).isEqualTo(1);
        assertThat(summary(events).path("failed").intValue()).isEqualTo(3);
        assertThat(site.paths()).containsOnlyOnce("/mute");
        // Those that were never begun have their results too.
        List<JsonNode> late = ofType(events, "result").stream()
                .filter(event -> !event.path("result").path("error").isNull())
                .toList();
        assertThat(late)
                .hasSize(3)
                .allSatisfy(event -> assertThat(error(event.path("result"))).isEqualTo("timeout"));
    }

    @Test
    void longCrawlsTellHowFarTheyAre() throws Exception {
        // The first page is held up until the others are done, and then until the period is over.
        site.on("/held", visit -> {
            long startNs = System.nanoTime();
            await().until(() -> System.nanoTime() - startNs > 1_100_000_000L);
            visit.html(article("Held"));
        });
        List<String> urls = new ArrayList<>(List.of(site.url("/held")));
        IntStream.range(0, 11).forEach(i -> urls.add(site.url("/?" + i)));

        List<JsonNode> events = server.crawl("\"concurrency\":1", urls);

        List<JsonNode> progress = ofType(events, "progress");
        assertThat(progress).isNotEmpty();
        assertThat(progress.getFirst().path("completed").intValue()).isGreaterThanOrEqualTo(5);
        assertThat(progress.getFirst().path("total").intValue()).isEqualTo(12);
    }

    @Test
    void whatTheClientSaysAboutItselfReachesTheSite() throws Exception {
        one("\"user_agent\":\"Tidal/2\",\"headers\":{\"X-Tide\":\"low\",\"Accept-Language\":\"de\"}", "/");

        assertThat(site.visits()).singleElement().satisfies(visit -> {
            assertThat(visit.header("user-agent")).contains("Tidal/2");
            assertThat(visit.header("x-tide")).contains("low");
            assertThat(visit.header("accept-language")).contains("de");
        });
    }

    @Test
    void theServersOwnNameIsTheStandard() throws Exception {
        one("", "/");

        assertThat(site.visits().getFirst().header("user-agent")).contains("Riptide/0.1");
    }

    @Test
    void theTraceGoesAlongUnlessTheClientSetItsOwn() throws Exception {
        String own = TRACE.replace("00-0af7", "00-ffff");
        server.post("/crawl/stream", body("", "", List.of(site.url("/?1"))), "traceparent", TRACE);
        server.post(
                "/crawl/stream",
                body("\"headers\":{\"Traceparent\":\"" + own + "\"}", "", List.of(site.url("/?2"))),
                "traceparent",
                TRACE);
        server.post("/crawl/stream", body("", "", List.of(site.url("/?3"))), "traceparent", "nonsense");

        assertThat(site.visits().stream()
                        .map(visit -> visit.header("traceparent").orElse("none")))
                .containsExactly(TRACE, own, "none");
    }

    @Test
    void aGoodRequestIdIsEchoedAndABadOneReplaced() throws Exception {
        HttpResponse<String> good =
                server.post("/crawl/stream", body("", "", List.of(site.url("/"))), "X-Request-ID", "tide-1.a_b");
        HttpResponse<String> bad =
                server.post("/crawl/stream", body("", "", List.of(site.url("/"))), "X-Request-ID", "no spaces");

        assertThat(good.headers().firstValue("x-request-id")).contains("tide-1.a_b");
        assertThat(events(good.body()).getFirst().path("request_id").stringValue())
                .isEqualTo("tide-1.a_b");
        assertThat(bad.headers().firstValue("x-request-id").orElseThrow())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void passwordsOfUrlsAreToldToNobody() throws Exception {
        String secret = site.url("/").replace("http://", "http://me:secret@");

        HttpResponse<String> refused =
                server.post("/crawl/stream", body("\"cache_mode\":\"cache_only\"", "", List.of(secret)));
        HttpResponse<String> fetched = server.post("/crawl/stream", body("", "", List.of(secret)));

        assertThat(refused.body() + fetched.body()).doesNotContain("secret");
    }

    @Test
    void halfACharacterOnAPageDoesNotEndTheCrawl() throws Exception {
        site.on(
                "/half",
                visit -> visit.html(
                        article("Half")
                                .replace(
                                        "</head>",
                                        "<script type=\"application/ld+json\">{\"@type\":\"Article\","
                                                + "\"headline\":\"half \\ud83d\",\"description\":\"\\ude00 half\"}</script></head>")));

        List<JsonNode> events =
                server.crawl("\"formats\":[\"metadata\",\"text\"]", List.of(site.url("/half"), site.url("/")));

        assertThat(summary(events).path("successful").intValue()).isEqualTo(2);
        assertThat(ofType(events, "result"))
                .extracting(event ->
                        event.path("result").path("document").path("title").asString())
                .contains("half \ufffd");
    }

    private void linkedSite() {
        site.on("/a", visit -> visit.html(article("A", "/b", "/c", "/a")))
                .on("/b", visit -> visit.html(article("B", "/d", "/a")))
                .on("/c", visit -> visit.html(article("C")))
                .on("/d", visit -> visit.html(article("D", "/b")));
    }

    private List<String> crawled(String options) throws IOException, InterruptedException {
        List<JsonNode> events = server.crawl(options + ",\"cache_mode\":\"bypass\"", List.of(site.url("/a")));
        return ofType(events, "result").stream()
                .map(event -> event.path("result").path("url").stringValue())
                .map(url -> url.substring(site.url("").length()))
                .toList();
    }

    private JsonNode one(String options, String target) throws IOException, InterruptedException {
        List<JsonNode> events = server.crawl(options, List.of(site.url(target)));
        assertThat(types(events)).containsExactly("metadata", "result", "summary");
        return events.get(1).path("result");
    }

    private static String error(JsonNode result) {
        return result.path("error").path("type").stringValue("");
    }

    private static JsonNode summary(List<JsonNode> events) {
        assertThat(events.getLast().path("type").stringValue()).isEqualTo("summary");
        return events.getLast();
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").stringValue()).toList();
    }
}
