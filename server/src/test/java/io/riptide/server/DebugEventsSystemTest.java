package io.riptide.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.LiveServer.OpenStream;
import io.riptide.server.event.Json;
import io.riptide.server.observe.NodeEvent;
import java.io.BufferedReader;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `/debug/events` over sockets.
class DebugEventsSystemTest {
    private static final String NDJSON = "/debug/events/stream";

    private final LiveServer live = new LiveServer("warmup.enabled=false", "log.access=false", "runs.per-client-max=1");

    @AfterEach
    void close() {
        live.close();
    }

    @Test
    void historyComesFirstAndThenWhatHappens() throws Exception {
        tell("one", "two");
        try (OpenStream stream = live.open(NDJSON)) {
            JsonNode metadata = stream.next();
            assertThat(metadata.path("type").stringValue()).isEqualTo("metadata");
            assertThat(metadata.path("stream_type").stringValue()).isEqualTo("journal");
            assertThat(subject(stream.next())).isEqualTo("one");
            assertThat(subject(stream.next())).isEqualTo("two");
            tell("three");
            JsonNode third = stream.next();
            assertThat(subject(third)).isEqualTo("three");
            assertThat(third.path("id").stringValue()).endsWith("-2");
        }
    }

    @Test
    void aReaderGoesOnWhereItWas() throws Exception {
        tell("one", "two", "three");
        String id;
        try (OpenStream stream = live.open(NDJSON)) {
            stream.next();
            id = stream.next().path("id").stringValue();
        }
        try (OpenStream stream = live.open(NDJSON + "?since=" + id)) {
            assertThat(stream.next().path("type").stringValue()).isEqualTo("resumed");
            assertThat(subject(stream.next())).isEqualTo("two");
        }
        try (OpenStream stream = live.open(NDJSON, "Last-Event-ID", id)) {
            assertThat(stream.next().path("type").stringValue()).isEqualTo("resumed");
            assertThat(subject(stream.next())).isEqualTo("two");
        }
        try (OpenStream stream = live.open(NDJSON + "?since=latest")) {
            assertThat(stream.next().path("type").stringValue()).isEqualTo("metadata");
            tell("four");
            assertThat(subject(stream.next())).isEqualTo("four");
        }
    }

    @Test
    void aLongHistoryIsToldWithoutAGap() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            live.server().journal().tell(event("s" + i));
            if (i % 500 == 0) {
                live.server().journal().keepHouse();
            }
        }
        live.server().journal().keepHouse();
        try (OpenStream stream = live.open(NDJSON)) {
            stream.next();
            for (int i = 0; i < 3_000; i++) {
                assertThat(subject(stream.next())).isEqualTo("s" + i);
            }
        }
    }

    @Test
    void aBrowserGetsServerSentEvents() throws Exception {
        tell("one");
        try (OpenStream stream = live.open("/debug/events")) {
            assertThat(stream.answer().headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/event-stream");
            BufferedReader lines = stream.lines();
            String line = lines.readLine();
            while (!line.equals("event: event")) {
                line = lines.readLine();
            }
            assertThat(subject(Json.mapper().readTree(lines.readLine().substring("data: ".length()))))
                    .isEqualTo("one");
        }
    }

    @Test
    void aStoppingNodeSaysSoLast() throws Exception {
        try (OpenStream stream = live.open(NDJSON)) {
            stream.next();
            live.server().stop();
            List<JsonNode> rest = stream.rest();
            assertThat(rest.get(rest.size() - 2).path("state").stringValue()).isEqualTo("draining");
            assertThat(rest.getLast().path("type").stringValue()).isEqualTo("summary");
            assertThat(rest.getLast().path("outcome").stringValue()).isEqualTo("shutdown");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy=block", "since=yesterday", "what=ever"})
    void whatWillNotDoIsRefused(String query) throws Exception {
        HttpResponse<String> answer = live.get(NDJSON + '?' + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(query.substring(0, query.indexOf('=')));
    }

    @Test
    void refusalsAndTopicsAreNoted() throws Exception {
        try (OpenStream running = live.open("/bench/stream?count=10&rate=1");
                OpenStream stream = live.open(NDJSON)) {
            running.next();
            assertThat(live.get("/bench/stream?count=1").statusCode()).isEqualTo(429);
            assertThat(live.get("/bench/stream?count=1").statusCode()).isEqualTo(429);
            live.server().topics().open("tides");
            long refused = 0;
            boolean hasTopic = false;
            stream.next();
            while (refused < 2 || !hasTopic) {
                JsonNode event = stream.next();
                boolean isRefusal = event.path("kind").stringValue().equals("refusal");
                refused += isRefusal ? event.path("count").longValue() : 0;
                hasTopic |= subject(event).equals("topic:tides");
            }
            assertThat(refused).isEqualTo(2);
        }
    }

    @Test
    void figuresTellOfTopicsRatesAndTheJournal() throws Exception {
        tell("one");
        live.server().topics().open("tides");
        JsonNode stats = live.json("/stats");
        assertThat(stats.path("topics").path("count").intValue()).isEqualTo(1);
        assertThat(stats.path("topics").path("subscribers").intValue()).isZero();
        assertThat(stats.path("recovery").path("degraded").booleanValue()).isFalse();
        assertThat(stats.path("recovery").path("journal_events").longValue()).isPositive();
        assertThat(stats.path("rates").propertyNames()).containsExactly("1s", "10s", "60s");
        assertThat(stats.path("rates").path("10s").propertyNames()).containsExactly("events", "bytes", "drops", "runs");
        String metrics = live.get("/metrics").body();
        assertThat(metrics)
                .contains("riptide_topics 1\n")
                .contains("riptide_degraded 0\n")
                .contains("riptide_retries_total 0\n")
                .contains("riptide_circuit_breaker_transitions_total{to=\"half_open\"} 0\n")
                .contains("# TYPE riptide_journal_events_total counter\n");
        assertThat(live.json("/healthz")
                        .path("checks")
                        .path("recovery")
                        .path("status")
                        .stringValue())
                .isEqualTo("ok");
    }

    @Test
    void degradedModeIsSeenEverywhere() throws Exception {
        live.server().memory().tryReserve(live.server().memory().limit());
        try (OpenStream stream = live.open(NDJSON)) {
            stream.next();
            JsonNode event = stream.next();
            while (!event.path("kind").stringValue().equals("degraded_mode")) {
                event = stream.next();
            }
            assertThat(event.path("state").stringValue()).isEqualTo("entered");
        } finally {
            live.server().memory().release(live.server().memory().limit());
        }
        assertThat(live.get("/metrics").body()).contains("riptide_degraded 1\n");
        JsonNode health = live.json("/healthz");
        assertThat(health.path("status").stringValue()).isEqualTo("degraded");
        assertThat(health.path("checks").path("recovery").path("message").stringValue())
                .startsWith("degraded mode");
    }

    private void tell(String... subjects) {
        for (String subject : subjects) {
            live.server().journal().tell(event(subject));
        }
        live.server().journal().keepHouse();
    }

    private static NodeEvent event(String subject) {
        return NodeEvent.now(NodeEvent.Kind.NODE, subject, "state", "message");
    }

    private static String subject(JsonNode event) {
        return event.path("subject").stringValue("");
    }
}
