package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.address.HostResolver;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TlsTest {
    private static final HostResolver RESOLVER =
            FetcherFixture.names(Map.of("good.test", "127.0.0.1", "other.test", "127.0.0.1"));

    private static RawSite secureSite() {
        return TlsFixture.secureSite(visitor -> {
            while (!visitor.request().isEmpty()) {
                visitor.answer("200 OK", "secure");
            }
        });
    }

    private static AhcFetcher trusting() {
        return FetcherFixture.fetcher(TlsFixture.trusting(), FetcherFixture.LOOPBACK_ALLOWED, RESOLVER);
    }

    @Test
    void aCertificateNobodyVouchesForIsATlsFailure() throws Exception {
        try (RawSite site = secureSite();
                AhcFetcher fetcher =
                        FetcherFixture.fetcher(FetcherConfig.STANDARD, FetcherFixture.LOOPBACK_ALLOWED, RESOLVER)) {
            FetchFailure failure = failureOf(fetcher, site.url("https://good.test:", "/"));
            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.TLS);
            assertThat(failure.isRetryable()).isFalse();
            assertThat(failure.timings().tlsNs()).isPositive();
            assertThat(site.requestCount()).isZero();
        }
    }

    @Test
    void aCertificateForAnotherHostIsATlsFailure() throws Exception {
        try (RawSite site = secureSite();
                AhcFetcher fetcher = trusting()) {
            FetchFailure failure = failureOf(fetcher, site.url("https://other.test:", "/"));
            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.TLS);
            assertThat(site.requestCount()).isZero();
        }
    }

    @Test
    void aTrustedSiteIsReadAndItsConnectionKept() throws Exception {
        try (RawSite site = secureSite();
                AhcFetcher fetcher = trusting()) {
            FetchedPage page = pageOf(fetcher, site.url("https://good.test:", "/"));
            assertThat(text(page)).isEqualTo("secure");
            assertThat(page.timings().tlsNs()).isPositive();
            FetchedPage again = pageOf(fetcher, site.url("https://good.test:", "/"));
            assertThat(again.timings().tlsNs()).isZero();
            assertThat(site.acceptedCount()).isOne();
        }
    }

    @Test
    void aSiteThatSpeaksNoTlsIsATlsFailure() throws Exception {
        RawSite.Conversation plain = visitor -> {
            assertThat(visitor.read(1)).hasSize(1); // what it says before it is spoken to may be lost
            visitor.say("HTTP/1.1 400 Bad Request\r\n\r\n");
            visitor.untilGone();
        };
        try (RawSite site = RawSite.holding(plain);
                AhcFetcher fetcher = trusting()) {
            FetchFailure failure = failureOf(fetcher, site.url("https://good.test:", "/"));
            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.TLS);
        }
    }
}
