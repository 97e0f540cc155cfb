package io.riptide.server;

import static io.riptide.server.CrawlingServer.events;
import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.RedisServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Deep searches over real sockets: the node's own index, and what engines answered when they were recorded.
class DeepSearchSystemTest {
    private final ScriptedSite site = new ScriptedSite();

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void whatWasCrawledIsFoundAndStreamedWithItsPages() throws Exception {
        site.on("/tide", visit -> visit.html(article("The harbour tide")))
                .on(
                        "/other",
                        visit -> visit.html(
                                "<title>Bread</title><article><h1>Bread</h1><p>"
                                        + "Flour, water, salt and a long night are all that it takes to bake a loaf.</p></article>"));
        try (CrawlingServer server = new CrawlingServer()) {
            server.crawl("", List.of(site.url("/tide"), site.url("/other")));
            await().until(() ->
                    !hits(search(server, "{\"query\":\"pier harbour\"}")).isEmpty());

            List<JsonNode> events = search(server, "{\"query\":\"pier harbour\"}");
            assertThat(events)
                    .extracting(event -> event.path("type").stringValue())
                    .containsExactly("metadata", "search", "result", "summary");
            assertThat(events.getFirst().path("stream_type").stringValue()).isEqualTo("deepsearch");
            JsonNode found = ofType(events, "search").getFirst();
            assertThat(found.path("query").stringValue()).isEqualTo("pier harbour");
            assertThat(found.path("provider").stringValue()).isEqualTo("local");
            assertThat(found.path("urls_found").intValue()).isEqualTo(1);
            assertThat(found.at("/hits/0/snippet").stringValue()).contains("pier");
            JsonNode result = ofType(events, "result").getFirst();
            assertThat(result.at("/result/document/title").stringValue()).isEqualTo("The harbour tide");
            assertThat(result.at("/search/rank").intValue()).isEqualTo(1);
            assertThat(result.at("/search/title").stringValue()).isEqualTo("The harbour tide");
            assertThat(result.at("/search/provider").stringValue()).isEqualTo("local");
            JsonNode summary = events.getLast();
            assertThat(summary.path("outcome").stringValue()).isEqualTo("completed");
            assertThat(summary.at("/ranking/0/url").stringValue()).isEqualTo(site.url("/tide"));
            assertThat(summary.at("/providers/0/status").stringValue()).isEqualTo("ok");
            await().untilAsserted(() -> {
                JsonNode stats =
                        Json.mapper().readTree(server.get("/stats").body()).path("search_index");
                assertThat(stats.path("pages").intValue()).isEqualTo(2);
                assertThat(stats.path("added").intValue()).isEqualTo(2);
                assertThat(server.get("/metrics").body()).contains("riptide_search_index_pages 2\n");
            });
            await().until(server::isIdle);
        }
    }

    @Test
    void whatIsNotForEverybodyIsNotIndexed() throws Exception {
        site.on("/open", visit -> visit.html(article("Open")))
                .on(
                        "/noindex",
                        visit -> visit.answer(
                                "200 OK", "Content-Type: text/html\r\nX-Robots-Tag: noindex\r\n", article("Noindex")))
                .on(
                        "/noarchive",
                        visit -> visit.html(
                                article("Noarchive").replace("<head>", "<head><meta name=robots content=noarchive>")))
                .on("/mine", visit -> visit.html(article("Mine")));
        try (CrawlingServer server = new CrawlingServer()) {
            server.crawl("\"headers\":{\"Cookie\":\"me=1\"}", List.of(site.url("/mine")));
            server.crawl("", List.of(site.url("/noindex"), site.url("/noarchive")));
            server.crawl("", List.of(site.url("/open")));
            String query = "{\"query\":\"pier\",\"include_content\":false}";
            await().until(() -> !hits(search(server, query)).isEmpty());
            assertThat(hits(search(server, query))).containsExactly(site.url("/open"));
        }
    }

