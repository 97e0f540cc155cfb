package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A site that does everything wrong at once: each of its pages ends in one honest result, and what the others
/// cost is given back.
class HostileSitesSystemTest {
    private static final int BOMB_BYTES = 200 << 20;

    private final Map<String, String> expected = new TreeMap<>();

    @Test
    void eachPageEndsInOneHonestResult() throws Exception {
        try (ScriptedSite site = site();
                CrawlingServer server = new CrawlingServer(
                        "crawl.retries=0",
                        "crawl.breaker-failures=10000",
                        "crawl.per-host-max=64",
                        "crawl.decoded-bytes-max=16MiB",
                        "crawl.body-bytes-max=2MiB")) {
            List<String> urls = expected.keySet().stream().map(site::url).toList();
            for (int round = 0; round < 2; round++) {
                List<JsonNode> events = server.crawl(
                        "\"cache_mode\":\"bypass\",\"concurrency\":32,\"timeout_ms\":4000,\"max_body_bytes\":2097152,"
                                + "\"max_redirects\":5",
                        urls);
                assertThat(ends(events, site)).isEqualTo(expected);
                assertThat(ofType(events, "result")).hasSize(urls.size());
                JsonNode summary = events.getLast();
                assertThat(summary.path("outcome").stringValue()).isEqualTo("completed");
                assertThat(summary.path("successful").intValue()
                                + summary.path("failed").intValue())
                        .isEqualTo(urls.size());
            }
            Awaitility.await().until(server::isIdle);
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
                    .as("chunks of the pools")
                    .isLessThan(128 << 20);
        }
    }

    private static Map<String, String> ends(List<JsonNode> events, ScriptedSite site) {
        Map<String, String> ends = new HashMap<>();
        for (JsonNode event : ofType(events, "result")) {
            JsonNode result = event.path("result");
            String path =
                    result.path("url").stringValue().substring(site.url("").length());
            ends.put(
                    path,
                    result.path("error").isNull()
                            ? "ok"
                            : result.at("/error/type").stringValue());
        }
        return ends;
    }

    private ScriptedSite site() throws IOException {
        byte[] gzipBomb = bomb(true);
        byte[] deflateBomb = bomb(false);
        String million = "<html><body><p>Start</p>" + "<b>x".repeat(500_000) + "</body></html>";
        String deep = "<html><body>" + "<div>".repeat(10_000) + "at the bottom" + "</div>".repeat(10_000);
        ScriptedSite site = new ScriptedSite(false);
        on(site, "/well", "ok", visit -> visit.html(article("Well")));
        on(site, "/nodes", "ok", visit -> visit.html(million));
        on(site, "/deep", "ok", visit -> visit.html(deep));
        on(site, "/endless", "too_large", HostileSitesSystemTest::endless);
        on(site, "/endless-head", "too_large", HostileSitesSystemTest::endlessHead);
        on(site, "/drip", "timeout", HostileSitesSystemTest::drip);
        on(site, "/silent", "timeout", ScriptedSite.Visit::untilDeserted);
        on(site, "/gzip", "too_large", visit -> visit.bytes(coded("gzip"), gzipBomb));
        on(site, "/deflate", "too_large", visit -> visit.bytes(coded("deflate"), deflateBomb));
        on(site, "/no-gzip", "decode", visit -> visit.bytes(coded("gzip"), new byte[] {1, 2, 3}));
        on(site, "/what-coding", "decode", visit -> visit.bytes(coded("rot13"), new byte[] {1, 2, 3}));
        on(site, "/loop", "redirect", visit -> visit.answer("302 Found", "Location: /loop\r\n", ""));
        on(site, "/far", "redirect", HostileSitesSystemTest::further);
        on(site, "/nowhere", "redirect", visit -> visit.answer("302 Found", "Location: http://[::\r\n", ""));
        on(site, "/elsewhere", "redirect", visit -> visit.answer("302 Found", "Location: file:///etc/passwd\r\n", ""));
        on(site, "/chunks", "decode", visit -> {
            visit.say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n");
            visit.reset();
        });
        on(site, "/short", "connect", visit -> {
            visit.say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\nshort");
            visit.reset();
        });
        on(site, "/reset", "connect", ScriptedSite.Visit::reset);
        on(site, "/garbage", "decode", visit -> {
            visit.say("SSH-2.0-OpenSSH_9.2\r\n\r\n");
            visit.reset();
        });
        on(site, "/binary", "content_type", visit -> visit.bytes("Content-Type: image/png\r\n", new byte[99]));
        return site;
    }

    private void on(ScriptedSite site, String path, String end, ScriptedSite.Page page) {
        expected.put(path, end);
        site.on(path, page);
    }

    private static String coded(String coding) {
        return "Content-Type: text/html\r\nContent-Encoding: " + coding + "\r\n";
    }

    private static void endless(ScriptedSite.Visit visit) throws IOException {
        visit.say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "4000\r\n" + "<p>on</p>".repeat(1_821).substring(0, 0x4000) + "\r\n";
        while (true) {
            visit.say(chunk); // until the crawler leaves, which throws
        }
    }

    private static void endlessHead(ScriptedSite.Visit visit) throws IOException {
        visit.say("HTTP/1.1 200 OK\r\n");
        while (true) {
            visit.say("X-More: " + "x".repeat(8_000) + "\r\n");
        }
    }

    private static void drip(ScriptedSite.Visit visit) throws IOException, InterruptedException {
        visit.say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n");
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(50, TimeUnit.MILLISECONDS)) {
            visit.say("<");
        }
    }

    private static void further(ScriptedSite.Visit visit) throws IOException {
        int step =
                visit.target().contains("?") ? Integer.parseInt(visit.target().split("=", 2)[1]) : 0;
        visit.answer("302 Found", "Location: /far?n=" + (step + 1) + "\r\n", "");
    }

    private static byte[] bomb(boolean isGzip) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = isGzip ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < BOMB_BYTES >> 20; i++) {
                out.write(block);
            }
        }
        return packed.toByteArray();
    }
}
