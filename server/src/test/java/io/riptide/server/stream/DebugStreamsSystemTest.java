package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// `/debug/streams` over real sockets.
class DebugStreamsSystemTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer("warmup.enabled=false", "log.access=false", "server.loops=2", "crawl.enabled=true");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aReaderThatStopsIsSeenToBlockAndToBeSlow() throws Exception {
        try (RawHttp client = server.connect(8 * 1024).get("/bench/stream?count=100000&window=100&size=500")) {
            String runId = runId(client.head());
            await().untilAsserted(
                            () -> assertThat(only("?run=" + runId).path("state").stringValue())
                                    .isEqualTo("blocked"));
            JsonNode stream = only("?run=" + runId + "&transport=ndjson");
            assertThat(stream.path("writable").booleanValue()).isFalse();
            assertThat(stream.path("queued_bytes").longValue()).isPositive();
            assertThat(stream.path("lag").path("events").longValue()).isBetween(1L, 110L);
            assertThat(stream.path("policy").stringValue()).isEqualTo("block");
            assertThat(stream.path("pressure").stringValue()).isEqualTo("default");
            assertThat(stream.path("window").path("ceiling").intValue()).isEqualTo(100);
            assertThat(stream.path("peer").stringValue())
                    .isEqualTo("127.0.0.1:" + client.socket().getLocalPort());
            assertThat(stream.path("credit").isNull()).isTrue();
            assertThat(stream.path("request_id").stringValue()).isNotEmpty();

            await().untilAsserted(() -> assertThat(
                            only("?run=" + runId).path("reader").stringValue())
                    .isEqualTo("slow"));
            stream = only("?run=" + runId);
            assertThat(stream.path("lag").path("ms").longValue()).isGreaterThan(1_000);
            assertThat(stream.path("last_progress_ms").longValue()).isGreaterThan(1_000);
            JsonNode counted = json("/stats").path("streams");
            assertThat(counted.path("slow").longValue()).isOne();
            assertThat(counted.path("slowed").longValue()).isPositive();
        }
        await().untilAsserted(() -> assertThat(
                        json("/stats").path("streams").path("slow").longValue())
                .isZero());
    }

    @Test
    void aReaderThatReadsKeepsUp() throws Exception {
        try (RawHttp client = server.connect().get("/bench/sse?rate=500&count=100000")) {
            String runId = runId(client.head());
            for (int i = 0; i < 100; i++) {
                client.chunk();
            }
            JsonNode stream = only("?run=" + runId);
            assertThat(stream.path("reader").stringValue()).isEqualTo("keeps_up");
            assertThat(stream.path("transport").stringValue()).isEqualTo("sse");
            assertThat(stream.path("writable").booleanValue()).isTrue();
            assertThat(stream.path("delivered").longValue()).isGreaterThanOrEqualTo(100);
            assertThat(stream.path("dropped").size()).isZero();
            assertThat(stream.path("ttfb_us").longValue()).isPositive();
            assertThat(only("?transport=sse").path("run_id").stringValue()).isEqualTo(runId);
        }
    }

    @Test
    void whatAPolicyDropsIsCountedByItsReason() throws Exception {
        try (RawHttp client = server.connect(8 * 1024)
                .get("/bench/stream?count=1000000&rate=100000&window=64&policy=drop_oldest&size=500")) {
            String runId = runId(client.head());
            await().untilAsserted(() -> {
                client.chunk(); // each time a little, so that there are polls at which the policy can drop
                assertThat(only("?run=" + runId)
                                .path("dropped")
                                .path("drop_oldest")
                                .asLong(0))
                        .isPositive();
            });
        }
    }

    @Test
    void aSocketsStreamSaysWhatHoldsItBack() throws Exception {
        try (RawHttp client = server.connect().upgrade("/crawl/ws")) {
            client.frame();
            say(client, "{'type':'subscribe','id':'s','topic':'held','delivery':{'policy':'latest'}}");
            client.frame();
            say(client, "{'type':'credit','id':'s','events':7}");
            client.frame();
            say(client, "{'type':'pause','id':'s'}");
            client.frame();
            JsonNode stream = only("?topic=held");
            assertThat(stream.path("topic").stringValue()).isEqualTo("held");
            assertThat(stream.path("transport").stringValue()).isEqualTo("websocket");
            assertThat(stream.path("policy").stringValue()).isEqualTo("latest");
            assertThat(stream.path("credit").intValue()).isEqualTo(7);
            assertThat(stream.path("paused").booleanValue()).isTrue();
            assertThat(json("/debug/streams?run=held").path("streams").size()).isZero();
        }
        server.server().topics().delete("held");
    }

    @Test
    void theWorstComesFirstAndTheLimitHolds() throws Exception {
        List<RawHttp> stopped = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                stopped.add(server.connect(8 * 1024).get("/bench/stream?count=100000&size=500&window=" + (64 + i)));
            }
            await().untilAsserted(
                            () -> assertThat(lags("?limit=1000")).hasSize(20).allMatch(lag -> lag >= 60));
            assertThat(lags("")).isSortedAccordingTo((a, b) -> Long.compare(b, a));
            JsonNode document = json("/debug/streams?limit=3");
            assertThat(document.path("streams").size()).isEqualTo(3);
            assertThat(document.path("shown").intValue()).isEqualTo(3);
            assertThat(document.path("matching").intValue()).isEqualTo(20);
            assertThat(document.path("unanswered_loops").size()).isZero();
            assertThat(lags("?limit=3")).isEqualTo(lags("").subList(0, 3));
        } finally {
            for (RawHttp client : stopped) {
                client.close();
            }
        }
        await().untilAsserted(() -> assertThat(lags("")).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"epoll", "nio"})
    void theKernelIsAskedWhereTheTransportCan(String transport) throws Exception {
        boolean isEpoll = transport.equals("epoll");
        assumeTrue(!isEpoll || Epoll.isAvailable());
        try (TestServer other = new TestServer("warmup.enabled=false", "server.transport=" + transport);
                RawHttp client = other.connect().get("/bench/stream?rate=100&count=100000")) {
            client.head();
            client.chunk();
            JsonNode tcp = json(other, "/debug/streams").path("streams").get(0).path("tcp_info");
            assertThat(tcp.isMissingNode()).isEqualTo(!isEpoll);
            if (isEpoll) {
                assertThat(tcp.path("rtt_us").longValue()).isPositive();
                assertThat(tcp.path("snd_cwnd").longValue()).isPositive();
                assertThat(tcp.path("pmtu").longValue()).isGreaterThan(500);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, ?limit, 1 to 1000",
        "limit=1001, ?limit, 1 to 1000",
        "transport=ndjsn, ?transport, did you mean ndjson",
        "trasport=sse, ?trasport, did you mean transport"
    })
    void whatIsWrongWithAQuestionIsSaid(String query, String pointer, String detail) throws Exception {
        JsonNode problem = json("/debug/streams?" + query);
        assertThat(problem.path("status").intValue()).isEqualTo(400);
        JsonNode fault = problem.path("errors").get(0);
        assertThat(fault.path("pointer").stringValue()).isEqualTo(pointer);
        assertThat(fault.path("detail").stringValue()).contains(detail);
    }

    private static List<Long> lags(String query) throws IOException {
        List<Long> lags = new ArrayList<>();
        for (JsonNode stream : json("/debug/streams" + query).path("streams")) {
            lags.add(stream.path("lag").path("events").longValue());
        }
        return lags;
    }

    private static JsonNode only(String query) throws IOException {
        JsonNode streams = json("/debug/streams" + query).path("streams");
        assertThat(streams.size()).isOne();
        return streams.get(0);
    }

    private static JsonNode json(String target) throws IOException {
        return json(server, target);
    }

    private static JsonNode json(TestServer asked, String target) throws IOException {
        try (RawHttp client =
                asked.connect().send("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
            client.head();
            return Json.mapper().readTree(client.rest());
        }
    }

    private static String runId(String head) {
        return head.lines()
                .filter(line -> line.startsWith("X-Run-ID: "))
                .findFirst()
                .orElseThrow()
                .substring("X-Run-ID: ".length());
    }

    private static void say(RawHttp client, String command) throws IOException {
        client.say(0x1, command.replace('\'', '"').getBytes(UTF_8));
    }
}
