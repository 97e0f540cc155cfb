package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.DeepSearchSystemTest.search;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.event.Json;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What clients and engines do wrong.
class DeepSearchFaultsSystemTest {
    private static final String QUERY = "{\"query\":\"pier\",\"provider\":\"searxng\"}";

    private final ScriptedSite site = new ScriptedSite();

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                            | /query     | query is missing
            {"query":"  "}                                | /query     | query is empty
            {"query":7}                                   | /query     | must be a string
            {"query":"a","limit":0}                       | /limit     | 1 to 50
            {"query":"a","limit":51}                      | /limit     | 1 to 50
            {"query":"a","country":"USA"}                 | /country   | two small letters
            {"query":"a","locale":"!"}                    | /locale    | language tag
            {"query":"a","provider":"serper"}             | /provider  | search.serper-key
            {"query":"a","provider":"searxng"}            | /provider  | search.searxng
            {"query":"a","provider":"gogle"}              | /provider  | must be one of
            {"query":"a","providers":[]}                  | /providers | no provider
            {"query":"a","providers":["local","serper"]}  | /providers | search.serper-key
            {"query":"a","provider":"local","providers":["local"]} | /provider | not both
            {"query":"no address","provider":"urls"}      | /provider  | names http or https
            {"query":"a","limits":3}                      | /limits    | limit
            {"query":"a","options":{"concurency":3}}      | /options/concurency | concurrency
            """)
    void aRequestIsRefusedWithTheFaultAndItsPlace(String body, String pointer, String words) throws Exception {
        try (CrawlingServer server = new CrawlingServer()) {
            HttpResponse<String> answer = server.post("/deepsearch/stream", body);
            assertThat(answer.statusCode()).isEqualTo(400);
            JsonNode problem = Json.mapper().readTree(answer.body());
            assertThat(problem.path("errors").valueStream().toList()).anySatisfy(fault -> {
                assertThat(fault.path("pointer").stringValue()).isEqualTo(pointer);
                assertThat(fault.path("detail").stringValue()).contains(words);
            });
        }
    }

    @Test
    void aNodeThatIndexesNothingSaysSo() throws Exception {
        try (CrawlingServer server = new CrawlingServer("search.index=false")) {
            HttpResponse<String> answer = server.post("/deepsearch/stream", "{\"query\":\"a\"}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("search.index is false");
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            401 Unauthorized,          application/json, '{}',            unauthorized, false
            403 Forbidden,             text/html,        'no',            unauthorized, false
            429 Too Many Requests,     application/json, '{}',            rate_limited, true
            500 Internal Server Error, text/html,        'oops',          unavailable,  true
            404 Not Found,             text/html,        'what?',         malformed,    false
            200 OK,                    text/html,        '<html>hi',      malformed,    false
            200 OK,                    application/json, '{"results":7}', malformed,    false
            200 OK,                    application/json, '{"results":[',  malformed,    false
            """)
    void aFaultOfTheOnlyEngineIsAnErrorThatNamesIt(
            String status, String type, String body, String fault, boolean retryable) throws Exception {
        site.on("/search", visit -> visit.answer(status, "Content-Type: " + type + "\r\n", body));
        try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"))) {
            assertFails(server, fault, retryable);
        }
    }

    @Test
    void tenMegabytesOfJunkAreNotReadToTheirEnd() throws Exception {
        String junk = "x".repeat(10 << 20);
        site.on("/search", visit -> visit.answer("200 OK", "Content-Type: application/json\r\n", junk));
        try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"))) {
            assertFails(server, "malformed", false);
        }
    }

    @Test
    void anEngineThatSaysNothingIsGivenUpInTime() throws Exception {
        site.on("/search", ScriptedSite.Visit::untilDeserted);
        try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"), "search.timeout=200ms")) {
            assertFails(server, "timeout", true);
        }
    }

    @Test
    void anEngineThatHangsUpIsAskedTwice() throws Exception {
        site.on("/search", ScriptedSite.Visit::reset);
        try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"))) {
            assertFails(server, "unavailable", true);
            assertThat(site.visits().size()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void anEngineThatKeepsFailingIsLeftAloneAndHealthSaysSo() throws Exception {
        site.on("/search", visit -> visit.answer("404 Not Found", "", ""));
        try (CrawlingServer server =
                new CrawlingServer("search.searxng=" + site.url("/"), "search.failures=2", "search.open=1h")) {
            search(server, QUERY);
            search(server, QUERY);
            int asked = site.visits("/search").size();
            HttpResponse<String> answer = server.post("/deepsearch/stream", QUERY);
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("searxng has kept failing").contains("\"retryable\":true");
            List<JsonNode> events = search(server, "{\"query\":\"pier\",\"providers\":[\"searxng\",\"local\"]}");
            assertThat(ofType(events, "search"))
                    .filteredOn(event -> event.path("provider").stringValue().equals("searxng"))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.at("/error/type").stringValue()).isEqualTo("circuit_open"));
            assertThat(site.visits("/search")).hasSize(asked);
            JsonNode health =
                    Json.mapper().readTree(server.get("/healthz").body()).at("/checks/search");
            assertThat(health.path("status").stringValue()).isEqualTo("degraded");
            assertThat(health.path("message").stringValue()).contains("searxng").contains("404");
        }
    }

    @Test
    void oneClientsHasteOrQueryDoesNotShutAnEngineOutForOthers() throws Exception {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        site.on("/search", visit -> {
            if (visit.target().contains("q=slow")) {
                mayAnswer.await();
            }
            boolean isBad = visit.target().contains("q=bad");
            visit.answer(
                    isBad ? "400 Bad Request" : "200 OK", "Content-Type: application/json\r\n", "{\"results\":[]}");
        });
        try (CrawlingServer server =
                new CrawlingServer("search.searxng=" + site.url("/"), "search.failures=1", "search.open=1h")) {
            String hasty = "{\"query\":\"slow\",\"provider\":\"searxng\",\"options\":{\"deadline_ms\":300}}";
            assertThat(fault(search(server, hasty))).isEqualTo("timeout");
            assertThat(fault(search(server, QUERY.replace("pier", "bad")))).isEqualTo("malformed");
            assertThat(fault(search(server, QUERY))).isEmpty();
        } finally {
            mayAnswer.countDown();
        }
    }

    @Test
    void anEngineThatSaysWhenToComeBackIsNotAskedBefore() throws Exception {
        site.on("/search", visit -> visit.answer("429 Too Many Requests", "Retry-After: 600\r\n", ""));
        try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"))) {
            assertThat(fault(search(server, QUERY))).isEqualTo("rate_limited");
            assertThat(fault(search(server, QUERY))).isEqualTo("rate_limited");
            assertThat(site.visits("/search")).hasSize(1);
        }
    }

    @Test
    void anEngineWhoseOwnEnginesAreSilentHasNotFoundNothing() throws Exception {
        site.on(
                "/search",
                visit -> visit.answer(
                        "200 OK",
                        "Content-Type: application/json\r\n",
                        "{\"results\":[],\"unresponsive_engines\":[[\"google\",\"CAPTCHA\"],[\"bing\",\"timeout\"]]}"));
        try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"))) {
            JsonNode answer = ofType(search(server, QUERY), "search").getFirst();
            assertThat(answer.at("/error/type").stringValue()).isEqualTo("unavailable");
            assertThat(answer.at("/error/message").stringValue()).contains("google: CAPTCHA, bing: timeout");
        }
    }

    @Test
    void aLoginInAnEnginesAddressIsSentAndARefusalOfItIsSaid() throws Exception {
        String login = "Basic " + Base64.getEncoder().encodeToString("me:a+b c".getBytes(UTF_8));
        site.on("/search", visit -> {
            boolean isMe = visit.header("authorization").filter(login::equals).isPresent();
            visit.answer(
                    isMe ? "200 OK" : "401 Unauthorized", "Content-Type: application/json\r\n", "{\"results\":[]}");
        });
        String address = site.url("/").replace("http://", "http://me:a+b%20c@");
        try (CrawlingServer server = new CrawlingServer("search.searxng=" + address)) {
            assertThat(fault(search(server, QUERY))).isEmpty();
        }
        try (CrawlingServer server = new CrawlingServer("search.searxng=" + site.url("/"))) {
            assertThat(fault(search(server, QUERY))).isEqualTo("unauthorized");
            JsonNode health =
                    Json.mapper().readTree(server.get("/healthz").body()).at("/checks/search");
            assertThat(health.path("status").stringValue()).isEqualTo("degraded");
            assertThat(health.path("message").stringValue()).contains("searxng answered 401");
        }
    }

    @Test
    void whomTheNodeAsksByItselfMayHaveNothingToDo() throws Exception {
        try (CrawlingServer server = new CrawlingServer("search.providers=local,urls")) {
            List<JsonNode> events = search(server, "{\"query\":\"plain\"}");
            assertThat(ofType(events, "search"))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.path("provider").stringValue()).isEqualTo("local"));
        }
    }

    @Test
    void onlyOneThingIsWrongWithAQueryThatIsTooLong() throws Exception {
        try (CrawlingServer server = new CrawlingServer()) {
            HttpResponse<String> answer = server.post("/deepsearch/stream", "{\"query\":\"" + "a".repeat(501) + "\"}");
            assertThat(Json.mapper().readTree(answer.body()).path("errors")).hasSize(1);
        }
    }

    private static String fault(List<JsonNode> events) {
        return ofType(events, "search").getFirst().at("/error/type").asString("");
    }

    /// The stream ends with an error, and the document is a problem: neither is an empty success.
    private static void assertFails(CrawlingServer server, String type, boolean retryable) throws Exception {
        List<JsonNode> events = search(server, QUERY);
        assertThat(ofType(events, "search")).singleElement().satisfies(event -> {
            assertThat(event.at("/error/type").stringValue()).isEqualTo(type);
            assertThat(event.at("/error/retryable").booleanValue()).isEqualTo(retryable);
            assertThat(event.path("urls_found").intValue()).isZero();
        });
        JsonNode last = events.getLast();
        assertThat(last.path("type").stringValue()).isEqualTo("error");
        assertThat(last.at("/error/message").stringValue()).contains("searxng");
        HttpResponse<String> document = server.post("/deepsearch", QUERY);
        assertThat(document.statusCode()).isEqualTo(502);
        assertThat(document.body()).contains("searxng");
    }
}
