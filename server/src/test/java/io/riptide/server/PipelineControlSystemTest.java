package io.riptide.server;

import static io.riptide.server.CrawlingServer.events;
import static io.riptide.server.CrawlingServer.ofType;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riptide.server.event.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Pipelines that run: looked at, changed, paused, and let in one after another.
@Timeout(60)
class PipelineControlSystemTest {
    private static final String ENDLESS = """
            {"nodes":[{"id":"sine","type":"SineGenerator","config":{"frequency":6000,"frame_size":8,"realtime":false}},
                      {"id":"gain","type":"Gain","config":{"gain":1}}],
             "connections":[{"from":"sine","to":"gain"}]}""";

    private CrawlingServer server = new CrawlingServer();

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aSinglePassAnswersWithOneDocument() throws Exception {
        HttpResponse<String> answer = server.post("/pipelines", "{\"pipeline\":" + ENDLESS + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode document = Json.mapper().readTree(answer.body());
        assertThat(document.path("results").size()).isEqualTo(1);
        assertThat(document.at("/results/0/frame/payload/main").size()).isEqualTo(8);
        assertThat(document.at("/summary/outcome").stringValue()).isEqualTo("completed");
        assertThat(document.at("/summary/frames").intValue()).isEqualTo(1);
    }

    @Test
    void aSinglePassWhoseNodeFailsIsTheClientsFault() throws Exception {
        String big = "{\"pipeline\":{\"nodes\":[{\"id\":\"big\",\"type\":\"SineGenerator\",\"config\":"
                + "{\"frame_size\":1000000,\"realtime\":false}}]}}";
        HttpResponse<String> answer = server.post("/pipelines", big);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("urn:riptide:faulty", "node big");
    }

    @Test
    void framesOfTheRequestAreTheInput() throws Exception {
        HttpResponse<String> answer = server.post("/pipelines", """
                {"name":"meter","input":[
                  {"payload":{"main":[1,-1,1,-1]},"metadata":{"take":1},"timestamp":17,"sequence_id":40},
                  {"payload":{"left":[2,2],"right":[0,0]}}]}""");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode results = Json.mapper().readTree(answer.body()).path("results");
        assertThat(results.size()).isEqualTo(2);
        assertThat(results.at("/0/frame/payload/main/0").doubleValue()).isCloseTo(1, within(1e-12));
        assertThat(results.at("/0/frame/metadata/take").intValue()).isEqualTo(1);
        assertThat(results.at("/0/frame/timestamp").intValue()).isEqualTo(17);
        assertThat(results.at("/0/frame/sequence_id").intValue()).isEqualTo(40);
        assertThat(results.at("/1/frame/payload/left/0").doubleValue()).isCloseTo(2, within(1e-12));
        assertThat(results.at("/1/frame/payload/right/0").doubleValue()).isZero();
    }

    @Test
    void inputThatWillNotDoIsToldWithItsPlace() throws Exception {
        assertThat(faults(server.post("/pipelines/stream", "{\"name\":\"meter\"}")))
                .containsExactly("/input");
        assertThat(faults(server.post("/pipelines/stream", "{\"pipeline\":" + ENDLESS + ",\"input\":{}}")))
                .containsExactly("/input");
        String wrong = "{\"name\":\"meter\",\"input\":[{\"payload\":{\"main\":[1,\"two\"]}},"
                + "{\"payload\":{\"main\":3},\"metadata\":[],\"extra\":1}]}";
        assertThat(faults(server.post("/pipelines/stream", wrong)))
                .containsExactlyInAnyOrder(
                        "/input/0/payload/main/1", "/input/1/payload/main", "/input/1/metadata", "/input/1/extra");
        assertThat(server.post("/pipelines/stream", "{\"name\":\"metre\"}").body())
                .contains("no pipeline metre is stored", "did you mean meter?");
    }

    @Test
    void aPipelineThatRunsIsLookedAtAndRetuned() throws Exception {
        try (Stream stream = new Stream(ENDLESS)) {
            stream.next(event -> at(event, "/frame/payload/main/2") > 0.99);
            JsonNode looked = Json.mapper()
                    .readTree(server.get("/runs/" + stream.runId + "/pipeline").body());
            assertThat(looked.path("state").stringValue()).isEqualTo("running");
            assertThat(looked.path("revision").intValue()).isZero();
            assertThat(looked.at("/nodes/0/type").stringValue()).isEqualTo("SineGenerator");
            assertThat(looked.at("/config/gain/gain").intValue()).isEqualTo(1);
            JsonNode retuned = patched(stream.runId, "{\"nodes\":{\"gain\":{\"config\":{\"gain\":5}}}}");
            assertThat(retuned.at("/config/gain/gain").intValue()).isEqualTo(5);
            assertThat(retuned.path("revision").intValue()).isEqualTo(1);
            stream.next(event -> at(event, "/frame/payload/main/2") > 4.9);
            patched(stream.runId, "{\"nodes\":{\"gain\":{\"config\":{\"gain\":null,\"gain_db\":20}}}}");
            stream.next(event -> at(event, "/frame/payload/main/2") > 9.9);
            patched(
                    stream.runId,
                    "{\"pipeline\":{\"nodes\":[{\"id\":\"sine\",\"type\":\"SineGenerator\",\"config\":"
                            + "{\"frequency\":6000,\"frame_size\":8,\"frames\":1,\"realtime\":false}},"
                            + "{\"id\":\"end\",\"type\":\"Print\"}],\"connections\":[{\"from\":\"sine\",\"to\":\"end\"}]}}");
            JsonNode summary = stream.next(event -> type(event).equals("summary"));
            assertThat(summary.at("/nodes/1/node").stringValue()).isEqualTo("end");
            assertThat(summary.path("frames_leaked").intValue()).isZero();
        }
    }

    @Test
    void aPausedPipelineMakesNothingUntilItGoesOn() throws Exception {
        try (Stream stream = new Stream(ENDLESS)) {
            JsonNode begun = stream.next(event -> type(event).equals("pipeline"));
            assertThat(begun.path("state").stringValue()).isEqualTo("running");
            assertThat(begun.path("frames").intValue()).isZero();
            stream.next(event -> type(event).equals("frame"));
            assertThat(patched(stream.runId, "{\"paused\":true}").path("state").stringValue())
                    .isEqualTo("paused");
            JsonNode paused = stream.next(event -> type(event).equals("pipeline"));
            assertThat(paused.path("state").stringValue()).isEqualTo("paused");
            assertThat(paused.path("frames").intValue()).isPositive();
            assertThat(patched(stream.runId, "{\"paused\":false}").path("state").stringValue())
                    .isEqualTo("running");
            stream.next(event -> type(event).equals("pipeline")
                    && event.path("state").stringValue().equals("running"));
            stream.next(event -> type(event).equals("frame"));
        }
    }

    @Test
    void aChangeThatCannotBeChangesNothing() throws Exception {
        try (Stream stream = new Stream(ENDLESS)) {
            String path = "/runs/" + stream.runId + "/pipeline";
            assertThat(faults(patch(path, "{\"nodes\":{\"gian\":{\"config\":{}}},\"paused\":true}")))
                    .containsExactly("/nodes/gian");
            assertThat(faults(patch(path, "{\"nodes\":{\"gain\":{\"config\":{\"gain\":\"loud\"}}}}")))
                    .containsExactly("/nodes/gain/config/gain");
            assertThat(faults(patch(path, "{\"pipeline\":{\"nodes\":[]},\"paused\":true}")))
                    .containsExactly("/pipeline/nodes");
            assertThat(faults(patch(path, "{}"))).containsExactly("");
            assertThat(faults(patch(path, "{\"nodes\":{\"gain\":{}},\"pipeline\":{\"nodes\":[]}}")))
                    .contains("/nodes");
            JsonNode looked = Json.mapper().readTree(server.get(path).body());
            assertThat(looked.path("revision").intValue()).isZero();
            assertThat(looked.path("state").stringValue()).isEqualTo("running");
        }
        assertThat(patch("/runs/none/pipeline", "{\"paused\":true}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void oneThatHasEndedIsChangedNoMore() throws Exception {
        String runId;
        try (Stream stream = new Stream(ENDLESS)) {
            runId = stream.runId;
        }
        while (server.server().runs().size() > 0) {
            Thread.onSpinWait();
        }
        HttpResponse<String> answer = patch("/runs/" + runId + "/pipeline", "{\"paused\":true}");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("has ended");
    }

    @Test
    void oneThatIsKeptAfterItsEndIsLookedAtOnly() throws Exception {
        String few = ENDLESS.replace("\"realtime\":false", "\"frames\":3,\"realtime\":false");
        String runId;
        try (Stream stream = new Stream(few, ",\"delivery\":{\"on_disconnect\":\"continue\"}")) {
            stream.next(event -> type(event).equals("summary"));
            runId = stream.runId;
        }
        JsonNode looked = Json.mapper()
                .readTree(server.get("/runs/" + runId + "/pipeline").body());
        assertThat(looked.path("state").stringValue()).isEqualTo("completed");
        assertThat(looked.path("frames").intValue()).isEqualTo(3);
        HttpResponse<String> answer = patch("/runs/" + runId + "/pipeline", "{\"paused\":true}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("has ended");
    }

    @Test
    void figuresOfNodesComeAsEventsAndInStatsAndMetrics() throws Exception {
        try (Stream stream = new Stream(ENDLESS, ",\"report_ms\":100")) {
            JsonNode report = stream.next(event -> type(event).equals("node")
                    && event.has("frames_in")
                    && event.path("node").stringValue().equals("gain"));
            assertThat(report.path("frames_in").intValue()).isPositive();
            assertThat(report.at("/latency_us/p99").doubleValue()).isPositive();
            JsonNode stats = Json.mapper().readTree(server.get("/stats").body()).path("pipelines");
            assertThat(stats.path("active").intValue()).isEqualTo(1);
            assertThat(stats.at("/runs/0/run_id").stringValue()).isEqualTo(stream.runId);
            assertThat(stats.at("/runs/0/nodes/1/inbox_capacity").intValue()).isEqualTo(100);
            assertThat(stats.at("/priorities/normal/admitted").intValue()).isEqualTo(1);
            assertThat(stats.path("memory_bytes").longValue()).isPositive();
            assertThat(server.get("/metrics").body())
                    .contains("riptide_pipelines_active 1\n")
                    .containsPattern("riptide_node_frames_in_total\\{type=\"Gain\"} [1-9]");
        }
        while (server.server().runs().size() > 0) {
            Thread.onSpinWait();
        }
        JsonNode stats = Json.mapper().readTree(server.get("/stats").body()).path("pipelines");
        assertThat(stats.path("active").intValue()).isZero();
        assertThat(stats.path("memory_bytes").longValue()).isZero();
        assertThat(stats.path("completed").intValue()).isEqualTo(1);
        assertThat(server.get("/metrics").body())
                .containsPattern("riptide_node_frames_in_total\\{type=\"Gain\"} [1-9]");
    }

    @Test
    void aPoolOfFiveServesTenRuns() throws Exception {
        server.close();
        server = new CrawlingServer("pipelines.active-max=5", "pipelines.queue-max=100");
        String tone = "{\"name\":\"tone\",\"pipeline\":"
                + ENDLESS.replace("\"realtime\":false", "\"frames\":200," + "\"sample_rate\":8000") + "}";
        List<Future<HttpResponse<String>>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                String body = tone.replace("\"name\":\"tone\",", "");
                answers.add(clients.submit(() -> server.post("/pipelines/stream", body)));
            }
            int most = 0;
            while (answers.stream().anyMatch(answer -> !answer.isDone())) {
                JsonNode stats =
                        Json.mapper().readTree(server.get("/stats").body()).path("pipelines");
                most = Math.max(most, stats.path("active").intValue());
            }
            assertThat(most).isBetween(1, 5);
        }
        for (Future<HttpResponse<String>> answer : answers) {
            List<JsonNode> events = events(answer.get().body());
            assertThat(ofType(events, "frame")).hasSize(200);
            assertThat(events.getLast().path("outcome").stringValue()).isEqualTo("completed");
        }
    }

    @Test
    void whoFindsNoPlaceIsToldAtOnceAndHighPriorityGoesFirst() throws Exception {
        server.close();
        server = new CrawlingServer("pipelines.active-max=1", "pipelines.queue-max=2");
        try (Stream working = new Stream(ENDLESS)) {
            working.next(event -> type(event).equals("frame"));
            try (Stream low = new Stream(prioritised("low"));
                    Stream critical = new Stream(prioritised("critical"))) {
                awaitQueued(2);
                assertThat(low.next(event -> type(event).equals("pipeline"))
                                .path("state")
                                .stringValue())
                        .isEqualTo("queued");
                JsonNode first = critical.next(event -> type(event).equals("pipeline"));
                assertThat(first.path("ahead").intValue()).isZero();
                HttpResponse<String> refused = server.post("/pipelines/stream", "{\"pipeline\":" + ENDLESS + "}");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).contains("pipelines.active-max");
                working.leave();
                critical.next(event -> type(event).equals("frame"));
                JsonNode queued = Json.mapper()
                        .readTree(server.get("/runs/" + low.runId + "/pipeline").body());
                assertThat(queued.path("state").stringValue()).isEqualTo("queued");
                critical.leave();
                low.next(event -> type(event).equals("frame"));
            }
        }
    }

    private static String prioritised(String priority) {
        return ENDLESS.replaceFirst("\\{", "{\"pipeline_config\":{\"priority\":\"" + priority + "\"},");
    }

    private void awaitQueued(int count) throws Exception {
        while (Json.mapper()
                        .readTree(server.get("/stats").body())
                        .at("/pipelines/queued")
                        .intValue()
                < count) {
            Thread.onSpinWait();
        }
    }

    private JsonNode patched(String runId, String body) throws Exception {
        HttpResponse<String> answer = patch("/runs/" + runId + "/pipeline", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private HttpResponse<String> patch(String path, String body) throws Exception {
        return server.client()
                .send(
                        server.request(path)
                                .header("Content-Type", "application/merge-patch+json")
                                .method("PATCH", BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static List<String> faults(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return Json.mapper()
                .readTree(answer.body())
                .path("errors")
                .valueStream()
                .map(error -> error.path("pointer").stringValue())
                .toList();
    }

    private static String type(JsonNode event) {
        return event.path("type").stringValue();
    }

    private static double at(JsonNode event, String pointer) {
        JsonNode value = event.at(pointer);
        return value.isNumber() ? value.doubleValue() : 0;
    }

    /// A pipeline's stream, read line by line.
    private final class Stream implements AutoCloseable {
        private final String runId;
        private final BufferedReader lines;

        Stream(String graph) throws Exception {
            this(graph, "");
        }

        Stream(String graph, String more) throws Exception {
            HttpResponse<InputStream> answer = server.client()
                    .send(
                            server.request("/pipelines/stream")
                                    .POST(BodyPublishers.ofString("{\"pipeline\":" + graph + more + "}"))
                                    .build(),
                            BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
            runId = next(event -> type(event).equals("metadata")).path("run_id").stringValue();
        }

        JsonNode next(Predicate<JsonNode> wanted) throws Exception {
            while (true) {
                JsonNode event = Json.mapper().readTree(lines.readLine());
                if (wanted.test(event)) {
                    return event;
                }
                assertThat(type(event)).isNotIn("summary", "error");
            }
        }

        void leave() throws IOException {
            lines.close();
        }

        @Override
        public void close() throws IOException {
            leave();
        }
    }
}