    @Test
    void aPageThatAnotherNodeHasReadIsFoundWhereItWasAskedFor() throws Exception {
        site.on("/shared", visit -> visit.html(article("Shared")))
                .on(
                        "/noindex",
                        visit -> visit.answer(
                                "200 OK", "Content-Type: text/html\r\nX-Robots-Tag: noindex\r\n", article("Hidden")));
        List<String> urls = List.of(site.url("/shared"), site.url("/noindex"));
        String query = "{\"query\":\"pier\",\"include_content\":false}";
        try (RedisServer redis = new RedisServer();
                CrawlingServer one = new CrawlingServer("cache.redis=" + redis.uri());
                CrawlingServer other = new CrawlingServer("cache.redis=" + redis.uri())) {
            await().untilAsserted(() -> {
                one.crawl("\"cache_mode\":\"refresh\"", urls);
                assertThat(redis.keys()).hasSize(2);
            });
            await().untilAsserted(() -> {
                List<JsonNode> events = other.crawl("\"cache_mode\":\"cache_only\"", urls);
                assertThat(events.getLast().path("from_cache").intValue()).isEqualTo(2);
            });
            await().untilAsserted(() -> assertThat(hits(search(other, query))).containsExactly(site.url("/shared")));
            JsonNode hit = ofType(search(other, query), "search").getFirst().at("/hits/0");
            assertThat(hit.path("title").stringValue()).isEqualTo("Shared");
            assertThat(hit.path("snippet").stringValue()).contains("pier");
        }
    }

    @Test
    void aHitAloneHasEveryFieldOfAResult() throws Exception {
        site.on("/", visit -> visit.html(article("Alone")));
        try (CrawlingServer server = new CrawlingServer()) {
            JsonNode crawled = ofType(server.crawl("", List.of(site.url("/"))), "result")
                    .getFirst()
                    .path("result");
            String query = "{\"query\":\"pier\",\"include_content\":false}";
            await().until(() -> !hits(search(server, query)).isEmpty());
            JsonNode alone = ofType(search(server, query), "result").getFirst().path("result");

            assertThat(alone.propertyNames()).containsExactlyElementsOf(crawled.propertyNames());
            assertThat(alone.path("timings").propertyNames())
                    .containsExactlyElementsOf(crawled.path("timings").propertyNames());
            assertThat(alone.path("cache_key")).isEqualTo(crawled.path("cache_key"));
            assertThat(alone.path("status").intValue()).isZero();
            assertThat(alone.path("document").isNull()).isTrue();
            assertThat(alone.path("error").isNull()).isTrue();
        }
    }

    @Test
    void whatIsGoneOrNoLongerForEverybodyIsNotFoundAnyMore() throws Exception {
        List<String> now = List.of(
                "404 Not Found\r\n",
                "410 Gone\r\n",
                "401 Unauthorized\r\n",
                "301 Moved\r\nLocation: /kept\r\n",
                "200 OK\r\nX-Robots-Tag: noindex\r\n",
                "200 OK\r\nX-Robots-Tag: noarchive\r\n");
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            site.on("/" + i, visit -> visit.html(article("Page " + visit.path())));
            urls.add(site.url("/" + i));
        }
        List<String> kept = List.of(site.url("/kept"), site.url("/down"));
        kept.forEach(url -> site.on(URI.create(url).getPath(), visit -> visit.html(article("Page " + visit.path()))));
        urls.addAll(kept);
        String query = "{\"query\":\"pier\",\"include_content\":false}";
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            server.crawl("", urls);
            await().until(() -> hits(search(server, query)).size() == urls.size());

            for (int i = 0; i < now.size(); i++) {
                String head = now.get(i);
                site.on("/" + i, visit -> {
                    String status = head.substring(0, head.indexOf('\r'));
                    visit.answer(
                            status,
                            head.substring(status.length() + 2) + "Content-Type: text/html\r\n",
                            article("Page " + visit.path()));
                });
            }
            site.on("/down", visit -> visit.answer("503 Busy", "", ""));
            server.crawl("\"headers\":{\"Cookie\":\"me=1\"},\"cache_mode\":\"bypass\"", urls);
            server.crawl("\"cache_mode\":\"bypass\"", urls);

