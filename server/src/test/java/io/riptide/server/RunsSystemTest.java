package io.riptide.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RunsSystemTest {
    private final LiveServer live = new LiveServer("warmup.enabled=false", "log.access=false", "runs.retain=200ms");

    @AfterEach
    void memoryGoesBackToZero() {
        await().untilAsserted(
                        () -> assertThat(live.server().pool().leasedBytes()).isZero());
        await().untilAsserted(
                        () -> assertThat(live.server().memory().reserved()).isZero());
        assertThat(live.server().inboundMemory().reserved()).isZero();
        live.close();
    }

    @Test
    void aCancelledRunEndsItsStreamWithOneSummary() throws IOException, InterruptedException {
        try (LiveServer.OpenStream stream = live.open("/bench/stream?count=0&rate=100")) {
            String run = "/runs/" + stream.runId();
            stream.next();
            assertThat(live.json(run).path("state").stringValue()).isEqualTo("active");
            assertThat(live.json(run).path("viewers").intValue()).isEqualTo(1);

            assertThat(live.send("DELETE", run).statusCode()).isEqualTo(202);
            List<JsonNode> events = stream.rest();
            assertThat(events.getLast().path("outcome").stringValue()).isEqualTo("cancelled");
            assertThat(events)
                    .filteredOn(event -> type(event).equals("summary"))
                    .hasSize(1);

            await().untilAsserted(() ->
                    assertThat(live.json(run).path("outcome").stringValue()).isEqualTo("cancelled"));
            assertThat(live.send("DELETE", run).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void runsAreListedNewestFirst() throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (LiveServer.OpenStream stream = live.open("/bench/stream?count=1")) {
                ids.addFirst(stream.runId());
                stream.rest();
            }
        }
        await().untilAsserted(() -> assertThat(ids("/runs?state=closed")).isEqualTo(ids));
        assertThat(ids("/runs?limit=1")).containsExactly(ids.getFirst());
        assertThat(ids("/runs?state=active")).isEmpty();
        assertThat(live.get("/runs?state=open&limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void aSecondViewerResumesBehindItsCursorAndMissesNothing() throws IOException, InterruptedException {
        try (LiveServer.OpenStream first = live.open("/bench/stream?count=300&rate=400&on_disconnect=continue")) {
            List<JsonNode> seen = new ArrayList<>();
            for (int i = 0; i <= 20; i++) {
                seen.add(first.next());
            }
            String cursor = seen.getLast().path("id").stringValue();
            try (LiveServer.OpenStream second = live.open("/runs/" + first.runId() + "/stream?since=" + cursor)) {
                JsonNode resumed = second.next();
                assertThat(type(resumed)).isEqualTo("resumed");
                assertThat(resumed.path("since").stringValue()).isEqualTo(cursor);
                List<JsonNode> rest = second.rest();
                assertThat(offsets(rest))
                        .isEqualTo(LongStream.rangeClosed(21, 301).boxed().toList());
                assertThat(type(rest.getLast())).isEqualTo("summary");
            }
            assertThat(offsets(first.rest()))
                    .isEqualTo(LongStream.rangeClosed(21, 301).boxed().toList());
        }
    }

    @Test
    void aBrowserResumesByItsLastEventId() throws IOException, InterruptedException {
        try (LiveServer.OpenStream first = live.open("/bench/stream?count=100&rate=400&on_disconnect=continue")) {
            String cursor = first.next().path("id").stringValue();
            HttpResponse<String> second = live.get("/runs/" + first.runId() + "/sse", "Last-Event-ID", cursor);
            assertThat(second.body())
                    .startsWith("retry: 3000\n")
                    .contains("id: " + cursor + "\nevent: resumed\ndata: {\"type\":\"resumed\"")
                    .containsOnlyOnce("event: summary")
                    .doesNotContain("event: metadata");
            first.rest();
        }
    }

    @Test
    void aCursorOfAnotherLogBeginsAtTheEarliestEvent() throws IOException, InterruptedException {
        try (LiveServer.OpenStream first = live.open("/bench/stream?count=100&rate=400&on_disconnect=continue")) {
            first.next();
            try (LiveServer.OpenStream second = live.open("/runs/" + first.runId() + "/stream?since=zzzzzzzz-7")) {
                JsonNode resumed = second.next();
                assertThat(resumed.path("id").stringValue()).isEqualTo("zzzzzzzz-7");
                assertThat(resumed.path("since").isNull()).isTrue();
                assertThat(offsets(second.rest()))
                        .isEqualTo(LongStream.rangeClosed(0, 101).boxed().toList());
            }
            first.rest();
        }
    }

    @Test
    void aCursorOfAnEventThatNeverWasBeginsAtTheEarliestEventToo() throws IOException, InterruptedException {
        try (LiveServer.OpenStream first = live.open("/bench/stream?count=100&rate=400&on_disconnect=continue")) {
            String epoch = first.next().path("id").stringValue().substring(0, 8);
            String run = "/runs/" + first.runId();
            try (LiveServer.OpenStream second = live.open(run + "/stream?since=" + epoch + "-500")) {
                JsonNode resumed = second.next();
                assertThat(resumed.path("id").stringValue()).isEqualTo(epoch + "-500");
                assertThat(resumed.path("since").isNull()).isTrue();
                assertThat(offsets(second.rest()))
                        .isEqualTo(LongStream.rangeClosed(0, 101).boxed().toList());
            }
            first.rest();
            try (LiveServer.OpenStream third = live.open(run + "/stream?since=" + epoch + "-102")) {
                assertThat(third.next().path("since").isNull()).isTrue();
                assertThat(third.rest()).hasSize(102);
            }
        }
    }

    @Test
    void whatStandsBeforeTheFirstEventIsACursorOfItsLog() throws IOException, InterruptedException {
        try (LiveServer.OpenStream first = live.open("/bench/stream?count=10&rate=100&on_disconnect=continue")) {
            String since = first.next().path("id").stringValue().substring(0, 8) + "-" + Long.MAX_VALUE;
            try (LiveServer.OpenStream second = live.open("/runs/" + first.runId() + "/stream?since=" + since)) {
                assertThat(second.next().path("since").stringValue()).isEqualTo(since);
                assertThat(offsets(second.rest()))
                        .isEqualTo(LongStream.rangeClosed(0, 11).boxed().toList());
            }
            first.rest();
        }
    }

    @Test
    void whoHasSeenEverythingIsToldTheEndAgain() throws IOException, InterruptedException {
        try (LiveServer.OpenStream first = live.open("/bench/stream?count=300&rate=1000&on_disconnect=continue");
                LiveServer.OpenStream holder = live.open("/bench/stream?count=0&rate=10")) {
            List<JsonNode> events = first.rest();
            String last = events.getLast().path("id").stringValue();
            try (LiveServer.OpenStream again = live.open("/runs/" + first.runId() + "/stream?since=" + last)) {
                assertThat(again.answer().statusCode()).isEqualTo(200);
                assertThat(again.rest()).extracting(RunsSystemTest::type).containsExactly("resumed", "summary");
            }
            live.send("DELETE", "/runs/" + holder.runId());
            holder.rest();
        }
    }

    @Test
    void aMalformedCursorIsRefusedAndAnUnknownRunIsNotFound() throws IOException, InterruptedException {
        assertThat(live.get("/runs/none/stream?since=12").statusCode()).isEqualTo(400);
        assertThat(live.get("/runs/none/stream?since=zzzzzzzz-012").statusCode())
                .isEqualTo(400);
        assertThat(live.get("/runs/none/stream").statusCode()).isEqualTo(404);
        assertThat(live.get("/runs/none").statusCode()).isEqualTo(404);
        assertThat(live.send("DELETE", "/runs/none").statusCode()).isEqualTo(404);
    }

    @Test
    void aRunIsNotCancelledByARequestWithAParameterThatItDoesNotKnow() throws IOException, InterruptedException {
        try (LiveServer.OpenStream stream = live.open("/bench/stream?count=0&rate=100")) {
            String run = "/runs/" + stream.runId();
            HttpResponse<String> answer = live.send("DELETE", run + "?dry_run=true");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("\"pointer\":\"?dry_run\"");
            assertThat(live.json(run).path("state").stringValue()).isEqualTo("active");
            live.send("DELETE", run);
            stream.rest();
        }
    }

    /// Probes and scrapers may add what they like.
    @ParameterizedTest
    @CsvSource(textBlock = """
            GET,    /runs/none?bogus=1,    400
            DELETE, /runs/none?bogus=1,    400
            GET,    /healthz?bogus=1,      400
            GET,    /stats?bogus=1,        400
            GET,    /ws?bogus=1,           400
            GET,    /pipelines/ws?bogus=1, 400
            GET,    /bench/echo?bogus=1,   400
            POST,   /bench/echo?bogus=1,   400
            GET,    /livez?bogus=1,        200
            GET,    /readyz?bogus=1,       200
            GET,    /metrics?bogus=1,      200
            GET,    /healthz?,             200
            """)
    void aParameterThatNobodyReadsIsRefused(String method, String target, int status)
            throws IOException, InterruptedException {
        assertThat(live.send(method, target).statusCode()).isEqualTo(status);
    }

    @Test
    void aReleasedRunSaysThatItsEventsAreNoLongerHeld() throws IOException, InterruptedException {
        try (LiveServer.OpenStream stream = live.open("/bench/stream?count=1")) {
            stream.rest();
            await().until(() -> live.server().runs().find(stream.runId()).isEmpty());
            HttpResponse<String> answer = live.get("/runs/" + stream.runId() + "/stream");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("no longer held");
        }
    }

    private List<String> ids(String target) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        live.json(target).path("runs").forEach(run -> ids.add(run.path("run_id").stringValue()));
        return ids;
    }

    private static String type(JsonNode event) {
        return event.path("type").stringValue();
    }

    private static List<Long> offsets(List<JsonNode> events) {
        return events.stream()
                .map(event -> Long.valueOf(event.path("id").stringValue().substring(9)))
                .toList();
    }
}
