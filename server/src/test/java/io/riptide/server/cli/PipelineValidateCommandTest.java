package io.riptide.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Graphs checked without any server.
class PipelineValidateCommandTest {
    private static final String GOOD = """
            {"nodes":[{"id":"level","type":"Level"},{"id":"sine","type":"SineGenerator"}],
             "connections":[{"from":"sine","to":"level"}]}""";

    @TempDir
    Path directory;

    @Test
    void aGoodGraphIsShownInTheOrderOfItsFrames() throws IOException {
        write("good.json", GOOD);

        CommandRun run = validate("good.json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines()).containsExactly("good.json: good: sine → level");
    }

    @Test
    void eachFaultIsALineWithItsPlace() throws IOException {
        write("bad.json", """
                {"nodes":[{"id":"a","type":"Gian"},{"id":"b","type":"SineGenerator","config":{"frequency":-1}}],"edges":[]}""");
        write("good.json", GOOD);

        CommandRun run = validate("bad.json", "good.json");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("bad.json: /nodes/0/type: ") && line.endsWith("; did you mean Gain?"))
                .anyMatch(line -> line.startsWith("bad.json: /nodes/1/config/frequency: "))
                .anyMatch(line -> line.startsWith("bad.json: /edges: unknown field 'edges'"))
                .contains("good.json: good: sine → level");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void whatIsNoGraphAtAllIsAFault() throws IOException {
        write("torn.json", "{\"nodes\":[");
        write("text.json", "\"tone\"");

        CommandRun run = validate("torn.json", "text.json", "gone.json");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.lines())
                .anyMatch(line -> line.startsWith("torn.json: no JSON: "))
                .anyMatch(line -> line.equals("text.json: the body must be an object, not a string"))
                .anyMatch(line -> line.equals("gone.json: there is no file " + directory.resolve("gone.json")));
    }

    @Test
    void nodesThatNeedTheRestOfAServerAreKnown() throws IOException {
        write("crawl.json", """
                {"nodes":[{"id":"pages","type":"CrawlSource","config":{"urls":["http://a.example/"]}},
                          {"id":"news","type":"TopicSink","config":{"topic":"news"}}],
                 "connections":[{"from":"pages","to":"news"}]}""");
        write("wrong.json", """
                {"nodes":[{"id":"pages","type":"CrawlSource","config":{"urls":["ftp://a.example/"]}}]}""");

        assertThat(validate("crawl.json").lines()).containsExactly("crawl.json: good: pages → news");
        assertThat(validate("wrong.json").out())
                .startsWith("wrong.json: /nodes/0/config/urls: item 0: not a URL that can be crawled");
        assertThat(validate("crawl.json", "--set", "crawl.enabled=false").out())
                .startsWith("crawl.json: /nodes/0/type: ");
    }

    @Test
    void ndjsonIsAnObjectALine() throws IOException {
        write("good.json", GOOD);
        write("text.json", "{\"nodes\":[]}");

        assertThat(validate("good.json", "text.json", "--format", "ndjson").lines())
                .containsExactly(
                        "{\"file\":\"good.json\",\"order\":[\"sine\",\"level\"]}",
                        "{\"file\":\"text.json\",\"pointer\":\"/nodes\",\"detail\":\"must have from 1 to 256 nodes\"}");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private CommandRun validate(String... arguments) {
        List<String> line = new ArrayList<>(List.of("pipeline", "validate"));
        line.addAll(List.of(arguments));
        return CommandRun.of(directory, CommandRun.NO_SERVER, line.toArray(String[]::new));
    }
}
