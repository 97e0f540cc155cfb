package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// More large pages at once than there is memory for, in a process that ends at its first want of it.
class LargePagesProcessTest {
    private static final int PAGES = 40;
    private static final int PAGE_BYTES = 8 << 20;
    private static final String HEAD = "<title>Large</title><article><h1>Large</h1>";

    /// Crawls them all, and says how many came.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            List<String> urls = IntStream.range(0, PAGES)
                    .mapToObj(i -> arguments[0] + "?" + i)
                    .toList();
            try (CrawlingServer server =
                    new CrawlingServer("crawl.per-host-max=" + PAGES, "crawl.concurrency-max=" + PAGES)) {
                List<JsonNode> events = server.crawl(
                        "\"concurrency\":" + PAGES + ",\"cache_mode\":\"bypass\",\"timeout_ms\":60000,"
                                + "\"formats\":[\"metadata\"]",
                        urls);
                for (JsonNode event : ofType(events, "result")) {
                    JsonNode result = event.path("result");
                    System.out.println(result.at("/document/title").asString("")
                            + result.path("error").toString());
                }
                await().until(server::isIdle);
                System.out.println(server.get("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("riptide_crawl_body_bytes "))
                        .findFirst()
                        .orElse("nothing"));
            }
            System.out.println("done");
            System.exit(0);
        }
    }

    @Test
    @Timeout(120)
    void allOfThemCome() throws Exception {
        try (ScriptedSite site = new ScriptedSite(false).on("/page", LargePagesProcessTest::page)) {
            List<String> said = child(site.url("/page"));

            assertThat(said.getLast()).as("the last of %s", said).isEqualTo("done");
            assertThat(said.stream().filter("Largenull"::equals)).hasSize(PAGES);
            assertThat(said).contains("riptide_crawl_body_bytes 0");
        }
    }

    private static void page(ScriptedSite.Visit visit) throws IOException {
        String paragraph = "<p>The keeper of the pier wrote down every tide of that long and windy year.</p>\n";
        String piece = paragraph.repeat(1_000);
        int pieces = PAGE_BYTES / piece.length();
        visit.say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                + (HEAD.length() + pieces * piece.length()) + "\r\n\r\n" + HEAD);
        for (int i = 0; i < pieces; i++) {
            visit.say(piece);
        }
    }

    private static List<String> child(String url) throws IOException {
        Process child = ChildJvm.start(
                Child.class,
                List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "--sun-misc-unsafe-memory-access=allow"),
                url);
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = child.inputReader(UTF_8)) {
            lines.lines().forEach(said::add);
        } finally {
            child.destroyForcibly();
        }
        return said;
    }
}
