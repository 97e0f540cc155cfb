package io.riptide.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.bench.baseline.NettyServer;
import io.riptide.server.RiptideServer;
import io.riptide.server.config.RiptideConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The probes that need topics or an echo, against our own server and the opponent.
class FanOutProbeTest {
    private static final RiptideServer SERVER = RiptideServer.start(RiptideConfig.of(
            "server.port=0", "server.loops=2", "bench.enabled=true", "crawl.enabled=false", "warmup.enabled=false"));
    private static final String URL =
            "riptide=http://127.0.0.1:" + SERVER.address().getPort();

    @AfterAll
    static void stop() throws InterruptedException {
        SERVER.stop();
        SERVER.awaitStop();
    }

    @Test
    void everySubscriberGetsEveryMessageInOrder() {
        Report report = fanOut(URL);
        assertThat(report.failures().reasons()).isEmpty();
        JsonNode cell = JsonMapper.shared().readTree(report.json()).at("/cells/0");
        assertThat(cell.at("/rounds/0/latencies").size()).isEqualTo(3);
        assertThat(cell.at("/rounds/0/framedPerMessage").asDouble())
                .as("two loops, three transports")
                .isEqualTo(6);
        await().untilAsserted(() -> assertThat(SERVER.topics().size()).isZero());
    }

    @Test
    void theOpponentIsHeldToTheSame() {
        try (NettyServer netty = NettyServer.start(0, 1, true)) {
            Report report = fanOut("netty=http://127.0.0.1:" + netty.port());
            assertThat(report.failures().reasons()).isEmpty();
            assertThat(report.cells()).hasSize(1);
        }
    }

    private static Report fanOut(String target) {
        return FanOutProbe.run(
                "--transports",
                "ndjson,sse,websocket",
                "--subscribers",
                "7",
                "--rate",
                "200",
                "--rounds",
                "1",
                "--warmup",
                "0.1",
                "--seconds",
                "0.5",
                target);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 4096})
    void whatEitherSendsBackIsWhatItWasSent(int size) {
        try (NettyServer netty = NettyServer.start(0, 1, true)) {
            Report report = EchoProbe.run(
                    "--connections",
                    "5",
                    "--size",
                    Integer.toString(size),
                    "--depth",
                    "3",
                    "--rounds",
                    "1",
                    "--warmup",
                    "0.05",
                    "--seconds",
                    "0.1",
                    "netty=http://127.0.0.1:" + netty.port(),
                    URL);
            assertThat(report.failures().reasons()).isEmpty();
            JsonNode json = JsonMapper.shared().readTree(report.json());
            assertThat(json.at("/cells").size()).isEqualTo(2);
            assertThat(json.at("/cells/1/messages_per_second").asDouble()).isPositive();
        }
    }

    @Test
    void whoDoesNotEchoIsToldSo() {
        Report report = EchoProbe.run("--rounds", "1", "--warmup", "0", "--seconds", "0.1", URL + "/readyz");
        assertThat(report.failures().reasons().toString()).contains("not switched: HTTP/1.1 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "sse", "ws"})
    void idleStreamsAreHeldUntilALineComes(String suffix) throws IOException {
        try (PipedInputStream lines = new PipedInputStream();
                PipedOutputStream line = new PipedOutputStream(lines)) {
            CompletableFuture<Void> held = CompletableFuture.runAsync(() -> {
                try {
                    IdleProbe.of("--connections", "5", URL + "/topics/idle/" + suffix)
                            .hold(lines);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            await().untilAsserted(() -> assertThat(SERVER.metrics().active()).isEqualTo(5));
            line.write('\n');
            line.flush();
            held.join();
        }
        await().untilAsserted(() -> assertThat(SERVER.metrics().active()).isZero());
    }

    @Test
    void theEndOfInputIsALineToo() throws IOException {
        IdleProbe.of("--connections", "1", URL + "/topics/idle/sse").hold(new ByteArrayInputStream(new byte[0]));
        await().untilAsserted(() -> assertThat(SERVER.metrics().active()).isZero());
    }
}
