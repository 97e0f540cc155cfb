package io.riptide.server.cli;

import static io.riptide.server.cli.ScriptedServer.cut;
import static io.riptide.server.cli.ScriptedServer.ndjson;
import static io.riptide.server.cli.ScriptedServer.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.cli.ScriptedServer.Asked;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineRunCommandTest {
    private static final String METADATA = "{\"type\":\"metadata\",\"id\":\"abcdefgh-0\",\"run_id\":\"run-7\"}";
    private static final String STATE =
            "{\"type\":\"node\",\"id\":\"abcdefgh-1\",\"node\":\"gain\",\"state\":\"running\"}";
    private static final String SUMMARY =
            "{\"type\":\"summary\",\"id\":\"abcdefgh-9\",\"outcome\":\"completed\",\"frames\":2,"
                    + "\"total_processing_time_ms\":31,\"nodes\":[{\"node\":\"gain\",\"type\":\"Gain\",\"frames_in\":2,"
                    + "\"frames_out\":2,\"errors\":0,\"dropped\":0,\"latency_us\":{\"p50\":4.5,\"p99\":9}}]}";
    private static final String GRAPH = "{\"nodes\":[{\"id\":\"a\",\"type\":\"Gain\",\"config\":{\"gain\":0.10}}]}";

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    @Test
    void eachFrameIsALineAndATableComesLast() {
        server.then(ndjson(METADATA, STATE, frame(0), "{\"type\":\"heartbeat\"}", frame(1), SUMMARY));

        CommandRun run = run("tone");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines()).hasSize(7);
        assertThat(run.lines().get(0)).isEqualTo("node gain: running");
        assertThat(run.lines().get(1)).matches("gain {9}#0 {6} +\\d+\\.\\d{3} s  main\\[2] -1\\.\\.1 rms 1");
        assertThat(run.lines().get(2)).startsWith("gain         #1 ");
        assertThat(run.lines().subList(3, 7))
                .containsExactly(
                        "",
                        "completed: 2 frames in 31 ms",
                        "NODE  TYPE  IN  OUT  ERRORS  DROPPED  P50 µs  P99 µs",
                        "gain  Gain   2    2       0        0     4.5       9");
        assertThat(server.asked()).containsExactly(new Asked("POST", "/pipelines/tone/stream", "{}"));
    }

    @Test
    void onATerminalFramesAreDrawn() {
        server.then(ndjson(METADATA, frame(0), SUMMARY));

        assertThat(CommandRun.onTerminal(directory, server.uri(), "", "pipeline", "run", "tone")
                        .lines()
                        .getFirst())
                .endsWith("main[2] -1..1 rms 1 █▁");
    }

    @Test
    void ndjsonIsTheStreamItself() {
        server.then(ndjson(METADATA, STATE, frame(0), SUMMARY));

        assertThat(run("tone", "--format", "ndjson").lines()).containsExactly(METADATA, STATE, frame(0), SUMMARY);
    }

    @Test
    void aFileIsSentAsItIs() throws IOException {
        Files.writeString(directory.resolve("graph"), GRAPH);
        Files.writeString(directory.resolve("graph.json"), GRAPH);
        server.then(ndjson(METADATA, SUMMARY)).then(ndjson(METADATA, SUMMARY));
        run("graph", "--report");
        run("graph.json");

        assertThat(server.asked())
                .containsExactly(
                        new Asked("POST", "/pipelines/stream", "{\"pipeline\":" + GRAPH + ",\"report_ms\":1000}"),
                        new Asked("POST", "/pipelines/stream", "{\"pipeline\":" + GRAPH + "}"));
    }

    @Test
    void inputIsAFrameAnArrayOrAFrameALine() throws IOException {
        String one = "{\"payload\":{\"main\":[1]}}";
        String other = "{\"payload\":{\"main\":[2.50]}}";
        List<String> inputs = List.of(one, '[' + one + ',' + other + ']', one + "\n\n" + other + "\r\n");
        for (String input : inputs) {
            Files.writeString(directory.resolve("frames"), input);
            server.then(ndjson(METADATA, SUMMARY));
            run("meter", "--input", "frames");
        }

        assertThat(server.asked())
                .extracting(Asked::body)
                .containsExactly(
                        "{\"input\":[" + one + "]}",
                        "{\"input\":[" + one + ',' + other + "]}",
                        "{\"input\":[" + one + ',' + other + "]}");
    }

    @Test
    void inputMayComeFromThePipe() {
        server.then(ndjson(METADATA, SUMMARY));
        CommandRun.onTerminal(
                directory, server.uri(), "{\"payload\":{}}\n", "pipeline", "run", "meter", "--input", "-");

        assertThat(server.asked()).extracting(Asked::body).containsExactly("{\"input\":[{\"payload\":{}}]}");
    }

    @Test
    void inputThatIsNoJsonIsSaidWithItsLine() throws IOException {
        Files.writeString(directory.resolve("lines"), "{}\n{\n");
        Files.writeString(directory.resolve("whole"), "[1,\n");
        Files.writeString(directory.resolve("nothing"), "\n");

        assertThat(run("meter", "--input", "lines").err()).startsWith("riptide: lines: line 2 is no JSON: ");
        assertThat(run("meter", "--input", "whole").err()).startsWith("riptide: whole: no JSON: ");
        assertThat(run("meter", "--input", "nothing").err()).startsWith("riptide: nothing: no JSON: ");
        assertThat(run("meter", "--input", "gone").err())
                .isEqualTo("riptide: gone: there is no file " + directory.resolve("gone") + "\n");
        assertThat(run("meter", "--input", "lines").code()).isEqualTo(2);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void afterSoManyFramesTheRunIsCancelled() {
        CountDownLatch cancelled = new CountDownLatch(1);
        server.then(exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream out = exchange.getResponseBody();
                    out.write((METADATA + '\n' + frame(0) + '\n' + frame(1) + '\n' + frame(2) + '\n').getBytes(UTF_8));
                    out.flush();
                    await(cancelled);
                    out.write((SUMMARY.replace("completed", "cancelled") + '\n').getBytes(UTF_8));
                })
                .then(exchange -> {
                    cancelled.countDown();
                    plain(202, "application/json", "{}").to(exchange);
                });

        CommandRun run = run("tone", "--frames", "2");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines())
                .filteredOn(line -> line.startsWith("gain         #"))
                .hasSize(2);
        assertThat(run.out()).contains("cancelled: 2 frames in 31 ms");
        assertThat(server.asked().getLast()).isEqualTo(new Asked("DELETE", "/runs/run-7", ""));
    }

    @Test
    void aRunThatSomebodyElseCancelsHasFailed() {
        server.then(ndjson(METADATA, frame(0), SUMMARY.replace("completed", "cancelled")));

        assertThat(run("tone").code()).isEqualTo(1);
    }

    @Test
    void anErrorEventIsFailure() {
        server.then(ndjson(
                METADATA, "{\"type\":\"error\",\"id\":\"abcdefgh-1\",\"error\":{\"message\":\"node gain: broken\"}}"));

        CommandRun run = run("tone");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("riptide: error: node gain: broken\n");
    }

    @Test
    void aStreamThatBreaksIsFailure() {
        server.then(ndjson(METADATA, frame(0))).then(cut("application/x-ndjson", METADATA + "\n"));

        assertThat(run("tone").err()).contains("the stream was cut after 1 frames");
        assertThat(run("tone").err()).contains("riptide: lost " + server.uri());
    }

    @Test
    void aRefusalIsToldInTheServersWords() {
        server.then(plain(
                404, "application/problem+json", "{\"detail\":\"no pipeline tine is stored; did you mean tone?\"}"));

        CommandRun run = run("tine");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("answered 404: no pipeline tine is stored; did you mean tone?");
    }

    @Test
    void whatCanBeNeitherFileNorNameIsUsage() throws IOException {
        Files.writeString(directory.resolve("torn.json"), "{\"nodes\":");

        assertThat(run("no such").code()).isEqualTo(2);
        assertThat(run("../tone").err())
                .isEqualTo("riptide: '../tone' is no name of a pipeline: 1 to 64 letters, digits, - and _\n");
        assertThat(run("gone.json").err()).contains("there is no file " + directory.resolve("gone.json"));
        assertThat(run("torn.json").err()).startsWith("riptide: torn.json: no JSON: ");
        assertThat(run("tone", "--server", "tone").err()).contains("--server tone is no http address");
        assertThat(server.asked()).isEmpty();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException("the server stops", e);
        }
    }

    private CommandRun run(String... arguments) {
        List<String> line = new ArrayList<>(List.of("pipeline", "run"));
        line.addAll(List.of(arguments));
        return CommandRun.of(
                directory, CommandRun.NO_SERVER, Map.of(), server.uri(), true, line.toArray(String[]::new));
    }

    private static String frame(int number) {
        return "{\"type\":\"frame\",\"id\":\"abcdefgh-" + (number + 2)
                + "\",\"node\":\"gain\",\"frame\":{\"timestamp\":5," + "\"sequence_id\":" + number
                + ",\"payload\":{\"main\":[1,-1]},\"metadata\":{}}}";
    }
}
