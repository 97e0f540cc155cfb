package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.address.AddressPolicy;
import io.riptide.server.crawl.address.AddressRange;
import io.riptide.server.crawl.address.HostResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSafetyTest {
    private static AhcFetcher publicOnly(HostResolver resolver) {
        return FetcherFixture.fetcher(FetcherConfig.STANDARD, AddressPolicy.publicOnly(), resolver);
    }

    @Test
    void aNameForAPrivateAddressIsNeverConnectedTo() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "secret");
                AhcFetcher fetcher = publicOnly(FetcherFixture.names(Map.of("looks-public.test", "127.0.0.1")))) {
            FetchFailure failure = failureOf(fetcher, site.url("http://looks-public.test:", "/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.BLOCKED_ADDRESS);
            assertThat(failure.message())
                    .contains("looks-public.test")
                    .contains("127.0.0.1")
                    .contains("loopback");
            assertThat(failure.isRetryable()).isFalse();
            assertThat(failure.timings().connectNs()).isZero();
            assertThat(site.acceptedCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:",
                "http://2130706433:",
                "http://0x7f.1:",
                "http://[::1]:",
                "http://[::ffff:7f00:1]:"
            })
    void aPrivateLiteralIsNeverConnectedTo(String schemeAndHost) throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "secret");
                AhcFetcher fetcher = publicOnly(FetcherFixture.NO_NAMES)) {
            FetchFailure failure = failureOf(fetcher, site.url(schemeAndHost, "/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.BLOCKED_ADDRESS);
            assertThat(site.acceptedCount()).isZero();
        }
    }

    @Test
    void oneBlockedAnswerRefusesTheName() throws Exception {
        HostResolver mixed =
                (_, _) -> List.of(InetAddress.ofLiteral("93.184.216.34"), InetAddress.ofLiteral("10.0.0.1"));
        try (RawSite site = RawSite.answering("200 OK", "");
                AhcFetcher fetcher = publicOnly(mixed)) {
            assertThat(failureOf(fetcher, site.url("http://mixed.test:", "/")).kind())
                    .isEqualTo(FailureKind.BLOCKED_ADDRESS);
        }
    }

    /// The first answer is allowed and dialled. Were the name asked again when connecting, that would be the
    /// second answer.
    @Test
    void theCheckedAddressIsTheDialledOne() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HostResolver rebinding =
                (_, _) -> List.of(InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"));
        AddressPolicy onlyFirst = new AddressPolicy(false, List.of(AddressRange.parse("127.0.0.1/32")));
        try (RawSite site = RawSite.answering("200 OK\r\nConnection: close", "first");
                AhcFetcher fetcher = FetcherFixture.fetcher(FetcherConfig.STANDARD, onlyFirst, rebinding)) {
            FetchedPage page = pageOf(fetcher, site.url("http://rebinding.test:", "/"));
            assertThat(text(page)).isEqualTo("first");
            assertThat(page.remoteAddress().getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
            assertThat(asked).hasValue(1);
            assertThat(site.heads().getFirst()).containsIgnoringCase("host: rebinding.test:" + site.port());

            FetchFailure second = failureOf(fetcher, site.url("http://rebinding.test:", "/"));
            assertThat(second.kind()).isEqualTo(FailureKind.BLOCKED_ADDRESS);
            assertThat(site.acceptedCount()).isOne();
        }
    }

    @Test
    void aKeptConnectionDoesNotExcuseANewAnswer() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HostResolver rebinding = (_, _) ->
                List.of(InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254"));
        try (RawSite site = RawSite.answering("200 OK", "first");
                AhcFetcher fetcher =
                        FetcherFixture.fetcher(FetcherConfig.STANDARD, FetcherFixture.LOOPBACK_ALLOWED, rebinding)) {
            pageOf(fetcher, site.url("http://rebinding.test:", "/"));
            assertThat(failureOf(fetcher, site.url("http://rebinding.test:", "/"))
                            .kind())
                    .isEqualTo(FailureKind.BLOCKED_ADDRESS);
            assertThat(site.requestCount()).isOne();
        }
    }

    @Test
    void theNextAddressIsTriedWhenOneDoesNotAnswer() throws Exception {
        HostResolver two = (_, _) -> List.of(InetAddress.ofLiteral("127.0.0.99"), InetAddress.ofLiteral("127.0.0.1"));
        try (RawSite site = RawSite.answering("200 OK", "second");
                AhcFetcher fetcher =
                        FetcherFixture.fetcher(FetcherConfig.STANDARD, FetcherFixture.LOOPBACK_ALLOWED, two)) {
            FetchedPage page = pageOf(fetcher, site.url("http://two.test:", "/"));
            assertThat(page.remoteAddress().getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        }
    }

    @Test
    void anUnknownNameIsADnsFailure() throws Exception {
        try (AhcFetcher fetcher = FetcherFixture.fetcher();
                RawSite site = RawSite.answering("200 OK", "")) {
            FetchFailure failure = failureOf(fetcher, site.url("http://nowhere.test:", "/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.DNS);
            assertThat(failure.message()).contains("nowhere.test");
            assertThat(failure.isRetryable()).isFalse();
        }
    }

    @Test
    void aNameServerInTroubleIsWorthAnotherTry() throws Exception {
        HostResolver troubled = (host, _) -> {
            throw new UnknownHostException(host + ": Temporary failure in name resolution");
        };
        try (AhcFetcher fetcher = publicOnly(troubled);
                RawSite site = RawSite.answering("200 OK", "")) {
            FetchFailure failure = failureOf(fetcher, site.url("http://troubled.test:", "/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.DNS);
            assertThat(failure.isRetryable()).isTrue();
        }
    }

    @Test
    void aNameServerThatIsSilentIsATimeout() throws Exception {
        HostResolver silent = (_, _) -> {
            throw new TimeoutException();
        };
        try (AhcFetcher fetcher = publicOnly(silent);
                RawSite site = RawSite.answering("200 OK", "")) {
            FetchFailure failure = failureOf(fetcher, site.url("http://silent.test:", "/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("resolving silent.test");
        }
    }
}
