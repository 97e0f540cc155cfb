package io.riptide.server.cli;

import static io.riptide.server.cli.ScriptedServer.plain;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTopCommandTest {
    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    @Test
    void onceIsOneTableFromTwoLooks() {
        server.then(stats(1_000, 10)).then(stats(1_500, 30));

        CommandRun run = top("--once", "--interval", "100");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "pipelines  active 0/0  queued 0/0  refused 0  memory 0.0/0 MiB  40.0 frames/s",
                        "no pipeline runs or waits");
    }

    @Test
    void onATerminalEachLookTakesThePlaceOfTheLast() {
        server.then(stats(1_000, 0)).then(stats(2_000, 5)).then(stats(3_000, 5));

        CommandRun run = CommandRun.onTerminal(directory, server.uri(), "", "pipeline", "top", "--interval", "100");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("/stats answered 500");
        String first = """
                \033[Hpipelines  active 0/0  queued 0/0  refused 0  memory 0.0/0 MiB  5.0 frames/s\033[K
                no pipeline runs or waits\033[K
                \033[J
                """;
        assertThat(run.out()).isEqualTo(first + first.replace("5.0", "0.0"));
    }

    @Test
    void elsewhereTheyStandBelowEachOther() {
        server.then(stats(1_000, 0)).then(stats(2_000, 5)).then(stats(3_000, 5));

        assertThat(top("--interval", "100").lines())
                .hasSize(6)
                .contains("", "no pipeline runs or waits")
                .noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    void ndjsonIsTheFiguresThemselves() {
        server.then(stats(1_000, 0)).then(stats(2_000, 5));

        assertThat(top("--once", "--format", "ndjson", "--interval", "100").lines())
                .containsExactly("{\"frames\":5,\"runs\":[]}");
    }

    @Test
    void nobodyThereIsSaidWithWhatToDo() {
        CommandRun run = CommandRun.of(directory, CommandRun.NO_SERVER, "pipeline", "top");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("riptide: no server at http://127.0.0.1:1; start one with riptide serve, or name another"
                        + " with --server\n");
    }

    @Test
    void aServerThatIsNotThereIsFailure() {
        CommandRun run =
                CommandRun.of(directory, CommandRun.NO_SERVER, "pipeline", "top", "--server", "http://127.0.0.1:1");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("riptide: cannot reach http://127.0.0.1:1 (ConnectException");
    }

    private CommandRun top(String... more) {
        String[] line = new String[2 + more.length];
        line[0] = "pipeline";
        line[1] = "top";
        System.arraycopy(more, 0, line, 2, more.length);
        return CommandRun.of(directory, CommandRun.NO_SERVER, Map.of(), server.uri(), true, line);
    }

    private static ScriptedServer.Answer stats(int uptimeMs, int frames) {
        return plain(
                200,
                "application/json",
                "{\"uptime_ms\":" + uptimeMs + ",\"pipelines\":{\"frames\":" + frames + ",\"runs\":[]}}");
    }
}
