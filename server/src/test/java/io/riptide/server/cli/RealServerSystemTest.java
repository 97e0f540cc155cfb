package io.riptide.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.RiptideServer;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.demo.DemoSite;
import io.riptide.server.stream.StreamTransport;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands against the server itself.
class RealServerSystemTest {
    @TempDir
    Path directory;

    @Test
    void theDemoCrawlsItsSiteToTheEnd() {
        CommandRun run = CommandRun.of(directory, RiptideServer::start, "demo", "--pages", "12");

        // Two of the site's pages fail on purpose.
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("completed: 10 of 12 pages");
        assertThat(run.out()).containsPattern("(?m)^level +#\\d+ +\\d+\\.\\d{3} s  main\\[1] 0\\.\\d+$");
        assertThat(run.out()).containsPattern("(?m)^cancelled: \\d+ frames in \\d+ ms$");
    }

    @Test
    void trainingCrawlsAndSearchesAndSaysNothing() {
        List<RiptideServer> launched = new ArrayList<>();

        CommandRun run = CommandRun.of(
                directory,
                config -> {
                    launched.add(RiptideServer.start(config));
                    return launched.getFirst();
                },
                "train",
                "--pages",
                "6",
                "--rounds",
                "2");

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        // Of each round a crawl and a search.
        assertThat(launched).singleElement().satisfies(server -> {
            assertThat(server.metrics().started(StreamTransport.NDJSON).sum()).isEqualTo(4);
            assertThat(server.pool().leasedBytes()).isZero();
        });
    }

    @Test
    void serveSaysWhereItListensAndEndsWhenStopped() {
        CommandRun run = CommandRun.of(
                directory,
                config -> {
                    RiptideServer server = RiptideServer.start(config);
                    server.stop();
                    return server;
                },
                "serve",
                "--port",
                "0");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines().getFirst()).matches("listening on http://127\\.0\\.0\\.1:[1-9]\\d*");
    }

    @Test
    void crawlAndTailShowWhatTheServerStreams() throws Exception {
        RiptideServer server = RiptideServer.start(
                RiptideConfig.of("server.port=0", "crawl.allow-private=true", "bench.enabled=true"));
        URI uri = LocalServer.uri(server.address());
        try (DemoSite site = DemoSite.start(2)) {
            CommandRun good = crawl(uri, site.uri().resolve("/articles/0").toString());
            CommandRun bad = crawl(uri, "http://127.0.0.1:1/");
            CommandRun refused = crawl(uri, "ftp://127.0.0.1/");
            CommandRun tail = CommandRun.of(
                    directory,
                    CommandRun.NO_SERVER,
                    "tail",
                    uri + "/bench/stream?count=5&size=200",
                    "--format",
                    "ndjson");

            assertThat(good.code()).as(good.err()).isZero();
            assertThat(good.lines()).hasSize(3);
            assertThat(bad.code()).isEqualTo(1);
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("not a URL that can be crawled");
            assertThat(tail.code()).as(tail.err()).isZero();
            assertThat(tail.lines())
                    .filteredOn(line -> line.contains("\"type\":\"tick\""))
                    .hasSize(5);
        } finally {
            server.stop();
            server.awaitStop();
        }
    }

    private CommandRun crawl(URI server, String url) {
        return CommandRun.of(
                directory, CommandRun.NO_SERVER, "crawl", url, "--server", server.toString(), "--format", "ndjson");
    }
}
