package io.riptide.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.bench.baseline.PacedLinesServer;
import io.riptide.server.RiptideServer;
import io.riptide.server.config.RiptideConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The probe with both servers, and with one that has no pipelines.
class PipelineProbeTest {
    private static final RiptideServer SERVER =
            RiptideServer.start(RiptideConfig.of("server.port=0", "server.loops=1", "warmup.enabled=false"));
    private static final String URL = "http://127.0.0.1:" + SERVER.address().getPort();

    @AfterAll
    static void stop() throws InterruptedException {
        SERVER.stop();
        SERVER.awaitStop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ndjson", "sse", "websocket"})
    void bothServersAreMeasuredTheSameWay(String transport) throws IOException {
        try (PacedLinesServer lines = PacedLinesServer.start(0)) {
            Report report =
                    probe(transport, "loop=http://127.0.0.1:" + lines.port() + PacedLinesServer.PATH, "riptide=" + URL);
            assertThat(report.failures().reasons()).isEmpty();
            JsonNode cells = JsonMapper.shared().readTree(report.json()).at("/cells");
            assertThat(cells.size()).isEqualTo(2);
            for (JsonNode cell : cells) {
                assertThat(cell.at("/rounds/0/frames").asInt())
                        .as("frames of two streams")
                        .isEqualTo(16);
                assertThat(cell.at("/age/p50Us").asDouble())
                        .isPositive()
                        .isLessThanOrEqualTo(cell.at("/age/maxUs").asDouble());
            }
            assertThat(cells.at("/0/rounds/0/bytesPerFrame").asDouble()).isEqualTo(999);
            assertThat(cells.at("/0/nodes").propertyNames()).containsExactly("source late", "loop");
            assertThat(cells.at("/1/rounds/0/bytesPerFrame").asDouble()).isGreaterThan(10_000);
            assertThat(cells.at("/1/nodes").propertyNames())
                    .containsExactly("source late", "sine", "gain", "filter", "average", "print");
        }
    }

    @Test
    void aServerWithoutPipelinesIsToldSo() {
        Report report = probe("ndjson", "riptide=" + URL, "other=" + URL + PacedLinesServer.PATH);
        assertThat(report.failures().reasons().get("other")).isEqualTo("warm-up: status 404 instead of 200");
        assertThat(report.cells()).hasSize(1);
        assertThat(report.exitCode()).isOne();
    }

    private static Report probe(String transport, String... targets) {
        List<String> arguments = new ArrayList<>(List.of(
                "--transport", transport, "--frames", "8", "--streams", "2", "--rounds", "1", "--warmup", "20"));
        arguments.addAll(List.of("--size", "1000"));
        arguments.addAll(List.of(targets));
        return PipelineProbe.run(arguments.toArray(String[]::new));
    }
}
