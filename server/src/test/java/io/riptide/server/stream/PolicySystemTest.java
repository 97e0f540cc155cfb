package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What each way of delivering does, as a client sees it; closing the server proves that all memory came back.
class PolicySystemTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"/type,1", "/seq,100000"})
    void latestGivesAStoppedReaderTheNewestOfEachKey(String key, int keys) throws Exception {
        // More keys than the stream's memory holds are as good as one key too many: the gap tells.
        int count = keys == 1 ? 200_000 : 2_000;
        try (RawHttp client =
                server.connect(8 * 1024).get("/bench/stream?policy=latest&key=" + key + "&count=" + count)) {
            await().until(() -> server.server().metrics().counters().runsEnded.sum()
                    == server.server().metrics().counters().runsStarted.sum());
            List<JsonNode> events = events(client);
            checkContinuous(events, "latest");
            JsonNode last = events.get(events.size() - 2);
            assertThat(last.path("seq").longValue()).isEqualTo(count - 1);
            if (keys == 1) {
                assertThat(events.getLast().path("events_dropped").longValue()).isGreaterThan(100_000);
            } else {
                assertThat(events).hasSize(count + 2);
            }
        }
    }

    @Test
    void sampleGivesOneEventATimeAndTheLast() throws Exception {
        try (RawHttp client = server.connect().get("/bench/stream?policy=sample&sample_ms=3600000&count=3000")) {
            List<JsonNode> events = events(client);
            checkContinuous(events, "sample");
            assertThat(events.stream().filter(event -> is(event, "tick"))).hasSizeBetween(1, 2);
            assertThat(events.get(events.size() - 2).path("seq").longValue()).isEqualTo(2_999);
        }
    }

    @Test
    void samplesComeWhileTheWorkGoesOn() throws Exception {
        try (RawHttp client = server.connect().get("/bench/stream?policy=sample&sample_ms=20&count=400&rate=1000")) {
            List<JsonNode> events = events(client);
            checkContinuous(events, "sample");
            assertThat(events.stream().filter(event -> is(event, "tick"))).hasSizeBetween(3, 22);
        }
    }

    @Test
    void batchedEventsComeTogetherAndNoneIsLost() throws Exception {
        try (RawHttp client = server.connect().get("/bench/stream?batch_ms=60000&batch_max=50&count=160&rate=2000")) {
            client.head();
            assertThat(new String(client.chunk(), UTF_8)).contains("batch_max\":50");
            long ticks = 0;
            String chunk = new String(client.chunk(), UTF_8);
            // The end does not wait for a batch to fill.
            while (!chunk.contains("\"events_delivered\":161")) {
                assertThat(chunk.lines()).hasSizeGreaterThanOrEqualTo(50);
                ticks += chunk.lines().count();
                chunk = new String(client.chunk(), UTF_8);
            }
            assertThat(ticks).isPositive().isLessThanOrEqualTo(160);
            assertThat(chunk.lines()).hasSize((int) (160 - ticks) + 1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            policy=latest&key=seq              | ?key       | JSON pointer
            policy=block&key=/seq              | ?key       | only for the policy latest
            sample_ms=5                        | ?sample_ms | only for the policy sample
            policy=sample&sample_ms=0          | ?sample_ms | 1 to
            policy=newest                      | ?policy    | latest
            batch_ms=-1                        | ?batch_ms  | 0 to
            batch_ms=5&batch_max=0             | ?batch_max | 1 to
            """)
    void whatWouldHaveNoEffectIsRefused(String query, String pointer, String detail) throws Exception {
        try (RawHttp client = server.connect().get("/bench/stream?" + query)) {
            String head = client.head();
            assertThat(head).startsWith("HTTP/1.1 400 ");
            String body = client.bytes(Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1")));
            assertThat(body).contains("\"pointer\":\"" + pointer + "\"").contains(detail);
        }
    }

    private static List<JsonNode> events(RawHttp client) throws Exception {
        client.head();
        return client.chunks().lines().map(Json.mapper()::readTree).toList();
    }

    /// Every offset once, as an event or inside one gap, and the tally adds up.
    private static void checkContinuous(List<JsonNode> events, String reason) {
        long next = 0;
        for (JsonNode event : events) {
            if (is(event, "gap")) {
                assertThat(event.path("from").longValue()).isEqualTo(next);
                assertThat(event.path("reason").stringValue()).isEqualTo(reason);
                next = event.path("to").longValue() + 1;
            } else {
                assertThat(event.path("id").stringValue()).endsWith("-" + next);
                next++;
            }
        }
        JsonNode summary = events.getLast();
        assertThat(summary.path("type").stringValue()).isEqualTo("summary");
        assertThat(summary.path("events_delivered").longValue()
                        + summary.path("events_dropped").longValue())
                .isEqualTo(next - 1)
                .isEqualTo(summary.path("events_emitted").longValue());
    }

    private static boolean is(JsonNode event, String type) {
        return event.path("type").stringValue().equals(type);
    }
}
