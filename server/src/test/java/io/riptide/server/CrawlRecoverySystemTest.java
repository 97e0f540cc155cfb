package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Crawls of sites that fail for a while.
class CrawlRecoverySystemTest {
    private final ScriptedSite site = new ScriptedSite();

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void whoWaitsBrieflyDoesNotDecideForOthersWhetherASiteHasARobotsFile() throws Exception {
        site.on("/robots.txt", visit -> {
                    TimeUnit.MILLISECONDS.sleep(600);
                    visit.answer("404 Not Found", "", "");
                })
                .on("/page", visit -> visit.html(article("Here")));
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            String impatient = only(server.crawl("\"timeout_ms\":200", List.of(site.url("/page"))))
                    .at("/error/type")
                    .stringValue();
            JsonNode patient = only(server.crawl("", List.of(site.url("/page"))));

            assertThat(impatient).isEqualTo("timeout");
            assertThat(patient.at("/document/title").stringValue()).isEqualTo("Here");
        }
    }

    @Test
    void aRobotsFileThatComesLaterThanItIsRememberedHoldsUpNoPage() throws Exception {
        site.on("/robots.txt", visit -> visit.answer("503 Busy", "Retry-After: 7\r\n", ""));
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            List<JsonNode> events =
                    server.crawl("\"deadline_ms\":30000", List.of(site.url("/a"), site.url("/b"), site.url("/c")));

            assertThat(ofType(events, "result")).hasSize(3).allSatisfy(event -> {
                assertThat(event.at("/result/error/type").stringValue()).isEqualTo("robots");
                assertThat(event.at("/result/error/retryable").booleanValue()).isTrue();
                assertThat(event.at("/result/error/message").stringValue()).endsWith("the site answered 503");
            });
            assertThat(site.robotsCount()).isEqualTo(1);
            assertThat(site.visits()).isEmpty();
        }
    }

    @Test
    void aRobotsFileBehindARedirectToNowhereForbidsThePage() throws Exception {
        site.on(
                        "/robots.txt",
                        visit -> visit.answer("302 Found", "Location: http://nowhere.invalid/robots.txt\r\n", ""))
                .on("/page", visit -> visit.html(article("Here")));
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            JsonNode result = only(server.crawl("", List.of(site.url("/page"))));

            assertThat(result.at("/error/type").stringValue()).isEqualTo("robots");
            assertThat(site.visits()).isEmpty();
        }
    }

    @Test
    void aDelayThatIsLongerThanAnyParserLikesForbidsNothing() throws Exception {
        site.on("/robots.txt", visit -> visit.answer("200 OK", "", "User-agent: *\nCrawl-delay: 600\nDisallow: /q\n"))
                .on("/page", visit -> visit.html(article("Here")));
        try (CrawlingServer server = new CrawlingServer("crawl.crawl-delay-max=10ms")) {
            assertThat(only(server.crawl("", List.of(site.url("/page"))))
                            .at("/document/title")
                            .stringValue())
                    .isEqualTo("Here");
        }
    }

    @Test
    void aHostThatMostlyAnswersIsNotLeftAloneForTheSakeOfItsBadPages() throws Exception {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            boolean isBad = i % 4 == 3;
            site.on("/" + i, visit -> {
                if (isBad) {
                    visit.answer("504 Late", "", "");
                } else {
                    visit.html(article("Page"));
                }
            });
            urls.add(site.url("/" + i));
        }
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0", "crawl.breaker-failures=3")) {
            List<String> errors = ofType(server.crawl("\"concurrency\":1", urls), "result").stream()
                    .map(event -> event.at("/result/error/type").asString(""))
                    .toList();
            assertThat(errors).doesNotContain("circuit_open");
            assertThat(errors.stream().filter("http_status"::equals)).hasSize(15);
        }
    }

    @Test
    void aPageThatFailsTwiceIsThereTheThirdTime() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        site.on("/shy", visit -> {
            switch (asked.incrementAndGet()) {
                case 1 -> visit.answer("503 Busy", "", "");
                case 2 -> visit.answer("504 Slow", "", "");
                default -> visit.html(article("Shy"));
            }
        });
        try (CrawlingServer server = new CrawlingServer("crawl.retry-first-wait=10ms")) {
            JsonNode result = only(server.crawl("", List.of(site.url("/shy"))));
            assertThat(result.path("error").isNull()).isTrue();
            assertThat(result.path("document").path("title").stringValue()).isEqualTo("Shy");
            assertThat(asked).hasValue(3);
            assertThat(metric(server, "riptide_retries_total")).isEqualTo(2);
        }
    }

    @Test
    void withoutRetriesAPageIsAskedForOnce() throws Exception {
        site.on("/busy", visit -> visit.answer("503 Busy", "", ""));
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0")) {
            JsonNode result = only(server.crawl("", List.of(site.url("/busy"))));
            assertThat(result.path("status").intValue()).isEqualTo(503);
            assertThat(site.paths()).containsExactly("/busy");
        }
    }

    @Test
    void aRobotsFileThatFailsForAMomentForbidsNothing() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        site.on("/robots.txt", visit -> {
            if (asked.incrementAndGet() == 1) {
                visit.answer("503 Busy", "", "");
            } else {
                visit.answer("404 Not Found", "", "");
            }
        });
        site.on("/", visit -> visit.html(article("Home")));
        try (CrawlingServer server = new CrawlingServer("crawl.retry-first-wait=10ms")) {
            assertThat(only(server.crawl("", List.of(site.url("/"))))
                            .path("error")
                            .isNull())
                    .isTrue();
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void aCancelledCrawlDoesNotWaitForItsNextTry() throws Exception {
        site.on("/busy", visit -> visit.answer("503 Busy", "Retry-After: 50\r\n", ""));
        try (CrawlingServer server = new CrawlingServer("crawl.retry-wait-max=55s")) {
            Socket socket =
                    server.connect(CrawlingServer.body("\"timeout_ms\":60000", "", List.of(site.url("/busy"))), 0);
            await().until(() -> metric(server, "riptide_retries_total") == 1);
            socket.close();
            await().until(server::isIdle);
            assertThat(site.paths()).containsExactly("/busy");
        }
    }

    @Test
    void aHostThatKeepsFailingIsLeftAloneAndFoundAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch isWell = new CountDownLatch(1);
        site.on("/page", visit -> {
            asked.incrementAndGet();
            if (isWell.getCount() > 0) {
                visit.answer("503 Busy", "", "");
            } else {
                visit.html(article("Well again"));
            }
        });
        try (CrawlingServer server = new CrawlingServer(
                "crawl.retries=0", "crawl.breaker-failures=3", "crawl.breaker-open=2s", "runs.retain=0s")) {
            List<String> urls = pages(20);
            List<JsonNode> events = server.crawl("\"concurrency\":1", urls);
            List<String> errors = ofType(events, "result").stream()
                    .map(event ->
                            event.path("result").path("error").path("type").stringValue())
                    .toList();
            assertThat(errors.subList(0, 3)).containsOnly("http_status");
            assertThat(errors.subList(3, 20)).containsOnly("circuit_open");
            assertThat(asked).hasValue(3);
            JsonNode shut = ofType(events, "result").get(4).path("result");
            assertThat(shut.path("status").intValue()).isZero();
            assertThat(shut.path("error").path("retryable").booleanValue()).isTrue();
            assertThat(metric(server, "riptide_circuit_breaker_transitions_total{to=\"open\"}"))
                    .isEqualTo(1);

            isWell.countDown();
            await().until(() -> only(server.crawl("", List.of(site.url("/page"))))
                    .path("error")
                    .isNull());
            assertThat(metric(server, "riptide_circuit_breaker_transitions_total{to=\"closed\"}"))
                    .isEqualTo(1);
            assertThat(metric(server, "riptide_circuit_breakers_open")).isZero();

            List<String> states = journal(server, 3).stream()
                    .filter(event -> event.path("kind").stringValue().equals("circuit_breaker"))
                    .map(event -> event.path("state").stringValue())
                    .toList();
            assertThat(states).containsExactly("open", "half_open", "closed");
        }
    }

    @Test
    void aHostWhoseRobotsFileCannotBeHadIsLeftAlone() throws Exception {
        site.on("/robots.txt", ScriptedSite.Visit::reset);
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0", "crawl.breaker-failures=3")) {
            List<String> urls =
                    IntStream.range(0, 10).mapToObj(i -> site.url("/" + i)).toList();
            List<JsonNode> errors = ofType(server.crawl("\"concurrency\":4", urls), "result").stream()
                    .map(event -> event.path("result").path("error"))
                    .toList();
            assertThat(errors).hasSize(10).allSatisfy(error -> {
                assertThat(error.path("type").stringValue()).isEqualTo("connect");
                assertThat(error.path("retryable").booleanValue()).isTrue();
                assertThat(error.path("message").stringValue())
                        .startsWith("robots.txt of " + site.url("") + " could not be had: ");
            });
            assertThat(site.robotsCount()).as("asked for once").isEqualTo(1);
            assertThat(site.visits()).isEmpty();
        }
    }

    @Test
    void anotherHostIsNoneTheWorse() throws Exception {
        site.on("/busy", visit -> visit.answer("503 Busy", "", ""));
        try (ScriptedSite other = new ScriptedSite().on("/", visit -> visit.html(article("Other")));
                CrawlingServer server = new CrawlingServer("crawl.retries=0", "crawl.breaker-failures=1")) {
            assertThat(only(server.crawl("", List.of(site.url("/busy"))))
                            .path("status")
                            .intValue())
                    .isEqualTo(503);
            assertThat(only(server.crawl("", List.of(site.url("/busy"))))
                            .path("error")
                            .path("type")
                            .stringValue())
                    .isEqualTo("circuit_open");
            assertThat(only(server.crawl("", List.of(other.url("/"))))
                            .path("error")
                            .isNull())
                    .isTrue();
        }
    }

    @Test
    void aDegradedNodeGetsHalfAsManyPagesAtOnce() throws Exception {
        AtomicInteger here = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        site.on("/page", visit -> {
            most.accumulateAndGet(here.incrementAndGet(), Math::max);
            two.countDown();
            two.await();
            here.decrementAndGet();
            visit.html(article("Page"));
        });
        try (CrawlingServer server = new CrawlingServer()) {
            long bytes = server.server().memory().limit();
            assertThat(server.server().memory().tryReserve(bytes)).isTrue();
            await().until(() -> metric(server, "riptide_degraded") == 1);
            server.server().memory().release(bytes);

            List<JsonNode> events = server.crawl("\"concurrency\":4", pages(30));
            assertThat(ofType(events, "result")).hasSize(30);
            assertThat(events.getLast().path("successful").intValue()).isEqualTo(30);
            assertThat(most).hasValue(2);
        }
    }

    private List<String> pages(int count) {
        return IntStream.range(0, count).mapToObj(i -> site.url("/page?" + i)).toList();
    }

    private static JsonNode only(List<JsonNode> events) {
        List<JsonNode> results = ofType(events, "result");
        assertThat(results).hasSize(1);
        return results.getFirst().path("result");
    }

    /// So many events of the node's journal, from its first on.
    private static List<JsonNode> journal(CrawlingServer server, int count) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET /debug/events/stream HTTP/1.0\r\nHost: riptide\r\n\r\n".getBytes(US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            while (events.size() < count) {
                String line = lines.readLine();
                if (line.startsWith("{\"type\":\"event\"")) {
                    events.add(Json.mapper().readTree(line));
                }
            }
        }
        return events;
    }

    private static double metric(CrawlingServer server, String series) throws Exception {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
