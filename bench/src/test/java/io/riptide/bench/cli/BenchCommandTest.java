package io.riptide.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.RiptideServer;
import io.riptide.server.config.RiptideConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {
    private static final RiptideServer SERVER = RiptideServer.start(RiptideConfig.of(
            "server.port=0", "server.loops=1", "bench.enabled=true", "crawl.enabled=false", "warmup.enabled=false"));
    private static final String URL = "http://127.0.0.1:" + SERVER.address().getPort();

    @TempDir
    Path folder;

    private record Ran(int code, String out, String err) {}

    @AfterAll
    static void stop() throws InterruptedException {
        SERVER.stop();
        SERVER.awaitStop();
    }

    @Test
    void theListNamesEveryScenarioWithItsMeaning() {
        Ran ran = run("--list");

        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines())
                .hasSize(15)
                .allMatch(line -> line.matches("[a-z-]+ +\\S.*"))
                .anyMatch(line -> line.startsWith("burst         classic: 90 s, 50/s and 100 at once every 5 s"));
    }

    @Test
    void aRunPrintsItsTableAndWritesItsReport() {
        Ran ran = run(
                "ttfb",
                "--url",
                URL,
                "--transports",
                "ndjson,sse",
                "--connections",
                "2",
                "--warmup",
                "0s",
                "--duration",
                "150ms",
                "--out",
                folder.toString());

        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("ndjson, keep-alive, 2", "sse, new, 2", "first byte", "server cores")
                .endsWith("report: " + folder.resolve("report.html") + "\n");
        assertThat(folder.resolve("report.html")).content().contains("bench ttfb --url " + URL);
        JsonNode json =
                JsonMapper.shared().readTree(folder.resolve("report.json").toFile());
        assertThat(json.at("/loads").size()).isEqualTo(4);
        assertThat(json.at("/environment/server_version").asString()).isNotEmpty();
        assertThat(folder.resolve("ndjson-keep-alive-2.hlog")).content().contains("Tag=ndjson-first-byte");
    }

    @Test
    void ndjsonIsALineALoad() {
        Ran ran = run(
                "fan-out",
                "--url",
                URL,
                "--connections",
                "2",
                "--warmup",
                "50ms",
                "--duration",
                "200ms",
                "--format",
                "ndjson",
                "--out",
                folder.toString());

        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines()).singleElement().satisfies(line -> {
            JsonNode load = JsonMapper.shared().readTree(line);
            assertThat(load.at("/published").asLong()).isPositive();
            assertThat(load.at("/dropped").asLong()).isZero();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'', Which scenario? There are ttfb throughput",
        "nonsense, no scenario is called nonsense; there are ttfb",
        "ttfb --url ftp://a, 'wanted http://host:port'",
        "ttfb --duration soon, 'wanted a time like 500ms, 10s, 2m or 1h'",
        "ttfb --transports pigeon, pigeon",
        "ttfb --scale 0, wanted more than 0",
        "ttfb --connections 0, 'connections=0, wanted 1 to'",
        "fan-out --rate -1, 'rate=-1.0, wanted more than 0'",
        "crawl --transports websocket, 'wanted ndjson or sse to crawl by'",
        "custom, 'custom needs --file'"
    })
    void whatCannotBeUnderstoodIsUsage(String line, String told) {
        Ran ran = run(line.isEmpty() ? new String[0] : line.split(" ", -1));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(told);
    }

    @Test
    void aFileThatIsWrongIsToldLineByLine() throws IOException {
        Path file =
                Files.writeString(folder.resolve("mine.yaml"), "tests:\n  - name: a\n    seconds: 0\n    rate: x\n");

        Ran ran = run("custom", "--file", file.toString(), "--url", URL);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().lines())
                .containsExactly(
                        "riptide bench: " + file + ":3: /tests/0/seconds: '0', wanted a number from 0.001 to 10000000",
                        "riptide bench: " + file + ":4: /tests/0/rate: 'x', wanted a number from 0.001 to 1000000");
    }

    @Test
    void withoutAServerItSaysHowToStartOne() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        Ran ran = run("ttfb", "--url", "http://127.0.0.1:" + closedPort, "--out", folder.toString());

        assertThat(ran.code()).isOne();
        assertThat(ran.err())
                .startsWith("riptide bench: there is no server at http://127.0.0.1:" + closedPort)
                .contains("riptide serve --set bench.enabled=true --port " + closedPort)
                .doesNotContain("Exception");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void errorsAreTheExitCode() {
        Ran ran = run(
                "throughput",
                "--url",
                URL,
                "--transports",
                "sse",
                "--connections",
                "1",
                "--size",
                "5",
                "--duration",
                "100ms",
                "--out",
                folder.toString());

        assertThat(ran.code()).isOne();
        assertThat(ran.out()).contains("status 400");
    }

    private static Ran run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                BenchCommand.execute(arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return new Ran(code, out.toString(UTF_8), err.toString(UTF_8));
    }
}
