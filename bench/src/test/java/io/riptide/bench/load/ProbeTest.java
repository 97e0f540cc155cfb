package io.riptide.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import io.riptide.bench.baseline.NettyServer;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Both probes against the opponent, over loopback.
class ProbeTest {
    private static final NettyServer SERVER = NettyServer.start(0, 1, true);
    private static final String URL = "http://127.0.0.1:" + SERVER.port();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @CsvSource({
        "NDJSON, 1, 128",
        "NDJSON, 8, 1024",
        "SSE, 1, 128",
        "SSE, 8, 1024",
        "WEBSOCKET, 1, 128",
        "WEBSOCKET, 8, 1024",
        "NDJSON, 64, 128"
    })
    void everyStreamBringsExactlyItsTicks(Transport transport, int connections, int size) throws IOException {
        Target target = Target.parse("netty=" + URL);
        ThroughputRound round = new ThroughputRound(new ThroughputRound.Plan(
                target,
                transport,
                connections,
                20_000,
                size,
                0,
                0,
                0,
                0,
                OptionalLong.of(ProcessHandle.current().pid())));

        ThroughputRound.Outcome outcome = round.run();

        assertThat(outcome.fairness()).isEqualTo(1);
        assertThat(outcome.eventsPerSecond()).isPositive();
        assertThat(outcome.bytesPerSecond()).isGreaterThan(outcome.eventsPerSecond() * size);
        assertThat(outcome.serverUsPerEvent()).isPresent();
        assertThat(outcome.latency()).isEmpty();
    }

    @Test
    void throughputIsMeasuredOverTimeInEveryTransport() throws Exception {
        Report report = ThroughputProbe.run(
                "--connections", "4", "--rounds", "1", "--warmup", "0.05", "--seconds", "0.3", "a=" + URL, "b=" + URL);

        assertThat(report.failures().reasons()).isEmpty();
        assertThat(report.cells())
                .hasSize(6)
                .allSatisfy(cell ->
                        assertThat(cell.get("rate_ratio")).asInstanceOf(DOUBLE).isPositive());
        JsonNode json = JsonMapper.shared().readTree(report.json());
        assertThat(json.at("/cells/0/median/eventsPerSecond").asDouble()).isPositive();
        assertThat(json.at("/machine/java").asString()).isNotEmpty();
    }

    @Test
    void readersAreMeasuredBesideOthersThatDoNotRead() {
        Report report = ThroughputProbe.run(
                "--transports",
                "ndjson",
                "--connections",
                "2",
                "--stopped",
                "0,3",
                "--rounds",
                "1",
                "--warmup",
                "0.05",
                "--seconds",
                "0.1",
                "netty=" + URL);
        assertThat(report.failures().reasons()).isEmpty();
        assertThat(report.cells().stream().map(cell -> cell.get("target")))
                .containsExactly("netty", "netty, beside 3 stopped");
    }

    @Test
    void pacedStreamsHaveLatencies() {
        Report report = ThroughputProbe.run(
                "--transports",
                "ndjson,websocket",
                "--connections",
                "2",
                "--rate",
                "500",
                "--rounds",
                "2",
                "--warmup",
                "0.1",
                "--seconds",
                "0.2",
                "netty=" + URL);

        assertThat(report.failures().reasons()).isEmpty();
        assertThat(report.table().toString()).contains("ndjson, 2").doesNotContain("-  -");
    }

    @ParameterizedTest
    @CsvSource({"keep-alive, 1", "keep-alive, 5", "new, 1", "new, 5"})
    void firstBytesAreMeasuredInEveryMode(String mode, String connections) throws IOException {
        Report report = TtfbProbe.run(
                "--modes",
                mode,
                "--connections",
                connections,
                "--rounds",
                "2",
                "--warmup",
                "20",
                "--requests",
                "101",
                "netty=" + URL + "/bench/stream?count=1",
                "same=" + URL + "/bench/sse?count=3",
                "ws=" + URL + "/bench/ws?count=2");

        assertThat(report.failures().reasons()).isEmpty();
        assertThat(report.cells()).hasSize(3);
        assertThat(report.exitCode()).isZero();
    }

    @Test
    void exactlyAsManyAreAskedAsWereWanted() throws IOException {
        Target target = Target.parse("netty=" + URL + "/bench/stream?count=1");
        TtfbRound round = new TtfbRound(new TtfbRound.Plan(
                target, Transport.NDJSON.request(target), Transport.NDJSON, TtfbRound.Mode.KEEP_ALIVE, 7, 1));

        TtfbRound.Histograms histograms = round.run(3, 100);

        assertThat(histograms.firstByte().getTotalCount()).isEqualTo(100);
        assertThat(histograms.firstEvent().getTotalCount()).isEqualTo(100);
        assertThat(histograms.fromRequest().getMaxValue()).isPositive();
    }

    @Test
    void aFileCanBePosted(@TempDir Path folder) throws IOException {
        Path body = Files.writeString(folder.resolve("crawl.json"), "{\"urls\":[\"http://127.0.0.1/\"]}");

        Report report = TtfbProbe.run(
                "--modes",
                "keep-alive",
                "--connections",
                "1,3",
                "--rounds",
                "1",
                "--warmup",
                "0",
                "--requests",
                "50",
                "--post",
                body.toString(),
                "netty=" + URL + "/crawl/stream");

        assertThat(report.failures().reasons()).isEmpty();
        assertThat(report.cells()).hasSize(2);
    }

    @Test
    void aTargetThatFailsIsNamedAndTheOthersAreMeasured() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        Report report = TtfbProbe.run(
                "--modes",
                "keep-alive",
                "--connections",
                "1,2",
                "--rounds",
                "2",
                "--warmup",
                "0",
                "--requests",
                "10",
                "netty=" + URL,
                "lost=" + URL + "/nowhere",
                "gone=http://127.0.0.1:" + closedPort);

        assertThat(report.exitCode()).isOne();
        assertThat(report.failures().reasons())
                .containsOnlyKeys("lost", "gone")
                .satisfies(reasons ->
                        assertThat(reasons.get("lost")).isEqualTo("keep-alive, 1: status 404 instead of 200"))
                .satisfies(reasons -> assertThat(reasons.get("gone")).contains("cannot connect to 127.0.0.1"));
        assertThat(report.failures().toString()).startsWith("FAILED lost, keep-alive, 1: status 404");
        List<String> measured = report.cells().stream()
                .map(cell -> String.valueOf(cell.get("target")))
                .toList();
        assertThat(measured).containsExactly("netty", "netty");
    }

    @Test
    void aShortStreamIsAFailure() {
        Report report = ThroughputProbe.run(
                "--transports", "sse", "--connections", "1", "--rounds", "1", "--size", "64", "netty=" + URL);

        assertThat(report.failures().reasons()).isEqualTo(Map.of("netty", "sse, 1: status 400 instead of 200"));
    }

    @Test
    void badCommandLinesSayWhatWasWanted() {
        assertThatThrownBy(() -> TtfbProbe.run("--speed", "9")).hasMessageContaining("wanted one of connections");
        assertThatThrownBy(() -> TtfbProbe.run("--json")).hasMessageContaining("without a value");
        assertThatThrownBy(() -> TtfbProbe.run()).hasMessageContaining("no target");
        assertThatThrownBy(() -> TtfbProbe.run("http://127.0.0.1:80/")).hasMessageContaining("name=http://host:port");
        assertThatThrownBy(() -> TtfbProbe.run("--modes", "old", "a=" + URL)).hasMessageContaining("keep-alive or new");
    }
}
