package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.failure;
import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.crawl.schedule.FetchScheduler;
import io.riptide.server.crawl.schedule.Permit;
import io.riptide.server.crawl.schedule.SchedulerLimits;
import io.riptide.server.crawl.url.WebUrl;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
    private final AhcFetcher fetcher = FetcherFixture.fetcher();

    @AfterEach
    void close() {
        fetcher.close();
    }

    @Test
    void aConnectionIsKeptAndUsedAgain() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "x")) {
            FetchedPage first = pageOf(fetcher, site.url("/1"));
            assertThat(fetcher.idleConnectionCount()).isOne();
            FetchedPage second = pageOf(fetcher, site.url("/2"));
            assertThat(site.acceptedCount()).isOne();
            assertThat(site.requestCount()).isEqualTo(2);
            assertThat(first.timings().connectNs()).isPositive();
            assertThat(second.timings().connectNs()).isZero();
            assertThat(second.remoteAddress()).isEqualTo(first.remoteAddress());
        }
    }

    @Test
    void aSiteThatClosesGetsANewConnection() throws Exception {
        try (RawSite site = RawSite.answering("200 OK\r\nConnection: close", "x")) {
            pageOf(fetcher, site.url("/1"));
            assertThat(fetcher.idleConnectionCount()).isZero();
            pageOf(fetcher, site.url("/2"));
            assertThat(site.acceptedCount()).isEqualTo(2);
        }
    }

    /// The first connection answers once and dies on its second request without a byte, as one does that the
    /// site gave up in the moment we took it.
    @Test
    void aKeptConnectionThatDiesSilentlyIsReplacedOnce() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.answer("200 OK", "connection " + visitor.index());
            if (visitor.index() > 0 || visitor.request().isEmpty()) {
                visitor.untilGone();
            }
        })) {
            assertThat(text(pageOf(fetcher, site.url("/1")))).isEqualTo("connection 0");
            assertThat(text(pageOf(fetcher, site.url("/2")))).isEqualTo("connection 1");
            assertThat(site.acceptedCount()).isEqualTo(2);
            assertThat(site.requestCount()).isEqualTo(3);
        }
    }

    @Test
    void aKeptConnectionThatDiesInsideTheHeadIsNotRetried() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.answer("200 OK", "x");
            visitor.request();
            visitor.say("HTTP/1.1 200");
        })) {
            pageOf(fetcher, site.url("/1"));
            FetchFailure failure = failureOf(fetcher, site.url("/2"));
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
            assertThat(failure.isRetryable()).isTrue();
            assertThat(site.requestCount()).isEqualTo(2);
        }
    }

    @Test
    void aNewConnectionThatDiesIsNotRetried() throws Exception {
        try (RawSite site = RawSite.holding(RawSite.Visitor::request)) {
            FetchFailure failure = failureOf(fetcher, site.url("/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
            assertThat(failure.message()).isEqualTo("the connection was closed before an answer");
            assertThat(failure.isRetryable()).isTrue();
            assertThat(site.acceptedCount()).isOne();
        }
    }

    @Test
    void bytesNobodyAskedForCloseAKeptConnection() throws Exception {
        CountDownLatch speak = new CountDownLatch(1);
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.answer("200 OK", "connection " + visitor.index());
            speak.await();
            visitor.say("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad");
            visitor.untilGone();
        })) {
            pageOf(fetcher, site.url("/1"));
            speak.countDown();
            site.clientLeft().await();
            await().until(() -> fetcher.idleConnectionCount() == 0);
            assertThat(text(pageOf(fetcher, site.url("/2")))).isEqualTo("connection 1");
        }
    }

    @Test
    void aResetInsideTheBodyIsAConnectFailure() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
            visitor.reset();
        })) {
            FetchFailure failure = failureOf(fetcher, site.url("/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
            assertThat(failure.isRetryable()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nabc"})
    void aBodyShorterThanDeclaredIsAConnectFailure(String rest) throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\n" + rest);
        })) {
            FetchFailure failure = failureOf(fetcher, site.url("/"));
            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.CONNECT);
            assertThat(failure.message()).isEqualTo("the connection was closed inside the body");
            assertThat(failure.status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyLongerThanDeclaredEndsWhereItWasDeclared() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            while (!visitor.request().isEmpty()) {
                visitor.say("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdefg");
            }
        })) {
            assertThat(text(pageOf(fetcher, site.url("/1")))).isEqualTo("abc");
            assertThat(text(pageOf(fetcher, site.url("/2"))))
                    .as("the surplus is no answer")
                    .isEqualTo("abc");
        }
    }

    @Test
    void aPortNobodyListensToIsAConnectFailure() throws Exception {
        WebUrl url;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = WebUrl.parse("http://127.0.0.1:" + closed.getLocalPort() + "/");
        }
        FetchFailure failure = failureOf(fetcher, url);
        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.message()).contains("refused");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: %s", "%s: x"})
    void aHeadPastItsBoundIsTooLarge(String field) throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\n" + field.formatted("x".repeat(100_000)) + "\r\n\r\n");
            visitor.untilGone();
        })) {
            FetchFailure failure = failureOf(fetcher, site.url("/"));
            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.TOO_LARGE);
            assertThat(failure.message()).contains("head");
            site.clientLeft().await();
        }
    }

    @Test
    void manySmallFieldsPastTheBoundAreTooLarge() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000) + "\r\n");
            visitor.untilGone();
        })) {
            assertThat(failureOf(fetcher, site.url("/")).kind()).isEqualTo(FailureKind.TOO_LARGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"})
    void anInterruptClosesTheConnection(String said) throws Exception {
        CountDownLatch saidIt = new CountDownLatch(1);
        AtomicReference<Object> end = new AtomicReference<>();
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say(said);
            saidIt.countDown();
            visitor.untilGone();
        })) {
            Thread fetching = Thread.startVirtualThread(() -> {
                try {
                    end.set(fetcher.fetch(FetchRequest.of(site.url("/"))));
                } catch (InterruptedException e) {
                    end.set(e);
                }
            });
            saidIt.await();
            fetching.interrupt();
            fetching.join();
            site.clientLeft().await();
            assertThat(end.get()).isInstanceOf(InterruptedException.class);
            assertThat(fetcher.idleConnectionCount()).isZero();
        }
    }

    @Test
    void closingTheFetcherCancelsWhatIsUnderWay() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawSite site = RawSite.holding(visitor -> {
                    visitor.request();
                    asked.countDown();
                    visitor.untilGone();
                });
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AhcFetcher closing = FetcherFixture.fetcher();
            Future<FetchOutcome> outcome = threads.submit(() -> closing.fetch(FetchRequest.of(site.url("/"))));
            asked.await();
            closing.close();
            assertThat(failure(outcome.get()).kind()).isEqualTo(FailureKind.CANCELLED);
            site.clientLeft().await();
            assertThat(failureOf(closing, site.url("/")).kind()).isEqualTo(FailureKind.CANCELLED);
        }
    }

    @Test
    void twoHundredFetchesAtOnceShareThePlacesOfTheirHost() throws Exception {
        int slots = 8;
        try (RawSite site = RawSite.answering("200 OK", "page");
                FetchScheduler scheduler = new FetchScheduler(new SchedulerLimits(64, slots, 0, 0, 8));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<FetchOutcome>> fetches = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                WebUrl url = site.url("/" + i);
                fetches.add(() -> {
                    try (Permit permit = scheduler.await(url, Long.MAX_VALUE)) {
                        return fetcher.fetch(FetchRequest.of(url).withAdmission(Objects.requireNonNull(permit)));
                    }
                });
            }
            for (Future<FetchOutcome> outcome : threads.invokeAll(fetches)) {
                assertThat(text(FetcherFixture.page(outcome.get()))).isEqualTo("page");
            }
            assertThat(site.requestCount()).isEqualTo(200);
            assertThat(site.acceptedCount()).isBetween(1, slots);
            assertThat(fetcher.idleConnectionCount()).isBetween(1, slots);
        }
    }

    @Test
    void timingsAddUpToNoMoreThanTheWait() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "x".repeat(100_000))) {
            long beginNs = System.nanoTime();
            FetchTimings timings = pageOf(fetcher, site.url("/")).timings();
            assertThat(timings.totalNs()).isPositive().isLessThanOrEqualTo(System.nanoTime() - beginNs);
            assertThat(timings.connectNs()).isPositive();
            assertThat(timings.tlsNs()).isZero();
            assertThat(timings.firstByteNs()).isPositive();
            assertThat(timings.downloadNs()).isPositive();
        }
    }
}
