package io.riptide.server;

import static io.riptide.server.CrawlingServer.body;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that vanish in the middle of a crawl.
class CrawlDisconnectSystemTest {
    private CrawlingServer server;
    private ScriptedSite site;

    @BeforeEach
    void start() {
        server = new CrawlingServer();
        site = new ScriptedSite();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        server.close();
    }

    /// One that ends its side may still be reading, so that shows at the next heartbeat.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fetchesUnderWayAreCancelledAndEveryByteComesBack(boolean isReset) throws Exception {
        site.on("/mute", ScriptedSite.Visit::untilDeserted);
        Socket client = server.connect(body("\"concurrency\":4", "\"heartbeat_ms\":1000", mutePages(8)), 0);
        await().until(() -> site.visits().size() == 4);

        if (isReset) {
            client.setSoLinger(true, 0);
        }
        client.close();

        await().until(() -> site.desertedCount() == 4);
        await().until(server::isIdle);
        assertThat(site.visits()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientOfADocumentThatVanishesCancelsToo(boolean isReset) throws Exception {
        site.on("/mute", ScriptedSite.Visit::untilDeserted);
        try (RawHttp client = askForDocument("1.1", body("", "", mutePages(2)))) {
            await().until(() -> site.visits().size() == 2);
            if (isReset) {
                client.socket().setSoLinger(true, 0);
            }
        }

        await().until(() -> site.desertedCount() == 2);
        await().until(server::isIdle);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDocumentThatShallContinueGoesOnToItsEnd(boolean isReset) throws Exception {
        CountDownLatch hasLeft = new CountDownLatch(1);
        site.on("/mute", visit -> {
            hasLeft.await();
            visit.html(article("Late"));
        });
        String wanted = body("\"concurrency\":1", "\"on_disconnect\":\"continue\"", mutePages(3));
        try (RawHttp client = askForDocument("1.1", wanted)) {
            await().until(() -> site.visits().size() == 1);
            if (isReset) {
                client.socket().setSoLinger(true, 0);
            }
        }
        await().until(() -> server.get("/runs").body().contains("\"viewers\":0"));
        hasLeft.countDown();

        await().until(() -> site.visits().size() == 3);
        assertThat(site.desertedCount()).isZero();
    }

    /// One that ends its side may still be reading; only HTTP/1.1 has a way to find out.
    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    void aClientThatOnlyEndsItsSideGetsItsDocument(String version) throws Exception {
        CountDownLatch hasEnded = new CountDownLatch(1);
        site.on("/mute", visit -> {
            hasEnded.await();
            visit.html(article("Late"));
        });
        try (RawHttp client = askForDocument(version, body("", "", mutePages(1)))) {
            client.socket().shutdownOutput();
            if (version.equals("1.1")) {
                assertThat(client.head()).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n");
                assertThat(client.head()).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n");
            }
            await().until(() -> site.visits().size() == 1);
            hasEnded.countDown();
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.rest()).contains("\"outcome\":\"completed\"");
        }
    }

    private RawHttp askForDocument(String version, String body) throws IOException {
        return new RawHttp(server.server().address(), 0)
                .send("POST /crawl HTTP/" + version + "\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
    }

    @Test
    void workThatShallContinueGoesOnToItsEnd() throws Exception {
        CountDownLatch hasLeft = new CountDownLatch(1);
        site.on("/mute", visit -> {
            hasLeft.await();
            visit.html(article("Late"));
        });
        Socket client = server.connect(body("\"concurrency\":1", "\"on_disconnect\":\"continue\"", mutePages(3)), 0);
        await().until(() -> site.visits().size() == 1);

        client.close();
        await().until(() -> server.server().metrics().active() == 0);
        hasLeft.countDown();

        await().until(() -> site.visits().size() == 3);
        assertThat(site.desertedCount()).isZero();
    }

    @Test
    void graceEndsWorkThatNobodyCameBackTo() throws Exception {
        site.on("/mute", ScriptedSite.Visit::untilDeserted);
        Socket client = server.connect(body("", "\"on_disconnect\":\"grace\",\"grace_ms\":200", mutePages(2)), 0);
        await().until(() -> site.visits().size() == 2);

        client.close();

        await().until(() -> site.desertedCount() == 2);
    }

    @Test
    void aReaderThatStopsStopsFetchesAndMissesNothingLater() throws Exception {
        String page = article("Long").replace("<p>", "<p>" + "many words here. ".repeat(2_000));
        site.on("/mute", visit -> visit.html(page));
        int pages = 600;
        try (CrawlingServer small = new CrawlingServer("memory.stream-bytes=1MiB", "stream.window-bytes=256KiB");
                Socket client = small.connect(body("\"concurrency\":4", "", mutePages(pages)), 8 * 1024)) {
            SteadyCount fetched = new SteadyCount();
            await().until(() -> fetched.isSteady(site.visits().size()));
            assertThat(site.visits().size()).isBetween(4, pages - 1);
            assertThat(small.server().memory().reserved()).isLessThanOrEqualTo(4L << 20);

            assertThat(small.crawl("", List.of(site.url("/mute?other")))).hasSize(3);

            // The stream ends with its last chunk.
            StringBuilder text = new StringBuilder();
            var in = new java.io.BufferedReader(
                    new java.io.InputStreamReader(client.getInputStream(), java.nio.charset.StandardCharsets.UTF_8));
            for (String line = in.readLine(); !line.startsWith("{\"type\":\"summary\""); line = in.readLine()) {
                if (line.startsWith("{\"type\":\"result\"")) {
                    text.append(line.replaceFirst(".*\"index\":(\\d+),.*", "$1"))
                            .append(' ');
                }
            }
            assertThat(text.toString().split(" "))
                    .containsExactlyInAnyOrder(IntStream.range(0, pages)
                            .mapToObj(Integer::toString)
                            .toArray(String[]::new));
        }
    }

    private List<String> mutePages(int count) {
        return IntStream.range(0, count).mapToObj(i -> site.url("/mute?" + i)).toList();
    }

    /// Whether a count stayed the same for many looks.
    private static final class SteadyCount {
        private static final int LOOKS = 15;
        private int last = -1;
        private int looks;

        boolean isSteady(int count) {
            looks = count == last && count > 0 ? looks + 1 : 0;
            last = count;
            return looks >= LOOKS;
        }
    }
}
