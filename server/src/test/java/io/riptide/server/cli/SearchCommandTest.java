package io.riptide.server.cli;

import static io.riptide.server.cli.ScriptedServer.ndjson;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.cli.ScriptedServer.Asked;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchCommandTest {
    private static final String METADATA =
            "{\"type\":\"metadata\",\"id\":\"abcdefgh-0\",\"stream_type\":\"deepsearch\"}";
    private static final String FOUND = "{\"type\":\"search\",\"id\":\"abcdefgh-1\",\"query\":\"old pier\","
            + "\"provider\":\"local\",\"urls_found\":1,\"search_time_ms\":2,\"hits\":[]}";
    private static final String PAGE =
            "{\"type\":\"result\",\"id\":\"abcdefgh-2\",\"index\":0,\"result\":{\"url\":\"http://a/\","
                    + "\"final_url\":\"http://a/\",\"status\":200,\"processing_time_ms\":23,\"document\":{\"title\":\"Tides\","
                    + "\"word_count\":532},\"error\":null},\"progress\":{\"completed\":1,\"total\":1,\"success_rate\":1.0},"
                    + "\"search\":{\"rank\":1,\"title\":\"Tides\",\"snippet\":\"the old\\npier \\u001b[2J\",\"provider\":\"local\",\"score\":0.75}}";
    private static final String SUMMARY =
            "{\"type\":\"summary\",\"id\":\"abcdefgh-3\",\"outcome\":\"completed\",\"total_urls\":1,"
                    + "\"successful\":1,\"failed\":0,\"from_cache\":0,\"total_processing_time_ms\":30}";
    private static final String NOBODY = "{\"type\":\"search\",\"id\":\"abcdefgh-1\",\"query\":\"old pier\","
            + "\"provider\":\"searxng\",\"urls_found\":0,\"search_time_ms\":7,"
            + "\"error\":{\"type\":\"unavailable\",\"message\":\"searxng answered 500\",\"retryable\":true}}";
    private static final String ERROR = "{\"type\":\"error\",\"id\":\"abcdefgh-2\","
            + "\"error\":{\"type\":\"transient\",\"message\":\"searxng answered 500\",\"retryable\":true}}";

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    @Test
    void hitsAreALineAndEachPageTwo() {
        server.then(ndjson(METADATA, FOUND, PAGE, SUMMARY));
        CommandRun run = search("old", "pier");
        assertThat(run.code()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "search  local: 1 hit in 2 ms",
                        "200     23 ms    532 words  Tides  http://a/",
                        "      #1 0.75 local  the old pier ?[2J");
    }

    @Test
    void whatIsAskedForBecomesTheRequest() {
        server.then(ndjson(METADATA, FOUND, SUMMARY));
        search("old", "pier", "--limit", "3", "--provider", "local", "--provider", "searxng", "--hits-only");
        assertThat(server.asked())
                .extracting(Asked::body)
                .containsExactly("{\"query\":\"old pier\",\"limit\":3,\"providers\":[\"local\",\"searxng\"],"
                        + "\"include_content\":false}");
    }

    @Test
    void aProviderThatFailsIsNamed() {
        server.then(ndjson(METADATA, NOBODY, ERROR));
        CommandRun run = search("old pier");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.lines()).containsExactly("search  searxng: unavailable: searxng answered 500 in 7 ms");
        assertThat(run.err()).contains("searxng answered 500");
    }

    @Test
    void ndjsonIsTheStreamItself() {
        server.then(ndjson(METADATA, FOUND, PAGE, SUMMARY));
        assertThat(search("a", "--format", "ndjson").lines()).containsExactly(METADATA, FOUND, PAGE, SUMMARY);
    }

    private CommandRun search(String... arguments) {
        return CommandRun.against(server, directory, "search", arguments);
    }
}
