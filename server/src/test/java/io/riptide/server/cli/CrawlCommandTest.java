package io.riptide.server.cli;

import static io.riptide.server.cli.ScriptedServer.cut;
import static io.riptide.server.cli.ScriptedServer.ndjson;
import static io.riptide.server.cli.ScriptedServer.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.PipelineNodes;
import io.riptide.server.cli.ScriptedServer.Asked;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrawlCommandTest {
    private static final String METADATA =
            "{\"type\":\"metadata\",\"id\":\"abcdefgh-0\",\"stream_type\":\"crawl\",\"total_urls\":2}";
    private static final String PAGE =
            "{\"type\":\"result\",\"id\":\"abcdefgh-1\",\"index\":0,\"result\":{\"url\":\"http://a/\","
                    + "\"final_url\":\"http://a/x\",\"status\":200,\"processing_time_ms\":23,\"document\":{\"title\":\"Tides \\u001b[2J\","
                    + "\"word_count\":532},\"error\":null},\"progress\":{\"completed\":1,\"total\":2,\"success_rate\":1.0}}";
    private static final String FAILURE =
            "{\"type\":\"result\",\"id\":\"abcdefgh-2\",\"index\":1,\"result\":{\"url\":\"http://b/\","
                    + "\"status\":404,\"processing_time_ms\":5,\"document\":null,\"error\":{\"type\":\"http_status\",\"message\":\"Not Found\"}},"
                    + "\"progress\":{\"completed\":2,\"total\":2,\"success_rate\":0.5}}";
    private static final String SUMMARY =
            "{\"type\":\"summary\",\"id\":\"abcdefgh-3\",\"outcome\":\"completed\",\"total_urls\":2,"
                    + "\"successful\":1,\"failed\":1,\"from_cache\":0,\"total_processing_time_ms\":30}";

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    @Test
    void eachPageIsALine() {
        server.then(ndjson(METADATA, PAGE, FAILURE, SUMMARY));

        CommandRun run = crawl("http://a/", "http://b/");

        assertThat(run.code()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "200     23 ms    532 words  Tides ?[2J  http://a/x",
                        "404      5 ms  http_status: Not Found  http://b/");
        assertThat(run.err()).contains("2/2  1 failed", "completed: 1 of 2 pages in 30 ms, 1 failed, 0 from cache");
    }

    @Test
    void aPageWithTheContentOfAnotherSaysWhich() {
        String same =
                "{\"type\":\"result\",\"id\":\"abcdefgh-2\",\"index\":1,\"result\":{\"url\":\"http://b/\",\"status\":200,"
                        + "\"processing_time_ms\":5,\"document\":null,\"duplicate_of\":0,\"error\":null},"
                        + "\"progress\":{\"completed\":2,\"total\":2,\"success_rate\":1.0}}";
        server.then(ndjson(METADATA, PAGE, same, SUMMARY));

        assertThat(crawl("http://a/").lines()).last().isEqualTo("200      5 ms  same content as page 0  http://b/");
    }

    @Test
    void whatIsSaidOfTheWalkBecomesTheRequest() {
        server.then(ndjson(METADATA, PAGE, SUMMARY));
        crawl(
                "http://a/",
                "--max-depth",
                "2",
                "--max-pages",
                "9",
                "--order",
                "best",
                "--sitemap",
                "only",
                "--other-hosts",
                "--include",
                "*/a/*",
                "--include",
                "*/b/*",
                "--exclude",
                "*.pdf");

        assertThat(server.asked())
                .extracting(Asked::body)
                .containsExactly(
                        "{\"urls\":[\"http://a/\"],\"options\":{\"max_depth\":2,\"max_pages\":9,\"order\":\"best\","
                                + "\"sitemap\":\"only\",\"same_host\":false,\"include\":[\"*/a/*\",\"*/b/*\"],\"exclude\":[\"*.pdf\"]}}");
    }

    @Test
    void ndjsonIsTheStreamItself() {
        server.then(ndjson(METADATA, PAGE, FAILURE, SUMMARY));

        assertThat(crawl("http://a/", "http://b/", "--format", "ndjson").lines())
                .containsExactly(METADATA, PAGE, FAILURE, SUMMARY);
    }

    @Test
    void optionsBecomeTheRequest() {
        server.then(ndjson(METADATA, PAGE, SUMMARY));
        crawl("http://a/", "--concurrency", "3", "--timeout", "1m30s", "--depth", "2", "--contents", "markdown,links");

        assertThat(server.asked())
                .containsExactly(new Asked(
                        "POST",
                        "/crawl/stream",
                        "{\"urls\":[\"http://a/\"],\"options\":{\"concurrency\":3,\"timeout_ms\":90000,"
                                + "\"max_depth\":2,\"formats\":[\"markdown\",\"links\"]}}"));
    }

    @Test
    void withoutOptionsTheServerDecides() {
        server.then(ndjson(METADATA, PAGE, SUMMARY));
        crawl("http://a/");

        assertThat(server.asked()).extracting(Asked::body).containsExactly("{\"urls\":[\"http://a/\"]}");
    }

    @Test
    void aCrawlOfWhichNothingCameFailed() {
        server.then(ndjson(METADATA, FAILURE, SUMMARY.replace("\"successful\":1", "\"successful\":0")));

        assertThat(crawl("http://b/").code()).isEqualTo(1);
    }

    @Test
    void aCrawlThatWasCancelledFailed() {
        server.then(ndjson(METADATA, PAGE, SUMMARY.replace("completed", "cancelled")));

        assertThat(crawl("http://a/").code()).isEqualTo(1);
    }

    @Test
    void anErrorEventFailed() {
        server.then(ndjson(
                METADATA, "{\"type\":\"error\",\"id\":\"abcdefgh-1\",\"error\":{\"message\":\"out of budget\"}}"));

        CommandRun run = crawl("http://a/");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("riptide: error: out of budget");
    }

    @Test
    void aStreamWithoutATerminalEventWasCut() {
        server.then(ndjson(METADATA, PAGE));

        CommandRun run = crawl("http://a/");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("the stream was cut after 1 pages");
    }

    @Test
    void aConnectionLostIsFailure() {
        server.then(cut("application/x-ndjson", METADATA + "\n"));

        CommandRun run = crawl("http://a/");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("riptide: lost " + server.uri());
    }

    @Test
    void aRefusalListsEveryFault() {
        server.then(plain(
                400,
                "application/problem+json",
                "{\"detail\":\"2 faults\",\"errors\":[{\"pointer\":\"/urls/0\",\"detail\":\"no URL\"},"
                        + "{\"pointer\":\"/urls/1\",\"detail\":\"no http\"}]}"));

        CommandRun run = crawl("x", "ftp://y");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("answered 400: 2 faults\n  /urls/0: no URL\n  /urls/1: no http\n");
    }

    @Test
    void aServerOnThisMachineIsFoundWithoutBeingNamed() {
        server.then(ndjson(METADATA, PAGE, SUMMARY));

        CommandRun run =
                CommandRun.of(directory, CommandRun.NO_SERVER, Map.of(), server.uri(), true, "crawl", "http://a/");

        assertThat(run.code()).isZero();
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void withNobodyThereItStartsAServerOfItsOwn() {
        server.then(ndjson(METADATA, PAGE, SUMMARY));
        List<String> calls = new ArrayList<>();
        ServerLauncher launcher = config -> {
            calls.add("launch " + config.server().port());
            return running(calls);
        };

        CommandRun run = CommandRun.of(directory, launcher, "crawl", "http://a/");

        assertThat(run.code()).isZero();
        assertThat(calls).containsExactly("launch 0", "stop", "await");
        assertThat(run.err())
                .contains("no server at http://127.0.0.1:1; started one at " + server.uri() + " for this command");
    }

    @Test
    void withoutATerminalThereIsNoProgress() {
        server.then(ndjson(METADATA, PAGE, SUMMARY));

        CommandRun run = CommandRun.of(
                directory,
                CommandRun.NO_SERVER,
                Map.of(),
                URI.create("http://127.0.0.1:1"),
                false,
                "crawl",
                "http://a/",
                "--server",
                server.uri().toString());

        assertThat(run.lines()).hasSize(1);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aReaderThatLeavesEndsItQuietly() {
        server.then(ndjson(METADATA, PAGE, FAILURE, SUMMARY));
        var err = new ByteArrayOutputStream();
        var gone = new PrintStream(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        var terminal = new Terminal(gone, new PrintStream(err, true, StandardCharsets.UTF_8), false, false);
        var environment = new Environment(
                terminal,
                CommandRun.NO_SERVER,
                PipelineNodes::language,
                directory,
                Map.of(),
                server.uri(),
                InputStream.nullInputStream());

        int code = RiptideCommand.execute(new String[] {"crawl", "http://a/"}, environment);

        assertThat(code).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private CommandRun crawl(String... arguments) {
        return CommandRun.against(server, directory, "crawl", arguments);
    }

    private RunningServer running(List<String> calls) {
        return new RunningServer() {
            @Override
            public void awaitWarm() {}

            @Override
            public InetSocketAddress address() {
                return new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), server.uri().getPort());
            }

            @Override
            public void stop() {
                calls.add("stop");
            }

            @Override
            public void awaitStop() {
                calls.add("await");
            }
        };
    }
}
