package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.DeepSearchSystemTest.search;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import io.riptide.server.testing.Ports;
import io.riptide.server.testing.RawHttp;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Whether an engine is there is known before anybody asks it.
class EngineWatchSystemTest {
    private static final String QUERY = "{\"query\":\"pier\",\"provider\":\"searxng\"}";
    private static final String FOUND = "{\"results\":[]}";

    @ParameterizedTest
    @ValueSource(strings = {"/deepsearch/stream", "/deepsearch/sse", "/deepsearch"})
    void oneThatIsNotThereIsAProblemBeforeTheStreamBegins(String path) throws Exception {
        try (CrawlingServer server = nobodyAt(Ports.free())) {
            HttpResponse<String> answer = server.post(path, QUERY);
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            JsonNode problem = Json.mapper().readTree(answer.body());
            assertThat(problem.path("detail").stringValue()).startsWith("searxng cannot be reached: ");
            assertThat(problem.path("retryable").booleanValue()).isTrue();
            assertThat(server.isIdle()).isTrue();
        }
    }

    @Test
    void aSocketIsToldSoAndStaysOpen() throws Exception {
        try (CrawlingServer server = nobodyAt(Ports.free());
                RawHttp socket = new RawHttp(server.server().address(), 0)) {
            socket.upgrade("/ws");
            socket.frame();
            for (int i = 0; i < 2; i++) {
                socket.say(
                        1,
                        "{\"type\":\"deepsearch\",\"id\":\"s\",\"query\":\"pier\",\"provider\":\"searxng\"}"
                                .getBytes(UTF_8));
                JsonNode error = Json.mapper().readTree(socket.frame());
                assertThat(error.path("type").stringValue()).isEqualTo("error");
                assertThat(error.toString()).contains("searxng cannot be reached");
            }
        }
    }

    @Test
    void besideAnotherItIsAskedAndItsFaultTold() throws Exception {
        try (CrawlingServer server = nobodyAt(Ports.free())) {
            List<JsonNode> events = search(server, "{\"query\":\"pier\",\"providers\":[\"searxng\",\"local\"]}");
            assertThat(ofType(events, "search"))
                    .filteredOn(event -> event.path("provider").stringValue().equals("searxng"))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.at("/error/type").stringValue()).isEqualTo("unavailable"));
            assertThat(events.getLast().path("type").stringValue()).isEqualTo("summary");
        }
    }

    @Test
    void oneThatComesBackIsFoundByItself() throws Exception {
        int port = Ports.free();
        try (CrawlingServer server = nobodyAt(port);
                ScriptedSite site = new ScriptedSite(true, port)) {
            site.on("/search", visit -> visit.answer("200 OK", "Content-Type: application/json\r\n", FOUND));
            await().until(() -> health(server).equals("ok"));
            List<JsonNode> events = search(server, QUERY);
            assertThat(events.getLast().path("type").stringValue()).isEqualTo("summary");
        }
    }

    /// Hours before the next look is due.
    @Test
    void whoFindsNobodyHasItLookedAtAtOnce() throws Exception {
        try (ScriptedSite site = new ScriptedSite()) {
            site.on("/search", ScriptedSite.Visit::reset);
            try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"), "search.probe=1h")) {
                await().until(() -> site.paths().contains("/healthz"));
                site.on("/healthz", ScriptedSite.Visit::reset);
                assertThat(search(server, QUERY).getLast().path("type").stringValue())
                        .isEqualTo("error");
                await().until(() -> server.post("/deepsearch/stream", QUERY).statusCode() == 502);
            }
        }
    }

    @Test
    void whoeverAnswersAnythingIsThere() throws Exception {
        try (ScriptedSite site = new ScriptedSite()) {
            site.on("/healthz", visit -> visit.answer("500 Internal Server Error", "", "x".repeat(4 << 20)));
            site.on("/search", visit -> visit.answer("200 OK", "Content-Type: application/json\r\n", FOUND));
            try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"), "search.probe=10ms")) {
                await().until(() -> site.visits("/healthz").size() > 2);
                assertThat(search(server, QUERY).getLast().path("type").stringValue())
                        .isEqualTo("summary");
                assertThat(health(server)).isEqualTo("ok");
            }
        }
    }

    @Test
    void noneIsLookedAtWhereThatIsOff() throws Exception {
        try (ScriptedSite site = new ScriptedSite()) {
            site.on("/search", visit -> visit.answer("200 OK", "Content-Type: application/json\r\n", FOUND));
            try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"), "search.probe=0s")) {
                search(server, QUERY);
            }
            assertThat(site.paths()).containsOnly("/search");
        }
    }

    /// A server that knows that nobody is there.
    private static CrawlingServer nobodyAt(int port) throws Exception {
        CrawlingServer server = new CrawlingServer("search.searxng=http://127.0.0.1:" + port);
        await().until(() -> health(server).equals("degraded"));
        return server;
    }

    private static String health(CrawlingServer server) throws Exception {
        return Json.mapper()
                .readTree(server.get("/healthz").body())
                .at("/checks/search/status")
                .stringValue();
    }
}
