package io.riptide.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiptideCommandTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "''",
        "nonsense",
        "crawl",
        "tail",
        "config",
        "serve --prot 1",
        "crawl http://a --timeout soon",
        "crawl http://a --format xml",
        "pipeline",
        "pipeline run",
        "pipeline run tone --frames 0",
        "pipeline validate",
        "pipeline put tone",
        "pipeline top --interval 99",
        "pipeline top --interval 60001",
        "demo --pages 0",
        "demo --pages 1001",
        "train --pages 1001",
        "train --rounds 0"
    })
    void whatCannotBeUnderstoodIsUsage(String line) {
        CommandRun run = run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).containsAnyOf("Usage: riptide", "Unmatched argument at index 0: 'nonsense'");
    }

    @ParameterizedTest
    @CsvSource({"serve", "demo", "crawl", "tail", "pipeline", "config", "version"})
    void everyCommandExplainsItself(String command) {
        CommandRun run = run(command, "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: riptide " + command);
    }

    @ParameterizedTest
    @CsvSource({"run", "validate", "nodes", "list", "put", "delete", "top"})
    void everyCommandOfPipelinesExplainsItself(String command) {
        CommandRun run = run("pipeline", command, "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: riptide pipeline " + command);
        assertThat(run("pipeline", "--help").out()).containsPattern("(?m)^  " + command + " ");
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(run("--help").out())
                .contains("serve", "demo", "crawl", "tail", "pipeline", "config", "version", "Exit codes")
                .doesNotContainPattern("(?m)^  train ");
    }

    @Test
    void versionIsOneLine() {
        CommandRun run = run("version");

        assertThat(run.code()).isZero();
        assertThat(run.lines()).singleElement().asString().matches("riptide \\S+ \\(java 25.*\\)");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(directory, CommandRun.NO_SERVER, arguments);
    }
}
