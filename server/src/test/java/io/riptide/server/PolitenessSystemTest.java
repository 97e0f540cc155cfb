package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.engine.run.RunSnapshot;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What sites see of many crawls at once.
class PolitenessSystemTest {
    /// What another run has stored meanwhile needs no fetch, and so no place while its client is waited for.
    @Test
    void aClientThatDoesNotReadKeepsNobodyFromAHost() throws Exception {
        CountDownLatch isShared = new CountDownLatch(1);
        CountDownLatch isNext = new CountDownLatch(1);
        String formats = "\"concurrency\":9,\"formats\":[\"text\"]";
        try (CrawlingServer server = new CrawlingServer("crawl.per-host-max=1");
                ScriptedSite site = new ScriptedSite();
                ScriptedSite large = new ScriptedSite();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            site.on("/shared", visit -> {
                        isShared.await();
                        visit.html(article("Shared"));
                    })
                    .on("/next", visit -> {
                        isNext.await();
                        visit.html(article("Next"));
                    })
                    .on("/free", visit -> visit.html(article("Free")));
            List<String> urls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                large.on("/" + i, visit -> visit.html(article("Large " + "and larger ".repeat(30_000))));
                urls.add(large.url("/" + i));
            }
            urls.add(site.url("/shared"));
            Future<List<JsonNode>> first = clients.submit(() -> server.crawl(formats, List.of(site.url("/shared"))));
            await().until(() -> site.visits().size() == 1);
            Future<List<JsonNode>> next = clients.submit(() -> server.crawl("", List.of(site.url("/next"))));
            await().until(() -> server.server().runs().size() == 2);
            try (Socket deaf = server.connect(CrawlingServer.body(formats, "", urls), 4_096)) {
                // There is no more room for what it does not read, and its last page waits for the site.
                AtomicLong told = new AtomicLong();
                await().pollInterval(Duration.ofMillis(300)).until(() -> {
                    long now = server.server().runs().list().stream()
                            .mapToLong(RunSnapshot::events)
                            .max()
                            .orElse(0);
                    return told.getAndSet(now) == now && now > 3;
                });
                isShared.countDown();
                assertThat(ofType(first.get(), "result")).hasSize(1);
                isNext.countDown();
                assertThat(ofType(next.get(), "result")).hasSize(1);

                List<JsonNode> others = server.crawl("\"deadline_ms\":20000", List.of(site.url("/free")));
                assertThat(ofType(others, "result")).hasSize(1);
                assertThat(site.paths()).containsExactly("/shared", "/next", "/free");
                deaf.setSoLinger(true, 0);
            }
            await().until(server::isIdle);
        }
    }

    @Test
    void aHostNeverSeesMoreThanItsLimitHoweverManyRunsThereAre() throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ScriptedSite.Page counting = visit -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            // What is counted must be over before the crawler may ask for more.
            String page = article("Page " + visit.target());
            underWay.decrementAndGet();
            visit.html(page);
        };
        try (CrawlingServer server = new CrawlingServer(
                        "crawl.per-host-max=3", "runs.per-client-max=100", "server.connections-per-client-max=200");
                ScriptedSite site = new ScriptedSite();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                site.on("/" + i, visit -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    TimeUnit.MILLISECONDS.sleep(1);
                    underWay.decrementAndGet();
                    visit.html(article("Page " + visit.target()));
                });
            }
            site.on("/moved", visit -> {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                underWay.decrementAndGet();
                visit.answer("302 Found", "Location: /0\r\n", "");
            });
            site.on("/robots.txt", counting);
            List<String> urls = new ArrayList<>(
                    IntStream.range(0, 10).mapToObj(i -> site.url("/" + i)).toList());
            urls.add(site.url("/moved"));
            List<Callable<List<JsonNode>>> crawls = new ArrayList<>();
            for (int run = 0; run < 50; run++) {
                crawls.add(() -> server.crawl("\"cache_mode\":\"bypass\",\"concurrency\":16", urls));
            }
            for (Future<List<JsonNode>> crawl : clients.invokeAll(crawls)) {
                assertThat(crawl.get().getLast().path("successful").intValue()).isEqualTo(11);
            }
            assertThat(site.visits()).hasSize(50 * 12);
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void manyRunsThatWantOnePageFetchItOnce() throws Exception {
        CountDownLatch allAsked = new CountDownLatch(1);
        try (CrawlingServer server =
                        new CrawlingServer("runs.per-client-max=100", "server.connections-per-client-max=200");
                ScriptedSite site = new ScriptedSite().on("/", visit -> {
                    allAsked.await();
                    visit.html(article("Home"));
                });
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<JsonNode>>> crawls = new ArrayList<>();
            for (int run = 0; run < 30; run++) {
                crawls.add(clients.submit(() -> server.crawl("", List.of(site.url("/")))));
            }
            await().until(() ->
                    server.server().runs().size() == 30 && !site.visits().isEmpty());
            allAsked.countDown();
            int fromCache = 0;
            for (Future<List<JsonNode>> crawl : crawls) {
                JsonNode result = ofType(crawl.get(), "result").getFirst().path("result");
                assertThat(result.path("document").path("title").stringValue()).isEqualTo("Home");
                fromCache += result.path("from_cache").booleanValue() ? 1 : 0;
            }
            assertThat(site.paths()).containsExactly("/");
            assertThat(fromCache).isEqualTo(29);
        }
    }

    @Test
    void whoWaitsForAnothersFetchThatFailsGoesForItself() throws Exception {
        CountDownLatch bothAsked = new CountDownLatch(1);
        AtomicInteger visits = new AtomicInteger();
        try (CrawlingServer server = new CrawlingServer("crawl.retries=0");
                ScriptedSite site = new ScriptedSite().on("/", visit -> {
                    if (visits.incrementAndGet() == 1) {
                        bothAsked.await();
                        visit.reset();
                    } else {
                        visit.html(article("Home"));
                    }
                });
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<JsonNode>>> crawls = new ArrayList<>();
            for (int run = 0; run < 2; run++) {
                crawls.add(clients.submit(() -> server.crawl("\"respect_robots\":false", List.of(site.url("/")))));
            }
            await().until(() -> server.server().runs().size() == 2 && visits.get() == 1);
            bothAsked.countDown();
            int successful = 0;
            for (Future<List<JsonNode>> crawl : crawls) {
                successful += crawl.get().getLast().path("successful").intValue();
            }
            assertThat(successful).isEqualTo(1);
            assertThat(visits).hasValue(2);
        }
    }

    @Test
    void theCrawlDelayOfARobotsFileIsKeptOnEveryWay() throws Exception {
        Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
        try (CrawlingServer server = new CrawlingServer("crawl.crawl-delay-max=60ms");
                ScriptedSite site = new ScriptedSite()) {
            site.on("/robots.txt", visit -> {
                arrivals.add(System.nanoTime());
                visit.answer("200 OK", "Content-Type: text/plain\r\n", "User-agent: *\nCrawl-delay: 1\n");
            });
            site.on("/moved", visit -> {
                arrivals.add(System.nanoTime());
                visit.answer("302 Found", "Location: /1\r\n", "");
            });
            for (int i = 0; i < 4; i++) {
                site.on("/" + i, visit -> {
                    arrivals.add(System.nanoTime());
                    visit.html(article("Page"));
                });
            }
            List<String> urls =
                    List.of(site.url("/moved"), site.url("/0"), site.url("/1"), site.url("/2"), site.url("/3"));
            List<JsonNode> events = server.crawl("\"concurrency\":8", urls);

            assertThat(events.getLast().path("successful").intValue()).isEqualTo(5);
            List<Long> times = List.copyOf(arrivals);
            assertThat(times).hasSize(7);
            // Behind the file itself, whose words nobody knew. Each start is known only within the time it took to
            // come.
            assertThat(times.getLast() - times.get(1)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(4 * 60));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aHostThatIsAskedTooMuchIsLeftAloneForAsLongAsItSays(int status) throws Exception {
        Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
        AtomicInteger visits = new AtomicInteger();
        try (CrawlingServer server = new CrawlingServer("crawl.retries=3");
                ScriptedSite site = new ScriptedSite()) {
            for (int i = 0; i < 3; i++) {
                site.on("/" + i, visit -> {
                    arrivals.add(System.nanoTime());
                    if (visits.incrementAndGet() == 1) {
                        visit.answer(status + " Later", "Retry-After: 1\r\n", "");
                    } else {
                        visit.html(article("Page"));
                    }
                });
            }
            List<JsonNode> events =
                    server.crawl("\"concurrency\":1", List.of(site.url("/0"), site.url("/1"), site.url("/2")));

            assertThat(events.getLast().path("successful").intValue()).isEqualTo(3);
            List<Long> times = List.copyOf(arrivals);
            assertThat(times.get(1) - times.get(0)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(990));
        }
    }

    @Test
    void aSlowHostHoldsUpNoOther() throws Exception {
        CountDownLatch othersAreDone = new CountDownLatch(20);
        try (CrawlingServer server = new CrawlingServer("crawl.per-host-max=2");
                ScriptedSite slow = new ScriptedSite();
                ScriptedSite fast = new ScriptedSite()) {
            List<String> urls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                slow.on("/" + i, visit -> {
                    othersAreDone.await();
                    visit.html(article("Slow"));
                });
                fast.on("/" + i, visit -> {
                    visit.html(article("Fast"));
                    othersAreDone.countDown();
                });
                urls.add(slow.url("/" + i));
            }
            for (int i = 0; i < 20; i++) {
                urls.add(fast.url("/" + i));
            }
            // Four at once, of which the slow host may hold two: those that wait for it hold up nobody.
            List<JsonNode> events = server.crawl("\"concurrency\":4", urls);

            assertThat(events.getLast().path("successful").intValue()).isEqualTo(40);
        }
    }
}
