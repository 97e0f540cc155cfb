package io.riptide.server;

import static io.riptide.server.CrawlingServer.events;
import static io.riptide.server.CrawlingServer.ofType;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riptide.server.event.Json;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Graphs over real sockets: what comes out, what is refused, and what a client that leaves leaves behind.
class PipelineSystemTest {
    private static final String SINE_GAIN_PRINT = """
            {"nodes":[{"id":"sine","type":"SineGenerator","config":{"frequency":6000,"frame_size":8,"frames":20,"realtime":false}},
                      {"id":"gain","type":"Gain","config":{"gain":2}},
                      {"id":"print","type":"Print"}],
             "connections":[{"from":"sine","to":"gain"},{"from":"gain","to":"print"}]}""";

    private CrawlingServer server;

    @BeforeEach
    void start() {
        server = new CrawlingServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void framesOfTheLastNodeAreEvents() throws Exception {
        List<JsonNode> events = run(SINE_GAIN_PRINT);
        assertThat(events.getFirst().path("stream_type").stringValue()).isEqualTo("pipeline");
        List<JsonNode> frames = ofType(events, "frame");
        assertThat(frames)
                .extracting(frame -> frame.at("/frame/sequence_id").intValue())
                .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
        JsonNode first = frames.getFirst();
        assertThat(first.path("node").stringValue()).isEqualTo("print");
        assertThat(first.at("/frame/payload/main").size()).isEqualTo(8);
        assertThat(first.at("/frame/payload/main/2").doubleValue()).isCloseTo(2, within(1e-9));
        assertThat(first.at("/frame/timestamp").longValue()).isGreaterThan(1_700_000_000_000_000L);
        JsonNode summary = events.getLast();
        assertThat(summary.path("type").stringValue()).isEqualTo("summary");
        assertThat(summary.path("outcome").stringValue()).isEqualTo("completed");
        assertThat(summary.path("frames").intValue()).isEqualTo(20);
        assertThat(summary.path("frames_leaked").intValue()).isZero();
        assertThat(summary.at("/nodes/1/frames_in").intValue()).isEqualTo(20);
    }

    @Test
    void nodesTellWhatBecomesOfThem() throws Exception {
        List<JsonNode> states = ofType(run(SINE_GAIN_PRINT), "node");
        for (String id : List.of("sine", "gain", "print")) {
            assertThat(states)
                    .filteredOn(state -> state.path("node").stringValue().equals(id))
                    .extracting(state -> state.path("state").stringValue())
                    .containsExactly("running", "completed");
        }
    }

    @Test
    void aBrowsersEventSourceBringsTheGraphInTheQuery() throws Exception {
        String target = "/pipelines/sse?pipeline=" + URLEncoder.encode(SINE_GAIN_PRINT, UTF_8);
        HttpResponse<String> answer = server.get(target);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("event: metadata", "event: frame", "event: summary");
    }

    @Test
    void allFaultsOfAGraphAreToldWithTheirPlaces() throws Exception {
        String graph = """
                {"nodes":[{"id":"sine","type":"SineGenerater","config":{}},
                          {"id":"gain","type":"Gain","config":{"gian":2},"error_policy":"ignore","parallelism":65,"restart":{"strategy":"exponential","base_ms":0}}],
                 "connections":[{"from":"sine","to":"gone","overflow":"block","batch":{"max_frames":5}}],
                 "pipeline_config":{"priority":"urgent"}}""";
        HttpResponse<String> answer = server.post("/pipelines/stream", "{\"pipeline\":" + graph + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode errors = Json.mapper().readTree(answer.body()).path("errors");
        assertThat(errors.valueStream())
                .extracting(error -> error.path("pointer").stringValue())
                .containsExactlyInAnyOrder(
                        "/pipeline/pipeline_config/priority",
                        "/pipeline/nodes/1/error_policy",
                        "/pipeline/nodes/1/parallelism",
                        "/pipeline/nodes/1/restart/base_ms",
                        "/pipeline/nodes/0/type",
                        "/pipeline/nodes/1/config/gian",
                        "/pipeline/connections/0/to");
        assertThat(answer.body()).contains("did you mean SineGenerator?", "did you mean gain?");
    }

    @Test
    void severalInstancesOfANodeMakeTheSameOfItsFrames() throws Exception {
        String graph = """
                {"nodes":[{"id":"noise","type":"NoiseGenerator","config":{"frame_size":256,"frames":200,"realtime":false}},
                          {"id":"fft","type":"FFT","config":{"window":"hann"},"parallelism":%d},
                          {"id":"square","type":"Math","config":{"expression":"x * x"},"parallelism":%d}],
                 "connections":[{"from":"noise","to":"fft"},{"from":"fft","to":"square"}]}""";
        List<JsonNode> alone = ofType(run(graph.formatted(1, 1)), "frame");
        List<JsonNode> several = ofType(run(graph.formatted(4, 3)), "frame");
        assertThat(payloads(several)).hasSize(200).isEqualTo(payloads(alone));
    }

    private static List<String> payloads(List<JsonNode> frames) {
        return frames.stream()
                .map(frame -> frame.at("/frame/sequence_id") + " " + frame.at("/frame/payload"))
                .toList();
    }

    @Test
    void nodesThatCountSamplesDoNotWorkSideBySide() throws Exception {
        String graph = """
                {"nodes":[{"id":"noise","type":"NoiseGenerator"},
                          {"id":"ramp","type":"Math","config":{"expression":"x * t"},"parallelism":2}],
                 "connections":[{"from":"noise","to":"ramp"}]}""";
        HttpResponse<String> answer = server.post("/pipelines/validate", graph);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"pointer\":\"/nodes/1/parallelism\"", "Math remembers something");
    }

    @Test
    void aGraphIsValidatedWithoutBeingRun() throws Exception {
        HttpResponse<String> good = server.post("/pipelines/validate", SINE_GAIN_PRINT);
        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(good.body()).isEqualTo("{\"valid\":true,\"order\":[\"sine\",\"gain\",\"print\"]}");
        HttpResponse<String> bad = server.post("/pipelines/validate", "{\"nodes\":[]}");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("\"pointer\":\"/nodes\"");
        assertThat(server.post("/pipelines/stream", "{}").body()).contains("pipeline is missing");
    }

    @Test
    void typesOfNodesComeWithTheirSchemas() throws Exception {
        JsonNode types = Json.mapper()
                .readTree(server.get("/pipelines/node-types").body())
                .path("node_types");
        JsonNode filter = types.valueStream()
                .filter(type -> type.path("type").stringValue().equals("Filter"))
                .findFirst()
                .orElseThrow();
        assertThat(filter.at("/schema/properties/cutoff/unit").stringValue()).isEqualTo("Hz");
        assertThat(filter.at("/schema/properties/type/enum").size()).isEqualTo(4);
        assertThat(filter.at("/input").stringValue()).isEqualTo("signal");
        assertThat(filter.at("/stateless").booleanValue()).isFalse();
    }

    @Test
    void aNodeThatFailsEndsTheStreamWithItsName() throws Exception {
        // A frame of a million samples is no event.
        List<JsonNode> events = run("{\"nodes\":[{\"id\":\"big\",\"type\":\"SineGenerator\",\"config\":"
                + "{\"frame_size\":1000000,\"realtime\":false}}]}");
        JsonNode error = events.getLast();
        assertThat(error.path("type").stringValue()).isEqualTo("error");
        assertThat(error.at("/error/type").stringValue()).isEqualTo("faulty");
        assertThat(error.at("/error/message").stringValue())
                .contains("node big")
                .contains("stream.event-bytes-max");
        JsonNode state = ofType(events, "node").getLast();
        assertThat(state.path("state").stringValue()).isEqualTo("error");
        assertThat(state.path("error").stringValue()).contains("stream.event-bytes-max");
    }

    @Test
    void aPipelineThatNodesAloneMakeTooLargeIsRefused() throws Exception {
        StringBuilder nodes = new StringBuilder();
        for (int i = 0; i < 250; i++) {
            nodes.append(i == 0 ? "" : ",").append("{\"id\":\"n" + i + "\",\"type\":\"SineGenerator\"}");
        }
        JsonNode error = run("{\"nodes\":[" + nodes + "]}").getLast();
        assertThat(error.at("/error/type").stringValue()).isEqualTo("overload");
        assertThat(error.at("/error/retryable").booleanValue()).isTrue();
        assertThat(error.at("/error/message").stringValue()).contains("pipelines.run-bytes");
    }

    @Test
    void aClientThatLeavesEndsItsPipeline() throws Exception {
        String endless = "{\"pipeline\":{\"nodes\":[{\"id\":\"sine\",\"type\":\"SineGenerator\"},"
                + "{\"id\":\"gain\",\"type\":\"Gain\"}],\"connections\":[{\"from\":\"sine\",\"to\":\"gain\"}]}}";
        HttpResponse<InputStream> answer = server.client()
                .send(
                        server.request("/pipelines/stream")
                                .POST(BodyPublishers.ofString(endless))
                                .build(),
                        BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            assertThat(lines.readLine()).contains("\"type\":\"metadata\"");
            for (int i = 0; i < 10; i++) {
                assertThat(lines.readLine()).isNotNull();
            }
        }
        while (server.server().runs().size() > 0) {
            Thread.onSpinWait();
        }
    }

    private List<JsonNode> run(String graph) throws Exception {
        HttpResponse<String> answer = server.post("/pipelines/stream", "{\"pipeline\":" + graph + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return events(answer.body());
    }
}