            await().untilAsserted(
                            () -> assertThat(hits(search(server, query))).containsExactlyInAnyOrderElementsOf(kept));
        }
    }

    @Test
    void onePageAtManyAddressesTakesNoOthersPlace() throws Exception {
        List<String> urls = new ArrayList<>();
        site.on("/same", visit -> visit.html(article("Same")));
        for (int i = 0; i < 12; i++) {
            urls.add(site.url("/same?utm_source=" + i));
        }
        for (int i = 0; i < 4; i++) {
            site.on("/" + i, visit -> visit.html(article("Page " + visit.path())));
            urls.add(site.url("/" + i));
        }
        String query = "{\"query\":\"pier\",\"limit\":5,\"include_content\":false}";
        try (CrawlingServer server = new CrawlingServer()) {
            server.crawl("", urls);
            await().untilAsserted(() -> assertThat(hits(search(server, query))).hasSize(5));
        }
    }

    @Test
    void anIndexOnDiskSurvivesARestart(@TempDir Path directory) throws Exception {
        site.on("/", visit -> visit.html(article("Kept")));
        String setting = "search.index-directory=" + directory.resolve("index");
        String query = "{\"query\":\"pier\",\"include_content\":false}";
        try (CrawlingServer server = new CrawlingServer(setting)) {
            server.crawl("", List.of(site.url("/")));
            await().until(() -> !hits(search(server, query)).isEmpty());
        }
        try (CrawlingServer server = new CrawlingServer(setting)) {
            assertThat(hits(search(server, query))).containsExactly(site.url("/"));
        }
    }

    @Test
    void aSearxngInstanceIsAskedAsItsDocumentationSays() throws Exception {
        site.on(
                        "/sx/search",
                        visit -> visit.answer("200 OK", "Content-Type: application/json\r\n", """
                {"query":"old pier","number_of_results":0,"results":[
                {"url":"%s","title":"Pier","content":"the old pier","engine":"ddg","engines":["ddg"],"score":3.5},
                {"url":"%s","title":"Gone","content":"","engine":"ddg","score":1.0},
                {"url":"ftp://x/","title":"no page","content":""}],
                "answers":[],"suggestions":[],"unresponsive_engines":[]}
                """.formatted(
                                        site.url("/pier?utm_source=sx"), site.url("/gone"))))
                .on("/pier", visit -> visit.html(article("The old pier")));
        try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/sx"))) {
            List<JsonNode> events =
                    search(server, "{\"query\":\"old pier & co\",\"provider\":\"searxng\",\"locale\":\"de-AT\"}");
            String asked = site.visits("/sx/search").getFirst().target();
            assertThat(asked).isEqualTo("/sx/search?format=json&q=old+pier+%26+co&language=de-AT");
            List<JsonNode> results = ofType(events, "result");
            assertThat(results).hasSize(2);
            assertThat(results)
                    .filteredOn(event -> event.path("index").intValue() == 1)
                    .allSatisfy(
                            event -> assertThat(event.at("/result/error/type").stringValue())
                                    .isEqualTo("http_status"));
            assertThat(events.getLast().at("/ranking/0/index").intValue()).isZero();
            assertThat(events.getLast().path("successful").intValue()).isEqualTo(1);
        }
    }

    @Test
    void serperIsAskedWithItsKeyInAHeader() throws Exception {
        site.on(
                        "/search",
                        visit -> visit.answer(
                                "200 OK", "Content-Type: application/json\r\n", """
                {"searchParameters":{"q":"pier","type":"search","engine":"google"},"organic":[
                {"title":"Pier","link":"%s","snippet":"An old pier.","position":1}],"credits":1}
                """.formatted(site.url("/pier"))))
                .on("/pier", visit -> visit.html(article("Pier")));
        try (CrawlingServer server =
                new CrawlingServer("search.serper=" + site.url("/search"), "search.serper-key=secret-key")) {
            List<JsonNode> events = search(
                    server,
                    "{\"query\":\"pier\",\"provider\":\"serper\",\"limit\":7,\"country\":\"no\",\"locale\":\"nb\"}");
            ScriptedSite.Visit asked = site.visits("/search").stream()
                    .filter(visit -> visit.method().equals("POST")) // by GET it is seen whether somebody is there
                    .findFirst()
                    .orElseThrow();
            assertThat(asked.header("X-API-KEY")).contains("secret-key");
            JsonNode body = Json.mapper().readTree(asked.body());
            assertThat(body)
                    .isEqualTo(Json.mapper().readTree("{\"q\":\"pier\",\"gl\":\"no\",\"hl\":\"nb\",\"num\":7}"));
            assertThat(ofType(events, "result")).hasSize(1);
            assertThat(events.toString()).doesNotContain("secret-key");
        }
    }

    @Test
    void severalProvidersAreMergedAndOneThatFailsIsNamed() throws Exception {
        site.on("/search", visit -> visit.answer("500 Internal Server Error", "", "oops"))
                .on("/a", visit -> visit.html(article("A")));
        try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"))) {
            List<JsonNode> events =
                    search(server, "{\"query\":\"" + site.url("/a") + "\",\"providers\":[\"urls\",\"searxng\"]}");
            assertThat(ofType(events, "search"))
                    .hasSize(2)
                    .filteredOn(event -> event.path("provider").stringValue().equals("searxng"))
                    .allSatisfy(event -> {
                        assertThat(event.at("/error/type").stringValue()).isEqualTo("unavailable");
                        assertThat(event.at("/error/message").stringValue()).contains("500");
                    });
            assertThat(events.getLast().path("outcome").stringValue()).isEqualTo("completed");
            assertThat(events.getLast().path("successful").intValue()).isEqualTo(1);
        }
    }

    @Test
    void withoutContentNoPageIsFetched() throws Exception {
        try (CrawlingServer server = new CrawlingServer()) {
            List<JsonNode> events = search(server, """
                    {"query":"see %s and %s","provider":"urls","include_content":false}
                    """.formatted(site.url("/a"), site.url("/b")));
            assertThat(hits(events)).containsExactly(site.url("/a"), site.url("/b"));
            assertThat(ofType(events, "result")).allSatisfy(event -> {
                assertThat(event.at("/result/document").isNull()).isTrue();
                assertThat(event.at("/result/error").isNull()).isTrue();
            });
            assertThat(events.getLast().path("total_urls").intValue()).isEqualTo(2);
            assertThat(site.visits()).isEmpty();
        }
    }

    @Test
    void whatIsNotThereInTimeIsToldAndTheRestDelivered() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        site.on("/quick", visit -> visit.html(article("Quick"))).on("/slow", visit -> never.await());
        try (CrawlingServer server = new CrawlingServer()) {
            List<JsonNode> events = search(server, """
                    {"query":"%s %s","provider":"urls","options":{"deadline_ms":3000}}
                    """.formatted(site.url("/slow"), site.url("/quick")));
            assertThat(events.getLast().path("outcome").stringValue()).isEqualTo("completed");
            assertThat(events.getLast().path("successful").intValue()).isEqualTo(1);
            assertThat(ofType(events, "result"))
                    .hasSize(2)
                    .filteredOn(event -> event.path("index").intValue() == 0)
                    .allSatisfy(
                            event -> assertThat(event.at("/result/error/type").stringValue())
                                    .isEqualTo("timeout"));
            never.countDown();
            await().until(server::isIdle);
        }
    }

    /// Whichever comes first keeps the other from its turn.
    @Test
    void pagesThatNeverGotTheirTurnAreToldToo() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        site.on("/a", visit -> never.await()).on("/b", visit -> never.await());
        try (CrawlingServer server = new CrawlingServer("crawl.per-host-max=1")) {
            List<JsonNode> events = search(server, """
                    {"query":"%s %s","provider":"urls","options":{"deadline_ms":2000,"respect_robots":false}}
                    """.formatted(site.url("/a"), site.url("/b")));
            assertThat(ofType(events, "result")).hasSize(2);
            assertThat(events.getLast().path("outcome").stringValue()).isEqualTo("completed");
            assertThat(events.getLast().path("failed").intValue()).isEqualTo(2);
            assertThat(site.visits()).hasSize(1);
            never.countDown();
        }
    }

    @Test
    void everyTransportCarriesIt() throws Exception {
        site.on("/a", visit -> visit.html(article("A")));
        try (CrawlingServer server = new CrawlingServer()) {
            String query = "{\"query\":\"" + site.url("/a") + "\",\"provider\":\"urls\"}";
            HttpResponse<String> sse = server.get("/deepsearch/sse?query=" + site.url("/a") + "&provider=urls");
            assertThat(sse.statusCode()).isEqualTo(200);
            assertThat(sse.body())
                    .contains("event: search")
                    .contains("event: result")
                    .contains("event: summary");
            assertThat(server.post("/deepsearch/sse", query).body()).contains("event: result");
            JsonNode document =
                    Json.mapper().readTree(server.post("/deepsearch", query).body());
            assertThat(document.at("/results/0/result/document/title").stringValue())
                    .isEqualTo("A");
            assertThat(document.at("/summary/ranking/0/index").intValue()).isZero();
            for (String path : List.of("/ws", "/deepsearch/ws")) {
                try (RawHttp socket = new RawHttp(server.server().address(), 0)) {
                    socket.upgrade(path);
                    socket.say(
                            1,
                            ("{\"type\":\"deepsearch\",\"id\":\"s\",\"query\":\"" + site.url("/a")
                                            + "\",\"provider\":\"urls\"}")
                                    .getBytes(UTF_8));
                    List<String> types = new ArrayList<>();
                    while (!types.contains("summary")) {
                        types.add(Json.mapper()
                                .readTree(socket.frame())
                                .path("type")
                                .stringValue());
                    }
                    assertThat(types).containsExactly("welcome", "metadata", "search", "result", "summary");
                }
            }
        }
    }

    static List<JsonNode> search(CrawlingServer server, String body) throws Exception {
        HttpResponse<String> answer = server.post("/deepsearch/stream", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return events(answer.body());
    }

    private static List<String> hits(List<JsonNode> events) {
        return ofType(events, "search")
                .getFirst()
                .path("hits")
                .valueStream()
                .map(hit -> hit.path("url").stringValue())
                .toList();
    }
}
