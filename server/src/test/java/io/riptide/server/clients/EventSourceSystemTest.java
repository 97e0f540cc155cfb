package io.riptide.server.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.clients.CuttingProxy.Cut;
import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestProgram;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A browser's `EventSource` whose connection is cut in the middle of a stream. It comes back by itself, some
/// three seconds later, so all streams are followed side by side.
class EventSourceSystemTest {
    /// As many as a crawl does without telling its progress, whose events come when they like.
    private static final int ARTICLES = 10;

    private static final int TICKS = 700;
    private static final int MESSAGES = 30;
    private static final int CLOSED = 2;

    private PageSite site;
    private TestServer server;
    private TestServer coding;
    private Chromium browser;

    @BeforeEach
    void start() throws IOException {
        browser = new Chromium(TestProgram.CHROMIUM.find());
        site = new PageSite();
        server = new TestServer(
                "crawl.enabled=true",
                "crawl.allow-private=true",
                "cors.origins=" + site.origin(),
                "stream.gzip=false",
                "runs.retain=1s",
                "warmup.enabled=false",
                "log.access=false");
        coding = new TestServer(
                "cors.origins=" + site.origin(), "warmup.enabled=false", "log.access=false", "runs.retain=1s");
    }

    @AfterEach
    void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (site != null) {
            site.close();
        }
        if (server != null) {
            server.close();
        }
        if (coding != null) {
            coding.close();
        }
    }

    @Test
    void aBrowserThatIsCutOffGoesOnByItselfAndStopsAtTheEnd() throws Exception {
        // Behind the id of an event that is never whole; then within a head.
        Cut inEvent = Cut.reset("-30\nevent: tick\ndata: {\"ty");
        Cut inHead = Cut.reset("Content-Type: text/ev");
        Cut inResult = Cut.end("\"index\":2,\"resu");
        Cut inNextResult = Cut.reset("\"index\":6,\"resu");
        Cut inMessage = Cut.end("\"data\":{\"n\":7,\"te");
        Cut inCharacter = Cut.reset("\"data\":{\"n\":17,\"text\":\"h\u00c3");
        try (CuttingProxy ticks = new CuttingProxy(server.server().address(), inEvent, inHead);
                CuttingProxy crawl = new CuttingProxy(server.server().address(), inResult, inNextResult);
                CuttingProxy coded = new CuttingProxy(coding.server().address(), Cut.reset(1_000), Cut.reset(2_000));
                CuttingProxy topic = new CuttingProxy(server.server().address(), inMessage, inCharacter)) {
            Chromium.Page page = browser.open(site.origin() + "/");
            follow(page, "ticks", ticks.url("/bench/sse?on_disconnect=grace&rate=100&count=" + TICKS));
            follow(page, "coded", coded.url("/bench/sse?on_disconnect=grace&rate=100&count=" + TICKS));
            follow(page, "crawl", crawl.url(crawlTarget()));
            follow(page, "topic", topic.url("/topics/tide/sse?since=earliest"));
            site.release(4);
            publish(0);
            // What nobody is there to see happens all the same.
            for (int cut = 1; cut <= 2; cut++) {
                awaitCut(crawl, cut);
                int released = cut == 1 ? 8 : 9;
                site.release(cut == 1 ? 4 : 1);
                patiently().until(() -> site.visited().size() > released);
                awaitCut(topic, cut);
                publish(10 * cut);
            }
            patiently().until(() -> crawl.requestCount() == 3);
            site.release(1);
            awaitTopic(page, topic);
            awaitClosed(page, "crawl", crawl, ARTICLES, "result");
            awaitClosed(page, "ticks", ticks, TICKS, "tick");
            awaitClosed(page, "coded", coded, TICKS, "tick");
            assertThat(coded.connections().getFirst().told())
                    .contains("Content-Encoding: gzip")
                    .doesNotContain("tick");
            assertThat(site.visited()).hasSize(ARTICLES).doesNotHaveDuplicates();
            assertThat(server.server().metrics().counters().runsStarted.sum()).isEqualTo(2);
        }
    }

    /// Every offset once, in order, the last event last; then one more request, which was told to stop.
    private static void awaitClosed(Chromium.Page page, String name, CuttingProxy proxy, int count, String type)
            throws IOException {
        patiently()
                .untilAsserted(() ->
                        assertThat(told(page, name).path("state").intValue()).isEqualTo(CLOSED));
        List<String> events = events(page, name);
        List<String> expected = new ArrayList<>(List.of("metadata 0"));
        IntStream.rangeClosed(1, count).mapToObj(i -> type + " " + i).forEach(expected::add);
        expected.add("summary " + (count + 1));
        assertThat(events.stream().filter(event -> !event.startsWith("resumed")))
                .isEqualTo(expected);
        checkResumed(events);
        assertThat(events).filteredOn(event -> event.startsWith("resumed")).isNotEmpty();
        assertThat(proxy.cutCount()).isEqualTo(2);
        assertThat(proxy.requestCount()).isEqualTo(4);
        assertThat(proxy.connections().getLast().told())
                .contains("HTTP/1.1 204 ")
                .doesNotContain("\r\nContent-Length");
        assertThat(proxy.connections().getLast().asked()).containsPattern("Last-Event-ID: [0-9a-z]{8}-" + (count + 1));
    }

    private void awaitTopic(Chromium.Page page, CuttingProxy topic) throws IOException {
        List<String> expected =
                IntStream.range(0, MESSAGES).mapToObj(i -> "message " + i).toList();
        patiently()
                .untilAsserted(
                        () -> assertThat(events(page, "topic").stream().filter(event -> event.startsWith("message")))
                                .isEqualTo(expected));
        page.evaluate("streams.topic.source.close()");
        checkResumed(events(page, "topic").subList(1, events(page, "topic").size()));
        assertThat(topic.requestCount()).isEqualTo(3);
        try (RawHttp client = server.connect().request("DELETE", "/topics/tide", "1.1")) {
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    /// Each `resumed` names the event before it.
    private static void checkResumed(List<String> events) {
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).startsWith("resumed")) {
                assertThat(events.get(i - 1)).endsWith(events.get(i).substring("resumed".length()));
            }
        }
    }

    /// Publishes ten messages, from this number on.
    private void publish(int first) throws IOException {
        String lines = IntStream.range(first, first + 10)
                .mapToObj(n -> "{\"data\":{\"n\":" + n + ",\"text\":\"h\u00f6her\"}}")
                .collect(Collectors.joining("\n"));
        byte[] content = lines.getBytes(UTF_8);
        try (RawHttp client = server.connect()) {
            client.send("POST /topics/tide HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                    + "Content-Length: " + content.length + "\r\n\r\n");
            client.socket().getOutputStream().write(content);
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    private String crawlTarget() {
        String urls = IntStream.range(0, ARTICLES)
                .mapToObj(i -> "url=" + URLEncoder.encode(site.origin() + "/article/" + i, UTF_8))
                .collect(Collectors.joining("&"));
        return "/crawl/sse?concurrency=1&respect_robots=false&cache_mode=bypass&on_disconnect=continue&" + urls;
    }

    private static void follow(Chromium.Page page, String name, String url) throws IOException {
        page.evaluate("follow('" + name + "', '" + url + "')");
    }

    private static JsonNode told(Chromium.Page page, String name) throws IOException {
        return page.evaluate("told('" + name + "')");
    }

    /// `type offset` of every event of a stream so far.
    private static List<String> events(Chromium.Page page, String name) throws IOException {
        List<String> events = new ArrayList<>();
        told(page, name)
                .path("events")
                .forEach(event -> events.add(event.stringValue().replaceFirst(" [0-9a-z]{8}-", " ")));
        return events;
    }

    private static void awaitCut(CuttingProxy proxy, int count) {
        patiently().until(() -> proxy.cutCount() >= count);
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
    }
}
