package io.riptide.server.cli;

import static io.riptide.server.cli.ScriptedServer.plain;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineNodesCommandTest {
    @TempDir
    Path directory;

    @Test
    void everyTypeIsALine() {
        CommandRun run = nodes();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines().getFirst()).matches("TYPE +INPUT +OUTPUT +DESCRIPTION");
        assertThat(run.out())
                .containsPattern("(?m)^SineGenerator +none +signal +\\S")
                .containsPattern("(?m)^CrawlSource +none +record +Crawls, and makes")
                .containsPattern("(?m)^Input +none +any +Gives the frames")
                .containsPattern("(?m)^TopicSink ");
    }

    @Test
    void aTypeIsExplainedWithItsParameters() {
        CommandRun run = nodes("CrawlSource");

        assertThat(run.lines().getFirst()).startsWith("CrawlSource: Crawls, and makes a frame of each page");
        assertThat(run.lines().get(1)).isEqualTo("input none, output record");
        assertThat(run.lines().get(3)).matches("PARAMETER +KIND +UNIT +DEFAULT +ALLOWED +MEANING");
        assertThat(run.out())
                .containsPattern("(?m)^urls +array +- +required +1 to \\d+ items +The pages to begin with\\.$")
                .containsPattern("(?m)^max_depth +integer +links +0 +0 to \\d+ +How many links from a given page are"
                        + " followed\\.$")
                .containsPattern("(?m)^same_host +boolean +- +true +true, false +Whether only links")
                .containsPattern("(?m)^sitemap +string +- +\\w+ +\\w+, \\w+, \\w+ +Whether sitemaps are read\\.$")
                .containsPattern("(?m)^timeout_ms +number +ms +- +1 to 2147483647 +For one page");
    }

    @Test
    void aTypeWithoutParametersSaysSo() {
        assertThat(nodes("Input").lines()).last().isEqualTo("It has no parameters.");
    }

    @Test
    void anUnknownTypeSuggestsTheNearest() {
        CommandRun near = nodes("SinGenerator");

        assertThat(near.code()).isEqualTo(2);
        assertThat(near.err())
                .isEqualTo("riptide: no type of nodes is called SinGenerator; did you mean SineGenerator?\n");
        assertThat(nodes("Xylophonist").err()).endsWith("; riptide pipeline nodes lists them\n");
    }

    @Test
    void ndjsonIsATypeALine() {
        assertThat(nodes("Input", "--format", "ndjson").lines())
                .singleElement()
                .asString()
                .startsWith("{\"type\":\"Input\",");
    }

    @Test
    void anotherServerHasTypesOfItsOwn() {
        try (ScriptedServer server = new ScriptedServer()) {
            server.then(
                    plain(
                            200,
                            "application/json",
                            "{\"node_types\":[{\"type\":\"Theirs\",\"description\":\"D.\",\"input\":\"any\",\"output\":\"none\"}]}"));

            assertThat(nodes("--server", server.uri().toString()).lines())
                    .containsExactly("TYPE    INPUT  OUTPUT  DESCRIPTION", "Theirs  any    none    D.");
        }
    }

    private CommandRun nodes(String... arguments) {
        List<String> line = new ArrayList<>(List.of("pipeline", "nodes"));
        line.addAll(List.of(arguments));
        return CommandRun.of(directory, CommandRun.NO_SERVER, line.toArray(String[]::new));
    }
}
