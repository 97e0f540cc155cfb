package io.riptide.server;

import static io.riptide.server.CrawlingServer.events;
import static io.riptide.server.CrawlingServer.ofType;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.event.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Graphs that are kept under names.
class StoredPipelineSystemTest {
    private static final String GRAPH = """
            {"description":"Three frames.","nodes":[{"id":"sine","type":"SineGenerator",
             "config":{"frequency":0.1000000000000000055511151231257827,"frame_size":8,"frames":3,"realtime":false}}]}""";

    @TempDir
    private Path directory;

    private CrawlingServer server;

    @BeforeEach
    void start() {
        server = new CrawlingServer("pipelines.directory=" + directory, "pipelines.stored-max=2");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aGraphIsStoredReadListedRunAndDeleted() throws Exception {
        assertThat(put("three", GRAPH).statusCode()).isEqualTo(201);
        assertThat(put("three", GRAPH).statusCode()).isEqualTo(200);
        assertThat(server.get("/pipelines/three").body()).contains("0.1000000000000000055511151231257827");
        JsonNode listed =
                Json.mapper().readTree(server.get("/pipelines").body()).path("pipelines");
        assertThat(listed.valueStream().map(graph -> graph.path("name").stringValue()))
                .containsExactly("fan-out", "meter", "three", "tone");
        assertThat(listed.at("/2/description").stringValue()).isEqualTo("Three frames.");
        assertThat(listed.at("/2/example").booleanValue()).isFalse();
        assertThat(listed.at("/3/example").booleanValue()).isTrue();
        HttpResponse<String> streamed = server.post("/pipelines/three/stream", "{}");
        assertThat(ofType(events(streamed.body()), "frame")).hasSize(3);
        assertThat(server.post("/pipelines/three/sse", "{}").body()).contains("event: frame");
        assertThat(server.get("/pipelines/three/sse").body()).contains("event: summary");
        assertThat(server.post("/pipelines/three", "{}").body()).contains("\"results\":[{\"type\":\"frame\"");
        assertThat(delete("three").statusCode()).isEqualTo(204);
        assertThat(delete("three").statusCode()).isEqualTo(404);
        assertThat(server.post("/pipelines/three/stream", "{}").statusCode()).isEqualTo(404);
        assertThat(server.get("/pipelines/three").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsStoredOutlivesTheServer() throws Exception {
        put("three", GRAPH);
        Files.writeString(directory.resolve("torn.json"), "{\"nodes\":[");
        Files.writeString(directory.resolve("no name.json"), "{}");
        server.close();
        server = new CrawlingServer("pipelines.directory=" + directory);
        assertThat(ofType(events(server.post("/pipelines/three/stream", "{}").body()), "frame"))
                .hasSize(3);
        assertThat(server.get("/pipelines/torn").statusCode()).isEqualTo(404);
        assertThat(directory.resolve("torn.json")).exists();
        delete("three");
        assertThat(directory.resolve("three.json")).doesNotExist();
    }

    @Test
    void whatIsWrongIsNotStored() throws Exception {
        HttpResponse<String> faulty = put("wrong", "{\"nodes\":[{\"id\":\"a\",\"type\":\"Gian\"}]}");
        assertThat(faulty.statusCode()).isEqualTo(400);
        assertThat(faulty.body()).contains("\"pointer\":\"/nodes/0/type\"", "did you mean Gain?");
        assertThat(put("wrong", "{").statusCode()).isEqualTo(400);
        assertThat(put("no%20name", GRAPH).body()).contains("letters, digits");
        assertThat(put("validate", GRAPH).statusCode()).isEqualTo(405);
        assertThat(put("tone", GRAPH).statusCode()).isEqualTo(409);
        assertThat(delete("tone").statusCode()).isEqualTo(409);
        assertThat(put("one", GRAPH).statusCode()).isEqualTo(201);
        assertThat(put("two", GRAPH).statusCode()).isEqualTo(201);
        assertThat(put("three", GRAPH).body()).contains("pipelines.stored-max");
        assertThat(put("two", GRAPH).statusCode()).isEqualTo(200);
    }

    @Test
    void theExamplesRun() throws Exception {
        List<JsonNode> meter =
                events(server.post("/pipelines/meter/stream", "{\"input\":{\"payload\":{\"main\":[3,3]}}}")
                        .body());
        assertThat(ofType(meter, "frame").getFirst().at("/frame/payload/main/0").doubleValue())
                .isEqualTo(3);
        for (String name : List.of("tone", "fan-out")) {
            JsonNode document = Json.mapper()
                    .readTree(server.post("/pipelines/" + name, "{}").body());
            assertThat(document.at("/summary/outcome").stringValue()).isEqualTo("completed");
            assertThat(document.path("results").size()).isEqualTo(name.equals("tone") ? 1 : 3);
        }
        assertThat(server.post("/pipelines/tone/stream", "{\"pipeline\":{}}").body())
                .contains("unknown field 'pipeline'");
    }

    private HttpResponse<String> put(String name, String graph) throws Exception {
        return server.client()
                .send(
                        server.request("/pipelines/" + name)
                                .PUT(BodyPublishers.ofString(graph))
                                .build(),
                        BodyHandlers.ofString());
    }

    private HttpResponse<String> delete(String name) throws Exception {
        return server.client()
                .send(server.request("/pipelines/" + name).DELETE().build(), BodyHandlers.ofString());
    }
}
