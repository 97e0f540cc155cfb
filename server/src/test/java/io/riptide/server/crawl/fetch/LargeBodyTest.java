package io.riptide.server.crawl.fetch;

import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.riptide.server.crawl.fetch.FetcherFixture.failure;
import static io.riptide.server.crawl.fetch.FetcherFixture.page;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.riptide.server.crawl.address.HostResolver;
import io.riptide.server.crawl.fetch.coding.CodedBytes;
import io.riptide.server.crawl.url.WebUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bodies that want more memory than there is, over real sockets.
class LargeBodyTest {
    private static final int BODY_BYTES = 4 << 20;
    private static final byte[] BODY = body();
    private static final byte[] PACKABLE = packable();
    private static final HostResolver GOOD = FetcherFixture.names(Map.of("good.test", "127.0.0.1"));

    private final BodyMemory memory = new BodyMemory(1 << 20);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private static byte[] body() {
        byte[] body = new byte[BODY_BYTES];
        new Random(3).nextBytes(body);
        return body;
    }

    /// A row of a table after the other, which differ in some numbers.
    private static byte[] packable() {
        Random random = new Random(4);
        StringBuilder rows = new StringBuilder(BODY_BYTES);
        while (rows.length() < BODY_BYTES) {
            rows.append(
                            "<tr class=\"row\"><td class=\"first cell\">The keeper of the pier wrote down every tide of the year"
                                    + " and all the ships that came, and what they had brought</td><td class=\"cell\">")
                    .append(random.nextInt(10_000))
                    .append("</td></tr>\n");
        }
        return rows.substring(0, BODY_BYTES).getBytes(US_ASCII);
    }

    @AfterEach
    void close() {
        threads.close();
        assertThat(memory.snapshot()).isEqualTo(new BodyMemory.Snapshot(0, 1 << 20, 0));
    }

    private FetchOutcome fetch(AhcFetcher fetcher, WebUrl url, BodyShare share, int timeoutMs)
            throws InterruptedException {
        return fetcher.fetch(FetchRequest.of(url)
                .withLimits(FetchLimits.STANDARD.withTotalTimeoutMs(timeoutMs))
                .withMemory(share));
    }

    /// Keeps connections, so that one that was paused has to be fit for the next request.
    private static RawSite site(boolean isSecure) {
        RawSite.Conversation conversation = visitor -> {
            while (!visitor.request().isEmpty()) {
                visitor.answer("200 OK", BODY);
            }
        };
        return isSecure ? TlsFixture.secureSite(conversation) : RawSite.holding(conversation);
    }

    private void fetchAll(AhcFetcher fetcher, WebUrl url, int times) throws Exception {
        fetchAll(fetcher, url, times, BODY);
    }

