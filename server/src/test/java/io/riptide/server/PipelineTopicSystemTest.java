package io.riptide.server;

import static io.riptide.server.CrawlingServer.events;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Topics and files at the ends of pipelines, over HTTP.
class PipelineTopicSystemTest {
    private static final String IN_GAIN_OUT = """
            {"pipeline":{"nodes":[{"id":"in","type":"TopicSource","config":{"topic":"in","since":"earliest","frames":3}},
                                  {"id":"gain","type":"Gain","config":{"gain":2}},
                                  {"id":"out","type":"TopicSink","config":{"topic":"out"}}],
                         "connections":[{"from":"in","to":"gain"},{"from":"gain","to":"out"}]}}""";

    private CrawlingServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void start() {
        server = new CrawlingServer("pipelines.record-directory=" + directory.resolve("records"));
    }

    @AfterEach
    void everythingComesBack() throws Exception {
        for (String topic : List.of("in", "out")) {
            delete(topic);
        }
        await().until(server::isIdle);
        server.close();
    }

    @Test
    void samplesGoFromTopicToTopic() throws Exception {
        for (int i = 0; i < 3; i++) {
            publish("{\"data\":{\"payload\":{\"main\":[" + i + ",0.25]},\"from\":\"client\"},\"key\":\"k\"}");
        }
        JsonNode summary = run(IN_GAIN_OUT).getLast();
        assertThat(summary.path("outcome").stringValue()).isEqualTo("completed");
        assertThat(summary.at("/nodes/2/frames_in").intValue()).isEqualTo(3);
        HttpResponse<InputStream> answer = open("GET", "/topics/out/stream?since=earliest", "");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            assertThat(lines.readLine()).contains("\"metadata\"");
            for (int i = 0; i < 3; i++) {
                JsonNode data = Json.mapper().readTree(lines.readLine()).path("data");
                assertThat(data.path("node").stringValue()).isEqualTo("out");
                assertThat(data.path("sequence_id").intValue()).isEqualTo(i);
                assertThat(data.path("payload").toString()).isEqualTo("{\"main\":[" + 2 * i + ",0.5]}");
                assertThat(data.at("/metadata/topic").stringValue()).isEqualTo("in");
                assertThat(data.at("/metadata/offset").intValue()).isEqualTo(i);
                assertThat(data.at("/metadata/key").stringValue()).isEqualTo("k");
                assertThat(data.at("/metadata/data/from").stringValue()).isEqualTo("client");
            }
        }
    }

    @Test
    void messagesComeAsTheyArePublishedAndAClientThatLeavesLeavesNoSubscriber() throws Exception {
        String graph =
                "{\"pipeline\":{\"nodes\":[{\"id\":\"in\",\"type\":\"TopicSource\",\"config\":{\"topic\":\"in\"}}]}}";
        HttpResponse<InputStream> answer = open("POST", "/pipelines/stream", graph);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            await().until(() -> subscribers() == 1);
            for (int i = 0; i < 5; i++) {
                publish("{\"data\":" + i + "}");
                String line = lines.readLine();
                while (!line.contains("\"type\":\"frame\"")) {
                    line = lines.readLine();
                }
                assertThat(Json.mapper()
                                .readTree(line)
                                .at("/frame/metadata/data")
                                .intValue())
                        .isEqualTo(i);
            }
        }
        await().until(() -> subscribers() == 0 && server.server().runs().size() == 0);
    }

    @Test
    void theEndOfATopicEndsThePipeline() throws Exception {
        String graph =
                "{\"pipeline\":{\"nodes\":[{\"id\":\"in\",\"type\":\"TopicSource\",\"config\":{\"topic\":\"in\"}}]}}";
        HttpResponse<InputStream> answer = open("POST", "/pipelines/stream", graph);
        await().until(() -> subscribers() == 1);
        delete("in");
        String text = new String(answer.body().readAllBytes(), UTF_8);
        assertThat(events(text).getLast().path("outcome").stringValue()).isEqualTo("completed");
    }

    @Test
    void framesAreRecordedInBothFormats() throws Exception {
        List<JsonNode> events = run("""
                {"pipeline":{"nodes":[{"id":"sine","type":"SineGenerator","config":{"frequency":6000,"frame_size":8,"frames":20,"realtime":false}},
                                      {"id":"wav","type":"Recorder","config":{"file":"sine.wav","format":"wav"}},
                                      {"id":"lines","type":"Recorder","config":{"file":"sine.ndjson"}}],
                             "connections":[{"from":"sine","to":"wav"},{"from":"sine","to":"lines"}]}}""");
        assertThat(events.getLast().path("outcome").stringValue()).isEqualTo("completed");
        List<String> lines = Files.readAllLines(directory.resolve("records/sine.ndjson"));
        assertThat(lines).hasSize(20);
        assertThat(Json.mapper().readTree(lines.get(7)).path("sequence_id").intValue())
                .isEqualTo(7);
        try (AudioInputStream in = AudioSystem.getAudioInputStream(
                directory.resolve("records/sine.wav").toFile())) {
            assertThat(in.getFrameLength()).isEqualTo(160);
            assertThat(in.getFormat().getSampleRate()).isEqualTo(48_000);
        }
    }

    @Test
    void aFileThatIsThereFailsThePipelineWithTheReason() throws Exception {
        Path file = Files.createDirectories(directory.resolve("records")).resolve("known");
        Files.writeString(file, "precious");
        JsonNode error = run("""
                {"pipeline":{"nodes":[{"id":"sine","type":"SineGenerator"},
                                      {"id":"file","type":"Recorder","config":{"file":"known"}}],
                             "connections":[{"from":"sine","to":"file"}]}}""").getLast();
        assertThat(error.at("/error/message").stringValue())
                .isEqualTo("node file: the file known is there already, and is not overwritten");
        assertThat(Files.readString(file)).isEqualTo("precious");
    }

    @Test
    void badParametersAreNamedBeforeAnythingRuns() throws Exception {
        HttpResponse<String> answer = server.post("/pipelines/validate", """
                {"nodes":[{"id":"in","type":"TopicSource","config":{"topic":"a/b"}},
                          {"id":"out","type":"TopicSink","config":{}},
                          {"id":"file","type":"Recorder","config":{"file":"../x"}}],
                 "connections":[{"from":"in","to":"out"},{"from":"in","to":"file"}]}""");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.mapper().readTree(answer.body()).path("errors").valueStream())
                .extracting(error -> error.path("pointer").stringValue())
                .containsExactlyInAnyOrder("/nodes/0/config/topic", "/nodes/1/config/topic", "/nodes/2/config/file");
    }

    private int subscribers() throws Exception {
        return Json.mapper()
                .readTree(server.get("/topics").body())
                .path("topics")
                .valueStream()
                .filter(topic -> topic.path("topic").stringValue().equals("in"))
                .mapToInt(topic -> topic.path("subscribers").intValue())
                .sum();
    }

    private void publish(String message) throws Exception {
        assertThat(server.post("/topics/in", message).statusCode()).isEqualTo(200);
    }

    private void delete(String topic) throws Exception {
        server.client().send(server.request("/topics/" + topic).DELETE().build(), BodyHandlers.discarding());
    }

    private HttpResponse<InputStream> open(String method, String target, String body) throws Exception {
        return server.client()
                .send(
                        server.request(target)
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofInputStream());
    }

    private List<JsonNode> run(String body) throws Exception {
        HttpResponse<String> answer = server.post("/pipelines/stream", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return events(answer.body());
    }
}
