package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The plain loop that pipelines are compared with.
class PacedLinesTest {
    @Test
    void linesAreOfOneSizeAndOnePeriodApart() throws IOException {
        List<String> lines = lines("count=12&size=300&period_ns=200000");
        assertThat(lines).hasSize(13);
        long before = 0;
        for (int i = 0; i < 12; i++) {
            assertThat(lines.get(i)).hasSize(299);
            JsonNode frame = JsonMapper.shared().readTree(lines.get(i)).path("frame");
            assertThat(frame.path("sequence_id").asInt()).isEqualTo(i);
            long timestampUs = frame.path("timestamp").asLong();
            assertThat(timestampUs).isGreaterThanOrEqualTo(before + 199);
            before = timestampUs;
        }
        JsonNode summary = JsonMapper.shared().readTree(lines.getLast());
        assertThat(summary.path("type").asString()).isEqualTo("summary");
        assertThat(summary.at("/nodes/0/jitter_us/max").asDouble())
                .isGreaterThanOrEqualTo(summary.at("/nodes/0/jitter_us/p50").asDouble());
    }

    @Test
    void aSizeWithoutRoomForTheFieldsIsTheSmallest() throws IOException {
        assertThat(lines("count=1&size=5&period_ns=1").getFirst()).hasSize(127);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> PacedLines.of("count=many")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void theServerAnswersEachPath() throws IOException {
        try (PacedLinesServer server = PacedLinesServer.start(0)) {
            assertThat(status(server, "/readyz")).isEqualTo(200);
            assertThat(status(server, "/else")).isEqualTo(404);
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/lines?count=3&size=200&period_ns=1000");
            try (InputStream in = uri.toURL().openStream()) {
                assertThat(new String(in.readAllBytes(), UTF_8).lines()).hasSize(4);
            }
        }
    }

    private static int status(PacedLinesServer server, String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode();
    }

    private static List<String> lines(String query) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PacedLines.of(query).write(out);
        return out.toString(UTF_8).lines().toList();
    }
}
