package io.riptide.server.cli;

import static io.riptide.server.cli.ScriptedServer.ndjson;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.config.RiptideConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    private static final String METADATA = "{\"type\":\"metadata\",\"id\":\"abcdefgh-0\",\"total_urls\":3}";
    private static final String PAGE =
            "{\"type\":\"result\",\"id\":\"abcdefgh-1\",\"result\":{\"url\":\"http://a/\",\"status\":200,"
                    + "\"document\":{\"title\":\"T\",\"word_count\":5},\"error\":null},\"progress\":{\"completed\":1,\"total\":3}}";
    private static final String SUMMARY =
            "{\"type\":\"summary\",\"id\":\"abcdefgh-2\",\"outcome\":\"completed\",\"total_urls\":3,"
                    + "\"successful\":3,\"failed\":0,\"ttfb_us\":420}";

    private static final String BEGIN =
            "{\"type\":\"metadata\",\"id\":\"bbbbbbbb-0\",\"run_id\":\"run-7\",\"nodes\":4}";
    private static final String FRAME =
            "{\"type\":\"frame\",\"id\":\"bbbbbbbb-1\",\"node\":\"level\",\"frame\":{\"sequence_id\":3,"
                    + "\"payload\":{\"main\":[0.5]},\"metadata\":{}}}";
    private static final String END =
            "{\"type\":\"summary\",\"id\":\"bbbbbbbb-2\",\"outcome\":\"completed\",\"frames\":1,\"nodes\":[]}";

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    private final List<RiptideConfig> launched = new ArrayList<>();

    @Test
    void itCrawlsItsOwnSiteThroughItsOwnServer() {
        server.then(ndjson(METADATA, PAGE, SUMMARY)).then(ndjson(BEGIN, FRAME, END));

        CommandRun run = demo("--pages", "3");

        assertThat(run.code()).isZero();
        assertThat(launched).singleElement().satisfies(config -> {
            assertThat(config.server().port()).isZero();
            assertThat(config.crawl().allowPrivate()).isTrue();
        });
        assertThat(server.asked())
                .first()
                .satisfies(
                        asked -> assertThat(asked.body())
                                .containsPattern(
                                        "^\\{\"urls\":\\[\"http://127.0.0.1:\\d+/articles/0\",.*/articles/1\",.*/articles/2\"]"));
    }

    @Test
    void itEndsWithFiguresAndWithWhatToTryNext() {
        server.then(ndjson(METADATA, PAGE, SUMMARY)).then(ndjson(BEGIN, FRAME, END));

        CommandRun run = demo("--pages", "3");

        assertThat(run.out())
                .startsWith("200      0 ms      5 words  T  http://a/\n")
                .contains("completed: 3 of 3 pages")
                .containsPattern(
                        "first event after \\d+\\.\\d ms, first page after \\d+\\.\\d ms \\(0\\.42 ms by the server's own clock\\)")
                .contains("curl -N " + server.uri() + "/crawl/stream -d ")
                .contains("curl " + server.uri() + "/healthz");
    }

    @Test
    void aPipelineFollowsWithTheCommandThatShowsIt() {
        server.then(ndjson(METADATA, PAGE, SUMMARY)).then(ndjson(BEGIN, FRAME, END));

        CommandRun run = demo("--pages", "3");

        assertThat(server.asked().getLast())
                .isEqualTo(new ScriptedServer.Asked("POST", "/pipelines/fan-out/stream", "{}"));
        assertThat(run.out())
                .contains("\nriptide pipeline run fan-out --frames 10 --server " + server.uri() + "\nlevel  ")
                .contains("  main[1] 0.5\n", "completed: 1 frames in ");
    }

    @Test
    void aPipelineThatFailsIsAFailure() {
        server.then(ndjson(METADATA, PAGE, SUMMARY))
                .then(ndjson(BEGIN, "{\"type\":\"error\",\"error\":{\"message\":\"node noise: broken\"}}"));

        CommandRun run = demo("--pages", "3");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("riptide: error: node noise: broken");
    }

    @Test
    void keptItStaysUntilStopped() {
        server.then(ndjson(METADATA, PAGE, SUMMARY)).then(ndjson(BEGIN, FRAME, END));

        assertThat(demo("--pages", "3", "--keep").out())
                .contains("Try it yourself:")
                .endsWith("Still up; Ctrl-C ends it.\n");
    }

    @Test
    void ndjsonIsNothingButTheStream() {
        server.then(ndjson(METADATA, PAGE, SUMMARY));

        assertThat(demo("--pages", "3", "--format", "ndjson").lines()).containsExactly(METADATA, PAGE, SUMMARY);
    }

    private CommandRun demo(String... more) {
        List<String> line = new ArrayList<>(List.of("demo"));
        line.addAll(List.of(more));
        return CommandRun.of(directory, this::launch, line.toArray(String[]::new));
    }

    private RunningServer launch(RiptideConfig config) {
        launched.add(config);
        return new RunningServer() {
            @Override
            public void awaitWarm() {}

            @Override
            public InetSocketAddress address() {
                return new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), server.uri().getPort());
            }

            @Override
            public void stop() {}

            @Override
            public void awaitStop() {}
        };
    }
}
