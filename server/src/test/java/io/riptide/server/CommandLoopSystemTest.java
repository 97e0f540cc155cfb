package io.riptide.server;

import static io.riptide.server.Commands.next;
import static io.riptide.server.Commands.say;
import static io.riptide.server.Commands.text;
import static io.riptide.server.Commands.untilSummary;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The command loop of a socket: what it answers, in which order, and what it leaves alone.
class CommandLoopSystemTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private CrawlingServer server;
    private ScriptedSite site;

    @BeforeEach
    void start() {
        server = new CrawlingServer("websocket.streams-max=2");
        site = new ScriptedSite();
        site.on("/mute", ScriptedSite.Visit::untilDeserted);
        for (int i = 0; i < 8; i++) {
            String title = "Page " + i;
            site.on("/" + i, visit -> visit.html(article(title)));
            site.on("/gated/" + i, visit -> {
                gate.await();
                visit.html(article(title));
            });
        }
    }

    @AfterEach
    void stop() throws Exception {
        gate.countDown();
        site.close();
        server.close();
    }

    @Test
    void theFirstMessageSaysWhatTheSocketCanDo() throws Exception {
        try (RawHttp client = open()) {
            JsonNode welcome = next(client);
            assertThat(text(welcome, "type")).isEqualTo("welcome");
            assertThat(text(welcome, "session_id")).matches("[0-9a-f-]{36}");
            assertThat(text(welcome, "protocol")).isEqualTo("riptide.v1");
            assertThat(welcome.path("operations").valueStream().map(JsonNode::stringValue))
                    .contains("crawl", "cancel", "pause", "unpause", "credit", "status", "ping");
            assertThat(welcome.path("limits").path("streams").intValue()).isEqualTo(2);
            assertThat(welcome.path("limits").path("message_bytes").intValue()).isEqualTo(1 << 20);
        }
    }

    @Test
    void everyEventNamesItsStreamFirst() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("a", "/0", "/1"));
            String frame = client.frame();
            List<String> types = new ArrayList<>();
            while (true) {
                assertThat(frame).startsWith("{\"stream\":\"a\",\"type\":\"");
                types.add(text(Json.mapper().readTree(frame), "type"));
                if (types.getLast().equals("summary")) {
                    break;
                }
                frame = client.frame();
            }
            assertThat(types).containsExactly("metadata", "result", "result", "summary");
        }
    }

    @Test
    void aSecondCrawlRunsWhileTheFirstWaits() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("slow", "/gated/0"));
            assertThat(text(next(client), "stream")).isEqualTo("slow");
            say(client, crawl("quick", "/0", "/1"));
            List<JsonNode> quick = untilSummary(client, "quick");
            assertThat(quick).hasSize(4).allMatch(event -> text(event, "stream").equals("quick"));
            gate.countDown();
            assertThat(untilSummary(client, "slow"))
                    .hasSize(2)
                    .allMatch(event -> text(event, "stream").equals("slow"));
        }
    }

    @Test
    void pingAndStatusAreAnsweredWhileStreamsRun() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("a", "/gated/0", "/gated/1"));
            JsonNode metadata = next(client);
            say(client, "{'type':'ping'}");
            assertThat(text(next(client), "type")).isEqualTo("pong");
            say(client, "{'type':'status'}");
            JsonNode status = next(client);
            assertThat(text(status, "type")).isEqualTo("status");
            JsonNode stream = status.path("streams").path(0);
            assertThat(text(stream, "id")).isEqualTo("a");
            assertThat(text(stream, "run_id")).isEqualTo(text(metadata, "run_id"));
            assertThat(text(stream, "kind")).isEqualTo("crawl");
            assertThat(stream.path("events_delivered").intValue()).isOne();
            assertThat(stream.path("lag_events").intValue()).isZero();
            gate.countDown();
            untilSummary(client, "a");
            say(client, "{'type':'status'}");
            assertThat(next(client).path("streams")).isEmpty();
        }
    }

    @Test
    void cancelEndsInOneSummaryAndTheIdIsFreeAgain() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("a", "/mute", "/mute?2"));
            next(client);
            await().until(() -> site.visits().size() == 2);
            say(client, "{'type':'cancel','id':'a'}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            JsonNode summary = untilSummary(client, "a").getLast();
            assertThat(text(summary, "outcome")).isEqualTo("cancelled");
            await().until(() -> site.desertedCount() == 2);
            say(client, crawl("a", "/0"));
            assertThat(text(untilSummary(client, "a").getLast(), "outcome")).isEqualTo("completed");
        }
        await().until(server::isIdle);
    }

    @Test
    void aPausedStreamSaysNothingUntilItIsUnpaused() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("a", "/gated/0", "/gated/1", "/gated/2"));
            next(client);
            say(client, "{'type':'pause','id':'a'}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            gate.countDown();
            awaitLag(client, 4);
            say(client, "{'type':'unpause','id':'a'}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            List<JsonNode> events = untilSummary(client, "a");
            assertThat(events).hasSize(4);
            assertThat(events.getLast().path("events_dropped").intValue()).isZero();
        }
    }

    @Test
    void aStreamWithCreditSaysNoMoreThanItWasCredited() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("a", "/gated/0", "/gated/1", "/gated/2", "/gated/3"));
            next(client);
            say(client, "{'type':'credit','id':'a','events':2}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            gate.countDown();
            assertThat(text(next(client), "type")).isEqualTo("result");
            assertThat(text(next(client), "type")).isEqualTo("result");
            awaitLag(client, 3);
            say(client, "{'type':'credit','id':'a','events':1}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            assertThat(text(next(client), "type")).isEqualTo("result");
            awaitLag(client, 2);
            say(client, "{'type':'credit','id':'a','events':100}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            assertThat(untilSummary(client, "a")).hasSize(2);
        }
    }

    @Test
    void anIdThatIsTakenIsRefusedAndItsStreamGoesOn() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("a", "/gated/0"));
            next(client);
            say(client, crawl("a", "/1"));
            JsonNode refusal = next(client);
            assertThat(text(refusal, "id")).isEqualTo("a");
            assertThat(refusal.path("error")
                            .path("errors")
                            .path(0)
                            .path("pointer")
                            .stringValue())
                    .isEqualTo("/id");
            assertThat(refusal.path("error")
                            .path("errors")
                            .path(0)
                            .path("detail")
                            .stringValue())
                    .contains("open already");
            gate.countDown();
            assertThat(untilSummary(client, "a").getLast().path("successful").intValue())
                    .isOne();
        }
    }

    @Test
    void aSocketTakesAsManyStreamsAsItSaidAndNoMore() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("a", "/gated/0"));
            next(client);
            say(client, crawl("b", "/gated/1"));
            next(client);
            say(client, crawl("c", "/gated/2"));
            JsonNode refusal = next(client);
            assertThat(text(refusal, "id")).isEqualTo("c");
            assertThat(refusal.path("error").path("message").stringValue()).contains("2 streams already");
            assertThat(refusal.path("error").path("retryable").booleanValue()).isTrue();
            gate.countDown();
            untilSummaries(client, 2);
            say(client, crawl("c", "/0"));
            assertThat(untilSummary(client, "c").getLast().path("successful").intValue())
                    .isOne();
        }
    }

    @Test
    void workTheServerRefusesIsAnErrorOfItsStreamAlone() throws Exception {
        try (CrawlingServer narrow = new CrawlingServer("runs.per-client-max=1");
                RawHttp client = new RawHttp(narrow.server().address(), 0).upgrade("/crawl/ws")) {
            next(client);
            say(client, crawl("a", "/gated/0"));
            next(client);
            say(client, crawl("b", "/0"));
            JsonNode refusal = next(client);
            assertThat(text(refusal, "id")).isEqualTo("b");
            assertThat(refusal.path("error").path("retryable").booleanValue()).isTrue();
            gate.countDown();
            untilSummary(client, "a");
        }
    }

    /// Each is answered with what is wrong and where, and the socket stays open.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {'type'                                  |                   | malformed
            nonsense                                 |                   | malformed
            []                                       |                   | must be an object
            {}                                       | /type             | type
            {'type':7}                               | /type             | must be a string
            {'type':'crwal','id':'x'}                | /type             | did you mean crawl
            {'type':'CANCEL','id':'x'}               | /type             | unknown command
            {'type':'crawl','urls':['http://a.test/']} | /id             | 1 to 64 characters
            {'type':'crawl','id':'','urls':['http://a.test/']} | /id     | 1 to 64 characters
            {'type':'crawl','id':7,'urls':['http://a.test/']} | /id      | must be a string
            {'type':'crawl','id':'x'}                | /urls             | urls
            {'type':'crawl','id':'x','urls':[]}      | /urls             | 1 to
            {'type':'crawl','id':'x','urls':['ftp://a.test/']} | /urls/0 | http
            {'type':'crawl','id':'x','urls':['http://a.test/'],'optoins':{}} | /optoins | did you mean options
            {'type':'crawl','id':'x','urls':['http://a.test/'],'options':{'timeout_ms':'soon'}} | /options/timeout_ms | number
            {'type':'cancel'}                        | /id               | 1 to 64 characters
            {'type':'cancel','id':'nobody'}          | /id               | no stream 'nobody'
            {'type':'cancel','id':'x','why':'so'}    | /why              | unknown
            {'type':'pause','id':'nobody'}           | /id               | no stream
            {'type':'credit','id':'x'}               | /events           | events is missing
            {'type':'credit','id':'x','events':0}    | /events           | 1
            {'type':'credit','id':'x','events':-5}   | /events           | 1
            {'type':'credit','id':'x','events':1.5}  | /events           | number
            {'type':'ping','id':'x'}                 | /id               | unknown
            {'type':'status','verbose':true}         | /verbose          | unknown
            """)
    void aBadMessageIsAnsweredWithItsPlaceAndLeavesTheSocketOpen(String message, String pointer, String detail)
            throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, message);
            JsonNode answer = next(client);
            assertThat(text(answer, "type")).isEqualTo("error");
            assertThat(answer.path("error").path("retryable").booleanValue()).isFalse();
            assertThat(answer.toString()).containsIgnoringCase(detail);
            if (pointer != null) {
                assertThat(answer.path("error").path("errors").valueStream().map(fault -> text(fault, "pointer")))
                        .contains(pointer);
            }
            say(client, "{'type':'ping'}");
            assertThat(text(next(client), "type")).isEqualTo("pong");
        }
    }

    @Test
    void moreThanTenBadMessagesInARowCloseTheSocket() throws Exception {
        try (RawHttp client = welcomed()) {
            for (int i = 0; i < 10; i++) {
                say(client, "{'type':'dance','id':'d'}");
                JsonNode refusal = next(client);
                assertThat(text(refusal, "type")).isEqualTo("error");
                assertThat(text(refusal, "id")).isEqualTo("d");
            }
            say(client, "{'type':'ping'}");
            assertThat(text(next(client), "type")).isEqualTo("pong");
            for (int i = 0; i < 11; i++) {
                say(client, "{'type':'dance'}");
                assertThat(text(next(client), "type")).isEqualTo("error");
            }
            assertThat(client.frame()).isEqualTo("close 1008");
        }
    }

    /// A stream may end while its cancel travels, so a client that makes no mistake may have many of them refused.
    @Test
    void commandsThatCannotBeObeyedAreNotCounted() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("a", "/gated/0"));
            next(client);
            say(client, crawl("b", "/gated/1"));
            next(client);
            for (int i = 0; i < 20; i++) {
                say(client, "{'type':'cancel','id':'gone'}");
                assertThat(text(next(client), "type")).isEqualTo("error");
                say(client, crawl("c", "/0"));
                assertThat(text(next(client), "type")).isEqualTo("error");
            }
            gate.countDown();
            untilSummaries(client, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/crawl/ws", "/pipelines/ws", "/pipelines/meter/ws"})
    void everySocketOfCommandsTakesAllKindsOfWork(String target) throws Exception {
        try (RawHttp client = connect(server).upgrade(target)) {
            assertThat(next(client).path("operations").valueStream().map(JsonNode::stringValue))
                    .contains("crawl", "pipeline");
            say(client, crawl("a", "/0"));
            assertThat(text(untilSummary(client, "a").getLast(), "outcome")).isEqualTo("completed");
        }
    }

    @Test
    void whatIsNoCommandAtAllClosesTheSocketWithItsCode() throws Exception {
        try (RawHttp client = welcomed()) {
            assertThat(client.say(2, new byte[] {1}).frame()).isEqualTo("close 1003");
        }
        try (RawHttp client = welcomed()) {
            assertThat(client.say(1, new byte[] {(byte) 0xc3, 0x28}).frame()).isEqualTo("close 1007");
        }
        try (RawHttp client = welcomed()) {
            assertThat(client.say(1, new byte[(1 << 20) + 1]).frame()).isEqualTo("close 1009");
        }
    }

    @Test
    void nothingFollowsACloseAndItsStreamsEnd() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("a", "/mute", "/0"));
            next(client);
            assertThat(text(next(client), "type")).isEqualTo("result");
            client.say(8, new byte[] {0x03, (byte) 0xe8});
            assertThat(client.frame()).isEqualTo("close 1000");
            assertThatThrownBy(client::frame).isInstanceOf(EOFException.class);
        }
        await().until(() -> site.desertedCount() == 1);
        await().until(server::isIdle);
    }

    @Test
    void aSocketThatVanishesTakesAllItsStreamsWithIt() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, crawl("a", "/mute"));
            next(client);
            say(client, crawl("b", "/mute?2"));
            next(client);
            await().until(() -> site.visits().size() == 2);
            client.socket().setSoLinger(true, 0);
        }
        await().until(() -> site.desertedCount() == 2);
        await().until(server::isIdle);
    }

    @Test
    void aServerThatStopsEndsItsStreamsAndThenTheSocket() throws Exception {
        try (RawHttp idle = welcomed();
                RawHttp busy = welcomed()) {
            say(busy, crawl("a", "/0", "/mute"));
            next(busy);
            assertThat(text(next(busy), "type")).isEqualTo("result");
            say(busy, "{'type':'pause','id':'a'}");
            assertThat(text(next(busy), "type")).isEqualTo("ack");
            server.server().stop();
            assertThat(idle.frame()).isEqualTo("close 1001");
            assertThat(untilSummary(busy, "a")).isNotEmpty();
            assertThat(busy.frame()).isEqualTo("close 1001");
        }
    }

    @Test
    void pagesOfOtherOriginsMayNotOpenASocketUnlessTheyAreNamed() throws Exception {
        try (RawHttp client = connect(server)) {
            assertThat(client.handshake("/crawl/ws", "Origin: https://evil.test\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
        try (RawHttp client = connect(server)) {
            assertThat(client.handshake("/crawl/ws", "Origin: http://localhost\r\n"))
                    .startsWith("HTTP/1.1 101 ");
        }
        try (CrawlingServer open = new CrawlingServer("cors.origins=https://app.test");
                RawHttp client = connect(open)) {
            assertThat(client.handshake("/crawl/ws", "Origin: https://app.test\r\n"))
                    .startsWith("HTTP/1.1 101 ");
        }
    }

    private RawHttp open() throws IOException {
        return connect(server).upgrade("/crawl/ws");
    }

    private RawHttp welcomed() throws IOException {
        RawHttp client = open();
        assertThat(text(next(client), "type")).isEqualTo("welcome");
        return client;
    }

    private static RawHttp connect(CrawlingServer to) throws IOException {
        return new RawHttp(to.server().address(), 0);
    }

    private String crawl(String id, String... paths) {
        String urls =
                List.of(paths).stream().map(path -> "'" + site.url(path) + "'").collect(Collectors.joining(","));
        return "{'type':'crawl','id':'" + id + "','urls':[" + urls + "]}";
    }

    private static void untilSummaries(RawHttp client, int count) throws IOException {
        for (int left = count; left > 0; ) {
            left -= text(next(client), "type").equals("summary") ? 1 : 0;
        }
    }

    /// Waits until so many events of the socket's only stream wait; nothing else may come meanwhile.
    private static void awaitLag(RawHttp client, int events) {
        await().until(() -> {
            say(client, "{'type':'status'}");
            JsonNode status = next(client);
            assertThat(text(status, "type")).isEqualTo("status");
            return status.path("streams").path(0).path("lag_events").intValue() == events;
        });
    }
}
