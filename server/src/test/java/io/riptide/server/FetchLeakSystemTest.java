package io.riptide.server;

import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Very many fetches, of which one in ten fails in one of five ways: what they took is back afterwards. 5,000
/// of them, or as many as `riptide.test.fetches` says.
class FetchLeakSystemTest {
    private static final int FETCHES = Integer.getInteger("riptide.test.fetches", 5_000);
    private static final int PAGES = 500;
    private static final int IDLE_CONNECTIONS_MAX = 512;

    @Test
    void whatFetchesTakeTheyGiveBack() throws Exception {
        try (ScriptedSite site = site();
                CrawlingServer server = new CrawlingServer(
                        "crawl.per-host-max=32",
                        "crawl.retries=0",
                        "crawl.breaker-failures=10000",
                        "crawl.cache-bytes=0B")) {
            List<String> urls =
                    IntStream.range(0, PAGES).mapToObj(i -> site.url("/" + i)).toList();
            crawl(server, urls); // what is made once is made now
            crawl(server, urls);
            long heapBefore = heapBytes();
            long directBefore = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
            long filesBefore = openFiles();
            for (int i = 0; i < FETCHES / PAGES; i++) {
                crawl(server, urls);
            }
            Awaitility.await().until(server::isIdle);
            assertThat(openFiles() - filesBefore)
                    .as("files and connections, two ends of each kept one being ours")
                    .isLessThan(2 * 64);
            assertThat(site.openCount()).isLessThan(IDLE_CONNECTIONS_MAX);
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - directBefore)
                    .as("chunks of the pools")
                    .isLessThan(32 << 20);
            assertThat(heapBytes() - heapBefore).as("live objects").isLessThan(8 << 20);
        }
    }

    private static void crawl(CrawlingServer server, List<String> urls) throws Exception {
        JsonNode summary = server.crawl("\"concurrency\":32,\"timeout_ms\":5000,\"formats\":[\"text\"]", urls)
                .getLast();
        assertThat(summary.path("successful").intValue()).isEqualTo(PAGES * 9 / 10);
        assertThat(summary.path("failed").intValue()).isEqualTo(PAGES / 10);
    }

    private static ScriptedSite site() {
        ScriptedSite site = new ScriptedSite(false);
        for (int i = 0; i < PAGES; i++) {
            site.on("/" + i, page(i));
        }
        return site;
    }

    private static ScriptedSite.Page page(int i) {
        return switch (i % 50) {
            case 9 -> ScriptedSite.Visit::reset;
            case 19 -> visit -> visit.answer("500 Broken", "", "");
            case 29 ->
                visit -> visit.answer("200 OK", "Content-Encoding: gzip\r\nContent-Type: text/html\r\n", "no gzip");
            case 39 ->
                visit -> {
                    visit.say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\nshort");
                    visit.reset();
                };
            case 49 -> visit -> visit.answer("302 Found", "Location: " + visit.target() + "\r\n", "");
            default -> visit -> visit.html(article("Page " + i));
        };
    }

    private static long heapBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static long openFiles() throws IOException {
        Path open = new File("/proc/self/fd").toPath();
        if (!Files.isDirectory(open)) {
            return 0; // no Linux: the other figures have to do
        }
        try (Stream<Path> files = Files.list(open)) {
            return files.count();
        }
    }
}
