package io.riptide.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.config.ConfigReference;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ConfigCommandTest {
    @TempDir
    Path directory;

    @Test
    void checkSaysOkForWhatWouldStart() {
        CommandRun run = run("config", "check", "--set", "server.port=0");

        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("ok: 1 of \\d+ keys set\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void checkListsEveryFaultAndExitsWithTwo() throws IOException {
        Files.writeString(directory.resolve("riptide.yaml"), "server:\n  prot: 1\n");

        CommandRun run = run("config", "check", "--set", "log.level=loud");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("riptide.yaml:2: server.prot: no such key; did you mean server.port?")
                .contains("--set: log.level:");
    }

    @Test
    void checkAsNdjsonIsOneFaultALine() {
        CommandRun run = run("config", "check", "--format", "ndjson", "--set", "a=1", "--set", "b=2");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(JsonMapper.shared()
                                .readTree(line)
                                .get("problem")
                                .asString())
                        .startsWith("no such key"));
    }

    @Test
    void printShowsValuesWithTheirOrigin() {
        var variables = Map.of("RIPTIDE_SERVER_PORT", "9");

        CommandRun run = CommandRun.of(
                directory, CommandRun.NO_SERVER, variables, URI.create("http://127.0.0.1:1"), false, "config", "print");

        assertThat(run.code()).isZero();
        assertThat(run.out()).containsPattern("port: 9 +# RIPTIDE_SERVER_PORT\n");
    }

    @Test
    void whatPrintWritesCanBeRead() throws IOException {
        Files.writeString(
                directory.resolve("first.yaml"),
                run("config", "print", "--set", "server.port=7").out());

        CommandRun run = run("config", "print", "--config", "first.yaml", "--format", "ndjson");

        assertThat(run.lines()).anySatisfy(line -> assertThat(line).contains("\"server.port\",\"value\":\"7\""));
    }

    @Test
    void explainIsAboutTheKeysNamed() {
        CommandRun run = run("config", "explain", "server.port", "warmup");

        assertThat(run.out()).contains("server.port\n", "RIPTIDE_SERVER_PORT", "warmup.timeout\n");
        assertThat(run.out()).doesNotContain("server.host\n");
    }

    @Test
    void explainAsMarkdownIsTheReference() {
        CommandRun run = run("config", "explain", "--format", "markdown");

        assertThat(run.out()).isEqualTo(ConfigReference.markdown());
    }

    @Test
    void explainAsNdjsonIsOneKeyALine() {
        CommandRun run = run("config", "explain", "--format", "ndjson", "cors");

        assertThat(run.lines()).singleElement().asString().contains("\"key\":\"cors.origins\"");
    }

    @Test
    void explainKnowsWhatWasMeant() {
        CommandRun run = run("config", "explain", "server.prot");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("did you mean server.port?");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(directory, CommandRun.NO_SERVER, arguments);
    }
}
