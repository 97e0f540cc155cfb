package io.riptide.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.Main;
import io.riptide.server.RiptideServer;
import io.riptide.server.config.RiptideConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands about pipelines against the server itself.
class PipelineCommandsSystemTest {
    private static final String THREE = """
            {"description":"Three frames.",
             "nodes":[{"id":"sine","type":"SineGenerator","config":{"frame_size":8,"frames":3,"realtime":false}}]}""";

    @TempDir
    Path directory;

    private RiptideServer server;
    private URI uri;

    @BeforeEach
    void start() {
        server = RiptideServer.start(RiptideConfig.of("server.port=0", "server.loops=2"));
        uri = LocalServer.uri(server.address());
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.stop();
        server.awaitStop();
    }

    @Test
    void aFileIsRunToItsEnd() throws IOException {
        Files.writeString(directory.resolve("three.json"), THREE);

        CommandRun run = riptide("pipeline", "run", "three.json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines())
                .filteredOn(line -> line.startsWith("sine         #"))
                .hasSize(3);
        assertThat(run.out()).contains("node sine: running\n").containsPattern("(?m)^completed: 3 frames in \\d+ ms$");
        assertThat(run.lines()).last().asString().startsWith("sine  SineGenerator   0    3       0        0 ");
    }

    @Test
    void anExampleIsEndedAfterSoManyFrames() {
        CommandRun run = riptide("pipeline", "run", "tone", "--frames", "4");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines())
                .filteredOn(line -> line.matches("print +#\\d+ +\\d+\\.\\d+ s  main\\[1024] .*"))
                .hasSize(4);
        assertThat(run.out()).containsPattern("(?m)^cancelled: \\d+ frames in ");
    }

    @Test
    void inputIsHeard() throws IOException {
        Files.writeString(
                directory.resolve("frames"), "{\"payload\":{\"main\":[3,-3]}}\n{\"payload\":{\"main\":[4]}}\n");

        CommandRun run = riptide("pipeline", "run", "meter", "--input", "frames");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines())
                .filteredOn(line -> line.startsWith("level        #"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("  main[1] 3"),
                        line -> assertThat(line).contains("  main[1] 4"));
        CommandRun bad = CommandRun.onTerminal(
                directory, uri, "[{\"payload\":{\"main\":\"x\"}}]", "pipeline", "run", "meter", "--input", "-");
        assertThat(bad.code()).isEqualTo(1);
        assertThat(bad.err()).contains("answered 400", "\n  /input/0/payload/main: main must be an array");
        assertThat(riptide("pipeline", "run", "meter").err()).contains("input is missing");
    }

    @Test
    void graphsAreStoredListedRunAndDeleted() throws IOException {
        Files.writeString(directory.resolve("three.json"), THREE);
        Files.writeString(directory.resolve("bad.json"), "{\"nodes\":[{\"id\":\"a\",\"type\":\"Gian\"}]}");

        assertThat(riptide("pipeline", "put", "three", "three.json").lines()).containsExactly("stored three");
        assertThat(riptide("pipeline", "put", "three", "three.json").lines()).containsExactly("replaced three");
        assertThat(riptide("pipeline", "list").lines())
                .hasSize(5)
                .anyMatch(line -> line.matches("three +1  20\\S+Z +Three frames\\."))
                .anyMatch(line -> line.matches("tone +3  example +A tone of 440 Hz.*"));
        assertThat(riptide("pipeline", "list", "--format", "ndjson").lines())
                .anyMatch(line -> line.startsWith("{\"name\":\"three\","));
        assertThat(riptide("pipeline", "run", "three").code()).isZero();
        assertThat(riptide("pipeline", "run", "thre").err())
                .contains("answered 404: no pipeline thre is stored; did you mean three?");
        assertThat(riptide("pipeline", "delete", "three").lines()).containsExactly("deleted three");

        CommandRun again = riptide("pipeline", "delete", "three");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("answered 404: no pipeline three is stored");
        assertThat(riptide("pipeline", "delete", "tone").err()).contains("tone is an example, and stays");
        assertThat(riptide("pipeline", "put", "bad", "bad.json").err())
                .contains("answered 400", "\n  /nodes/0/type: ", "; did you mean Gain?");
        assertThat(riptide("pipeline", "put", "a/b", "three.json").code()).isEqualTo(2);
        assertThat(riptide("pipeline", "put", "three", "gone.json").code()).isEqualTo(2);
    }

    @Test
    void whatValidateSaysTheServerSays() throws IOException {
        Path examples = Path.of("src/main/resources/pipelines");
        List<String> files;
        try (Stream<Path> found = Files.list(examples)) {
            files = found.map(file -> file.toAbsolutePath().toString()).sorted().toList();
        }
        Stream<String> line = Stream.concat(Stream.of("pipeline", "validate"), files.stream());

        CommandRun run = riptide(line.toArray(String[]::new));

        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.lines()).hasSize(3).anyMatch(text -> text.endsWith("tone.json: good: sine → gain → print"));
        CommandRun own = riptide("pipeline", "nodes", "--format", "ndjson");
        CommandRun theirs = riptide("pipeline", "nodes", "--format", "ndjson", "--server", uri.toString());
        assertThat(own.lines()).hasSizeGreaterThan(10).isEqualTo(theirs.lines());
    }

    @Test
    void withNobodyThereAServerIsStartedForIt() {
        CommandRun run = CommandRun.of(directory, RiptideServer::start, "pipeline", "run", "tone", "--frames", "1");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("no server at http://127.0.0.1:1; started one at ");
    }

    @Test
    void aProcessThatIsKilledLeavesNoRunAndTopShowsItMeanwhile() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "pipeline",
                        "run",
                        "tone",
                        "--server",
                        uri.toString())
                .directory(directory.toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.startsWith("print  ")) {
                line = out.readLine();
            }
            assertThat(line).as(Files.readString(directory.resolve("err"))).contains("  main[1024] ");

            CommandRun top = riptide("pipeline", "top", "--once", "--interval", "300");

            assertThat(top.code()).as(top.err()).isZero();
            assertThat(top.lines().getFirst()).startsWith("pipelines  active 1/64  queued 0/256  refused 0  memory ");
            assertThat(top.out())
                    .containsPattern("(?m)^run \\S+  running  \\d+\\.\\d frames/s$")
                    .containsPattern("(?m)^sine +SineGenerator +running +0\\.0 +\\d+\\.\\d +0 +0 ")
                    .containsPattern("(?m)^gain +Gain +running .* -$");
        } finally {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        awaitNoRuns();
    }

    private void awaitNoRuns() {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (riptide("pipeline", "top", "--once", "--interval", "100").out().contains("\nrun ")) {
            assertThat(System.nanoTime() - deadlineNs).isNegative();
        }
    }

    private CommandRun riptide(String... arguments) {
        return CommandRun.of(directory, CommandRun.NO_SERVER, Map.of(), uri, true, arguments);
    }
}
