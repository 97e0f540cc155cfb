package io.riptide.server;

import static io.riptide.server.CrawlingServer.body;
import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Pages that have begun and must wait for a host hold up no other page of their run.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BusyHostSystemTest {
    private static final int FREE = 10;

    private final CountDownLatch isFree = new CountDownLatch(1);
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private ScriptedSite busy;
    private ScriptedSite other;

    @BeforeEach
    void start() {
        busy = new ScriptedSite().promptly().on("/held", visit -> {
            isFree.await();
            visit.html(article("Held"));
        });
        other = new ScriptedSite();
        for (int i = 0; i < FREE; i++) {
            String title = "Free " + i;
            other.on("/free/" + i, visit -> visit.html(article(title)));
        }
    }

    @AfterEach
    void stop() throws Exception {
        isFree.countDown();
        clients.close();
        busy.close();
        other.close();
    }

    @Test
    void pagesOfAnotherHostComeBeforeThoseThatWereRedirectedToABusyOne() throws Exception {
        List<String> urls = redirects(6);
        urls.addAll(freePages());
        try (CrawlingServer server = new CrawlingServer("crawl.per-host-max=1")) {
            Future<List<JsonNode>> holding = hold(server);

            List<JsonNode> results = new ArrayList<>();
            Iterator<JsonNode> events = open(server, "\"concurrency\":2", urls).iterator();
            read(events, results, FREE);
            assertThat(indexes(results)).as("come while the host is busy").isEqualTo(range(6, 6 + FREE));
            assertThat(busy.paths()).containsExactly("/held");
            isFree.countDown();
            read(events, results, 6);

            assertThat(indexes(results)).isEqualTo(range(0, 6 + FREE));
            for (JsonNode late : results.subList(FREE, FREE + 6)) {
                int index = late.path("index").intValue();
                JsonNode result = late.path("result");
                assertThat(result.path("url").stringValue()).isEqualTo(other.url("/moved/" + index));
                assertThat(result.path("final_url").stringValue()).isEqualTo(busy.url("/there/" + index));
                assertThat(result.path("status").intValue()).isEqualTo(200);
                assertThat(result.path("redirects").size()).isEqualTo(1);
                assertThat(result.path("redirects").get(0).path("status").intValue())
                        .isEqualTo(302);
                assertThat(result.path("timings").path("queue_ms").intValue())
                        .isLessThanOrEqualTo(result.path("processing_time_ms").intValue());
            }
            JsonNode summary = last(events);
            assertThat(summary.path("outcome").stringValue()).isEqualTo("completed");
            assertThat(summary.path("successful").intValue()).isEqualTo(6 + FREE);
            assertThat(holding.get().getLast().path("successful").intValue()).isEqualTo(1);
            assertThat(other.visits()).as("each once").hasSize(6 + FREE);
            assertThat(busy.visits()).hasSize(7);
            await().until(server::isIdle);
        }
    }

    @Test
    void pagesOfAnotherHostComeBeforeThoseThatAreTriedAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        busy.on("/once", visit -> {
            if (tries.incrementAndGet() == 1) {
                visit.answer("503 Later", "", "");
            } else {
                visit.html(article("At last"));
            }
        });
        List<String> urls = new ArrayList<>(List.of(busy.url("/once")));
        urls.addAll(freePages());
        // After its 503 the host gets one request at once, which is the other run's.
        try (CrawlingServer server = new CrawlingServer("crawl.per-host-max=2", "crawl.retry-first-wait=1ms")) {
            Future<List<JsonNode>> holding = hold(server);

            List<JsonNode> results = new ArrayList<>();
            Iterator<JsonNode> events = open(server, "\"concurrency\":1", urls).iterator();
            read(events, results, FREE);
            assertThat(indexes(results)).isEqualTo(range(1, 1 + FREE));
            assertThat(tries).hasValue(1);
            isFree.countDown();
            read(events, results, 1);

            JsonNode tried = results.getLast().path("result");
            assertThat(tried.path("status").intValue()).isEqualTo(200);
            assertThat(tried.path("document").path("title").stringValue()).isEqualTo("At last");
            assertThat(tries).hasValue(2);
            assertThat(last(events).path("successful").intValue()).isEqualTo(1 + FREE);
            assertThat(holding.get().getLast().path("successful").intValue()).isEqualTo(1);
            await().until(server::isIdle);
        }
    }

    @Test
    void aHostSeesNoMoreOfARunThanItsConcurrencyWhenManyComeBackAtOnce() throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int moved = 40;
        List<String> urls = redirects(moved);
        for (int i = 0; i < moved; i++) {
            busy.on("/there/" + i, visit -> {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                TimeUnit.MILLISECONDS.sleep(2);
                underWay.decrementAndGet();
                visit.html(article("Page " + visit.target()));
            });
        }
        try (CrawlingServer server = new CrawlingServer("crawl.per-host-max=1")) {
            Future<List<JsonNode>> holding = hold(server);
            Iterator<JsonNode> events = open(server, "\"concurrency\":3", urls).iterator();
            await().until(() -> other.visits().size() == moved);
            isFree.countDown();

            List<JsonNode> results = new ArrayList<>();
            read(events, results, moved);
            assertThat(indexes(results)).isEqualTo(range(0, moved));
            assertThat(holding.get().getLast().path("successful").intValue()).isEqualTo(1);
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void theTimeOfTheCrawlEndsForThoseThatWaitToo() throws Exception {
        List<String> urls = redirects(5);
        try (CrawlingServer server = new CrawlingServer("crawl.per-host-max=1")) {
            Future<List<JsonNode>> holding = hold(server);

            List<JsonNode> events = server.crawl("\"concurrency\":2,\"deadline_ms\":2500", urls);

            List<JsonNode> results = ofType(events, "result");
            assertThat(indexes(results)).isEqualTo(range(0, 5));
            for (JsonNode event : results) {
                JsonNode result = event.path("result");
                assertThat(result.path("error").path("type").stringValue()).isEqualTo("timeout");
                assertThat(result.path("error").path("message").stringValue()).contains("waiting for a place");
                assertThat(result.path("redirects").size()).as("what it had").isEqualTo(1);
            }
            assertThat(events.getLast().path("outcome").stringValue()).isEqualTo("deadline");
            assertThat(events.getLast().path("failed").intValue()).isEqualTo(5);
            isFree.countDown();
            assertThat(holding.get().getLast().path("successful").intValue()).isEqualTo(1);
            assertThat(busy.paths()).containsExactly("/held");
            await().until(server::isIdle);
        }
    }

    @Test
    void aCancelFreesThoseThatWait() throws Exception {
        List<String> urls = redirects(20);
        try (CrawlingServer server = new CrawlingServer("crawl.per-host-max=1")) {
            Future<List<JsonNode>> holding = hold(server);
            HttpResponse<Stream<String>> answer = send(server, "\"concurrency\":2", urls);
            await().until(() -> other.visits().size() == 20);

            String run = answer.headers().firstValue("x-run-id").orElseThrow();
            server.client().send(server.request("/runs/" + run).DELETE().build(), BodyHandlers.discarding());
            JsonNode summary = last(answer.body().map(Json.mapper()::readTree).iterator());
            assertThat(summary.path("outcome").stringValue()).isEqualTo("cancelled");
            assertThat(summary.path("failed").intValue()).isEqualTo(20);

            isFree.countDown();
            assertThat(holding.get().getLast().path("successful").intValue()).isEqualTo(1);
            await().until(server::isIdle);
            assertThat(busy.paths()).containsExactly("/held");
            // And the host's one place is there for the next.
            busy.on("/next", visit -> visit.html(article("Next")));
            List<JsonNode> next = server.crawl("", List.of(busy.url("/next")));
            assertThat(next.getLast().path("successful").intValue()).isEqualTo(1);
        }
    }

    @Test
    void moreThanMayWaitAsideAllComeInTheEnd() throws Exception {
        int moved = 400;
        List<String> urls = redirects(moved);
        urls.addAll(freePages());
        try (CrawlingServer server = new CrawlingServer("crawl.per-host-max=1")) {
            Future<List<JsonNode>> holding = hold(server);
            Iterator<JsonNode> events = open(server, "\"concurrency\":4", urls).iterator();
            // 256 wait aside and four in their seats.
            await().until(() -> other.visits().size() >= 260);
            isFree.countDown();

            List<JsonNode> results = new ArrayList<>();
            read(events, results, moved + FREE);
            assertThat(indexes(results)).isEqualTo(range(0, moved + FREE));
            assertThat(last(events).path("successful").intValue()).isEqualTo(moved + FREE);
            assertThat(holding.get().getLast().path("successful").intValue()).isEqualTo(1);
            await().until(server::isIdle);
        }
    }

    /// A run of its own keeps the only place at the busy host until that is free.
    private Future<List<JsonNode>> hold(CrawlingServer server) {
        Future<List<JsonNode>> holding = clients.submit(() -> server.crawl("", List.of(busy.url("/held"))));
        await().until(() -> busy.paths().contains("/held"));
        return holding;
    }

    private List<String> redirects(int count) {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String there = "/there/" + i;
            other.on("/moved/" + i, visit -> visit.answer("302 Found", "Location: " + busy.url(there) + "\r\n", ""));
            busy.on(there, visit -> visit.html(article("Page " + visit.target())));
            urls.add(other.url("/moved/" + i));
        }
        return urls;
    }

    private List<String> freePages() {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < FREE; i++) {
            urls.add(other.url("/free/" + i));
        }
        return urls;
    }

    private static HttpResponse<Stream<String>> send(CrawlingServer server, String options, List<String> urls)
            throws Exception {
        return server.client()
                .send(
                        server.request("/crawl/stream")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body(options, "", urls)))
                                .build(),
                        BodyHandlers.ofLines());
    }

    private static Stream<JsonNode> open(CrawlingServer server, String options, List<String> urls) throws Exception {
        return send(server, options, urls).body().map(Json.mapper()::readTree);
    }

    /// Waits for as many results.
    private static void read(Iterator<JsonNode> events, List<JsonNode> results, int count) {
        int missing = count;
        while (missing > 0) {
            JsonNode event = events.next();
            if (event.path("type").stringValue().equals("result")) {
                results.add(event);
                missing--;
            }
        }
    }

    private static JsonNode last(Iterator<JsonNode> events) {
        JsonNode event = events.next();
        while (events.hasNext()) {
            event = events.next();
        }
        return event;
    }

    private static Set<Integer> indexes(List<JsonNode> results) {
        Set<Integer> indexes = new HashSet<>();
        for (JsonNode result : results) {
            assertThat(indexes.add(result.path("index").intValue())).as("once").isTrue();
        }
        return indexes;
    }

    private static Set<Integer> range(int from, int until) {
        Set<Integer> numbers = new HashSet<>();
        for (int i = from; i < until; i++) {
            numbers.add(i);
        }
        return numbers;
    }
}