    private void fetchAll(AhcFetcher fetcher, WebUrl url, int times, byte[] body) throws Exception {
        List<Future<Void>> ends = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            ends.add(threads.submit(() -> {
                try (BodyMemory.Share share = memory.open(System.nanoTime() + TimeUnit.MINUTES.toNanos(5))) {
                    FetchedPage page = page(fetch(fetcher, url, share, 60_000));
                    assertThat(page.body().toBytes()).isEqualTo(body);
                }
                return null;
            }));
        }
        for (Future<Void> end : ends) {
            end.get();
        }
    }

    @Test
    void theyWaitForEachOtherAndNoneIsLost() throws Exception {
        try (RawSite site = site(false);
                AhcFetcher fetcher = FetcherFixture.fetcher()) {
            fetchAll(fetcher, site.url("/"), 24);
            fetchAll(fetcher, site.url("/"), 24);
            assertThat(site.acceptedCount()).isLessThanOrEqualTo(24);
        }
    }

    @Test
    void soTheyDoOverTls() throws Exception {
        try (RawSite site = site(true);
                AhcFetcher fetcher =
                        FetcherFixture.fetcher(TlsFixture.trusting(), FetcherFixture.LOOPBACK_ALLOWED, GOOD)) {
            fetchAll(fetcher, site.url("https://good.test:", "/"), 12);
            fetchAll(fetcher, site.url("https://good.test:", "/"), 12);
        }
    }

    @Test
    void andByHttp2() throws Exception {
        try (Http2Site site = new Http2Site(
                        _ -> new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, OK, Unpooled.wrappedBuffer(BODY)));
                AhcFetcher fetcher =
                        FetcherFixture.fetcher(TlsFixture.trusting(), FetcherFixture.LOOPBACK_ALLOWED, GOOD)) {
            fetchAll(fetcher, site.url("/"), 12);
            fetchAll(fetcher, site.url("/"), 12);
            assertThat(site.acceptedCount()).isLessThanOrEqualTo(12);
        }
    }

    /// Some kilobytes of it, which are read at once, are a megabyte.
    @Test
    void whatUnpacksToFiftyTimesItsSizeWaitsToo() throws Exception {
        byte[] packed = CodedBytes.GZIP.of(PACKABLE);
        assertThat(packed.length).isBetween(BODY_BYTES / 60, BODY_BYTES / 40);
        try (RawSite site = RawSite.answering("200 OK\r\nContent-Encoding: gzip", packed);
                AhcFetcher fetcher = FetcherFixture.fetcher()) {
            fetchAll(fetcher, site.url("/"), 24, PACKABLE);
        }
    }

    /// A fetch that waits for memory.
    private Future<FetchOutcome> waiting(AhcFetcher fetcher, WebUrl url, int timeoutMs) {
        Future<FetchOutcome> waiting = threads.submit(() -> {
            try (BodyMemory.Share share = memory.open(System.nanoTime() + TimeUnit.MINUTES.toNanos(5))) {
                return fetch(fetcher, url, share, timeoutMs);
            }
        });
        await().until(() -> memory.snapshot().waiting() == 1);
        return waiting;
    }

    @Test
    void waitingDoesNotCountAsTheSitesTime() throws Exception {
        try (RawSite site = site(false);
                AhcFetcher fetcher = FetcherFixture.fetcher();
                BodyMemory.Share full = memory.open(Long.MAX_VALUE)) {
            full.take(3 << 20, () -> {});
            Future<FetchOutcome> waiting = waiting(fetcher, site.url("/"), 3_000);
            TimeUnit.MILLISECONDS.sleep(3_500); // longer than the fetch may take
            full.keep(0);
            assertThat(page(waiting.get()).body().lengthBytes()).isEqualTo(BODY_BYTES);
        }
    }

    @Test
    void theEndOfTheFetcherEndsTheWaiting() throws Exception {
        AhcFetcher fetcher = FetcherFixture.fetcher();
        try (RawSite site = site(false);
                BodyMemory.Share full = memory.open(Long.MAX_VALUE)) {
            full.take(3 << 20, () -> {});
            Future<FetchOutcome> waiting = waiting(fetcher, site.url("/"), 60_000);
            fetcher.close();
            assertThat(failure(waiting.get()).kind()).isEqualTo(FailureKind.CANCELLED);
            assertThat(memory.snapshot().waiting()).isZero();
            site.clientLeft().await();
        }
    }

    @Test
    void theEndOfItsCrawlEndsTheWaiting() throws Exception {
        try (RawSite site = site(false);
                AhcFetcher fetcher = FetcherFixture.fetcher();
                BodyMemory.Share full = memory.open(Long.MAX_VALUE);
                BodyMemory.Share share = memory.open(System.nanoTime() + TimeUnit.SECONDS.toNanos(1))) {
            full.take(3 << 20, () -> {});
            FetchFailure failure = failure(fetch(fetcher, site.url("/"), share, 60_000));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("waiting for memory for the body");
            assertThat(failure.isRetryable()).isTrue();
            assertThat(memory.snapshot().waiting()).isZero();
            site.clientLeft().await();
        }
    }
}
