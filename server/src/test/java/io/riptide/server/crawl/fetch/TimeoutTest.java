package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.url.WebUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each phase has a bound of its own. The one a test is about is short and the others are long, so that the
/// message tells which one ended the fetch.
class TimeoutTest {
    private static final int SHORT_MS = 150;
    private static final int LONG_MS = 30_000;

    private final AhcFetcher fetcher = FetcherFixture.fetcher();

    @AfterEach
    void close() {
        fetcher.close();
    }

    private FetchFailure timeout(RawSite site, int connectMs, int firstByteMs, int idleMs, int totalMs)
            throws Exception {
        FetchLimits limits = FetchLimits.STANDARD
                .withPhaseTimeoutsMs(connectMs, firstByteMs, idleMs)
                .withTotalTimeoutMs(totalMs);
        FetchFailure failure =
                failure(fetcher.fetch(FetchRequest.of(site.url("/")).withLimits(limits)));
        assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(failure.isRetryable()).isTrue();
        return failure;
    }

    @Test
    void aSiteThatNeverAnswers() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.untilGone();
        })) {
            FetchFailure failure = timeout(site, LONG_MS, SHORT_MS, LONG_MS, LONG_MS);
            assertThat(failure.message()).contains("waiting for the first byte took too long");
            assertThat(failure.status()).isZero();
            assertThat(failure.timings().firstByteNs()).isPositive();
            assertThat(failure.timings().downloadNs()).isZero();
            site.clientLeft().await();
        }
    }

    @Test
    void aHeadThatDrips() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\nX: ");
            drip(visitor);
        })) {
            FetchFailure failure = timeout(site, LONG_MS, SHORT_MS, LONG_MS, LONG_MS);
            assertThat(failure.message()).contains("reading the head");
            assertThat(failure.timings().downloadNs()).isPositive();
        }
    }

    @Test
    void aBodyThatStops() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
            visitor.untilGone();
        })) {
            FetchFailure failure = timeout(site, LONG_MS, LONG_MS, SHORT_MS, LONG_MS);
            assertThat(failure.message()).contains("reading the body took too long");
            assertThat(failure.status()).isEqualTo(200);
            site.clientLeft().await();
        }
    }

    @Test
    void aBodyThatDripsEndsWithTheWhole() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            drip(visitor);
        })) {
            FetchFailure failure = timeout(site, LONG_MS, LONG_MS, LONG_MS, SHORT_MS);
            assertThat(failure.message()).contains("whole fetch ended while reading the body");
        }
    }

    @Test
    void theCallersDeadlineEndsIt() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.untilGone();
        })) {
            FetchRequest request = FetchRequest.of(site.url("/"))
                    .withDeadlineNs(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SHORT_MS));
            FetchFailure failure = failure(fetcher.fetch(request));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("whole fetch");
        }
    }

    @Test
    void aDeadlineInThePastConnectsToNobody() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "")) {
            FetchRequest request = FetchRequest.of(site.url("/")).withDeadlineNs(System.nanoTime() - 1);
            assertThat(failure(fetcher.fetch(request)).kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(site.acceptedCount()).isZero();
        }
    }

    /// A full backlog makes the kernel drop further connection attempts.
    @Test
    void aHostThatDoesNotAcceptIsAConnectTimeout() throws Exception {
        try (FullBacklog full = new FullBacklog()) {
            FetchLimits limits = FetchLimits.STANDARD
                    .withPhaseTimeoutsMs(SHORT_MS, LONG_MS, LONG_MS)
                    .withTotalTimeoutMs(LONG_MS);
            FetchFailure failure =
                    failure(fetcher.fetch(FetchRequest.of(full.url()).withLimits(limits)));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).isEqualTo("connecting took too long");
            assertThat(failure.timings().connectNs()).isPositive();
        }
    }

    @Test
    void aTlsHandshakeThatNeverEndsIsATimeout() throws Exception {
        try (RawSite site = RawSite.holding(RawSite.Visitor::untilGone)) {
            FetchLimits limits = FetchLimits.STANDARD
                    .withPhaseTimeoutsMs(SHORT_MS, LONG_MS, LONG_MS)
                    .withTotalTimeoutMs(LONG_MS);
            FetchFailure failure = failure(fetcher.fetch(
                    FetchRequest.of(site.url("https://127.0.0.1:", "/")).withLimits(limits)));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).isEqualTo("the TLS handshake took too long");
            assertThat(failure.timings().tlsNs()).isPositive();
            site.clientLeft().await();
        }
    }

    @Test
    void waitingForAPlaceCountsAsQueueingAndNotAsTimeOfTheFetch() throws Exception {
        Admission slow = new Recorded() {
            @Override
            public long enter(WebUrl url) {
                long beginNs = System.nanoTime();
                while (System.nanoTime() - beginNs < TimeUnit.MILLISECONDS.toNanos(2L * SHORT_MS)) {
                    Thread.onSpinWait();
                }
                return System.nanoTime() - beginNs;
            }
        };
        try (RawSite site = RawSite.answering("200 OK", "page")) {
            FetchedPage page = FetcherFixture.page(fetcher.fetch(FetchRequest.of(site.url("/"))
                    .withLimits(FetchLimits.STANDARD.withTotalTimeoutMs(SHORT_MS))
                    .withAdmission(slow)));
            assertThat(page.timings().queueNs()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(SHORT_MS));
        }
    }

    @Test
    void whoGetsNoPlaceInTimeSendsNothing() throws Exception {
        Recorded none = new Recorded() {
            @Override
            public long enter(WebUrl url) {
                return TOO_LATE;
            }
        };
        try (RawSite site = RawSite.answering("200 OK", "page")) {
            FetchFailure failure =
                    failure(fetcher.fetch(FetchRequest.of(site.url("/")).withAdmission(none)));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("waiting for a place at http://127.0.0.1:");
            assertThat(site.acceptedCount()).isZero();
            assertThat(none.left).isEmpty();
        }
    }

    @Test
    void everyHopEntersAndLeavesWithWhatTheHostSaid() throws Exception {
        Recorded admission = new Recorded();
        try (RawSite to = RawSite.answering("503 Service Unavailable\r\nRetry-After: 7", "busy");
                RawSite from = RawSite.answering(
                        "302 Found\r\nLocation: " + to.url("/b").href(), "")) {
            FetchedPage page = FetcherFixture.page(
                    fetcher.fetch(FetchRequest.of(from.url("/a")).withAdmission(admission)));
            assertThat(page.status()).isEqualTo(503);
            assertThat(admission.entered)
                    .containsExactly(from.url("/a").href(), to.url("/b").href());
            assertThat(admission.left).containsExactly("302 0", "503 " + TimeUnit.SECONDS.toNanos(7));
        }
    }

    /// Lets all pass and keeps what it hears.
    private static class Recorded implements Admission {
        final List<String> entered = new ArrayList<>();
        final List<String> left = new ArrayList<>();

        @Override
        public long enter(WebUrl url) {
            entered.add(url.href());
            return 0;
        }

        @Override
        public void leave(int status, long firstByteNs, long comeBackNs) {
            left.add(status + " " + comeBackNs);
        }
    }

    private static void drip(RawSite.Visitor visitor) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(20, TimeUnit.MILLISECONDS)) {
            visitor.say("x");
        }
    }
}
