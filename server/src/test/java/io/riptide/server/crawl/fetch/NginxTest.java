package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.LOOPBACK_ALLOWED;
import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.page;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of a real nginx, by HTTP/2 for the most part.
class NginxTest {
    private static final String SMALL = "<title>Small</title><p>A page.";
    private static final String MEDIUM = "a line of a page\n".repeat(10_000);
    private static final String LARGE = "a line of a page of some mebibytes\n".repeat(150_000);

    private final AhcFetcher fetcher = FetcherFixture.fetcher(
            TlsFixture.trusting(), LOOPBACK_ALLOWED, FetcherFixture.names(Map.of("good.test", "127.0.0.1")));

    @TempDir
    private Path home;

    @AfterEach
    void close() {
        fetcher.close();
    }

    private NginxServer nginx(String listening, String settings) {
        return new NginxServer(home, listening, settings)
                .page("small.html", SMALL)
                .page("medium.txt", MEDIUM)
                .page("large.txt", LARGE);
    }

    @ParameterizedTest
    @CsvSource({"ssl http2, HTTP/2.0", "ssl, HTTP/1.1"})
    void pagesComeByWhatItSpeaks(String listening, String protocol) throws Exception {
        try (NginxServer site = nginx(listening, "")) {
            FetchedPage page = pageOf(fetcher, site.url("/small.html"));
            assertThat(page.headers().first("X-Protocol")).contains(protocol);
            assertThat(text(page)).isEqualTo(SMALL);
            assertThat(text(pageOf(fetcher, site.url("/large.txt")))).isEqualTo(LARGE);
            assertThat(pageOf(fetcher, site.url("/none")).status()).isEqualTo(404);
        }
    }

    @Test
    void manyAtOnceAreAllWhole() throws Exception {
        try (NginxServer site = nginx("ssl http2", "")) {
            assertThat(atOnce(site, 200, "/medium.txt")).hasSize(200).allMatch(MEDIUM::equals);
        }
    }

    /// It says goodbye on each connection after a few requests.
    @ParameterizedTest
    @ValueSource(strings = {"ssl http2", "ssl"})
    void aConnectionThatIsGoodForFewRequestsLosesNone(String listening) throws Exception {
        try (NginxServer site = nginx(listening, "keepalive_requests 3;")) {
            for (int i = 0; i < 30; i++) {
                assertThat(text(pageOf(fetcher, site.url("/small.html")))).isEqualTo(SMALL);
            }
            assertThat(atOnce(site, 100, "/small.html")).hasSize(100).allMatch(SMALL::equals);
        }
    }

    @Test
    void aPageThatIsCompressedIsReadAndToldSo() throws Exception {
        try (NginxServer site = nginx("ssl http2", "gzip_types text/plain;")) {
            FetchedPage page = pageOf(fetcher, site.url("/large.txt"));
            assertThat(page.wireBytes()).isLessThan(LARGE.length() / 10);
            assertThat(text(page)).isEqualTo(LARGE);
        }
    }

    @Test
    void redirectsAndValidatorsWork() throws Exception {
        try (NginxServer site = nginx("ssl http2", "")) {
            FetchedPage moved = pageOf(fetcher, site.url("/moved"));
            assertThat(moved.finalUrl()).isEqualTo(site.url("/small.html"));
            assertThat(moved.redirects()).hasSize(1);
            HeaderField validator = new HeaderField(
                    "If-None-Match", moved.headers().first("ETag").orElseThrow());
            FetchRequest again =
                    FetchRequest.of(site.url("/small.html")).withHeaders(new HeaderFields(List.of(validator)));
            assertThat(page(fetcher.fetch(again)).status()).isEqualTo(304);
        }
    }

    @Test
    void oneThatIsKilledAndComesBackIsFoundAgain() throws Exception {
        try (NginxServer site = nginx("ssl http2", "")) {
            assertThat(text(pageOf(fetcher, site.url("/small.html")))).isEqualTo(SMALL);
            site.kill();
            assertThat(failureOf(fetcher, site.url("/small.html")).kind()).isEqualTo(FailureKind.CONNECT);
            site.startAgain();
            assertThat(text(pageOf(fetcher, site.url("/small.html")))).isEqualTo(SMALL);
        }
    }

    /// What has begun comes to its end, and what is new finds the next one.
    @Test
    void oneThatIsReplacedInTheMiddleOfAPageLosesNothing() throws Exception {
        try (NginxServer site = nginx("ssl http2", "location = /large.txt { limit_rate 4m; }")) {
            FutureTask<String> slow = new FutureTask<>(() -> text(pageOf(fetcher, site.url("/large.txt"))));
            Thread.startVirtualThread(slow);
            await().until(() -> text(pageOf(fetcher, site.url("/status"))).contains("Writing: 2"));
            site.quit();
            assertThat(slow.get()).isEqualTo(LARGE);
            site.startAgain();
            assertThat(text(pageOf(fetcher, site.url("/small.html")))).isEqualTo(SMALL);
        }
    }

    private List<String> atOnce(NginxServer site, int pages, String target) throws Exception {
        return FetcherFixture.atOnce(pages, _ -> () -> text(pageOf(fetcher, site.url(target))));
    }
}
