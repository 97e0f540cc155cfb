package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.LOOPBACK_ALLOWED;
import static io.riptide.server.crawl.fetch.FetcherFixture.failure;
import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.through;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.CircuitBreakerLimits;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.server.config.ProxyAddress;
import io.riptide.server.config.ProxyAddress.Kind;
import io.riptide.server.config.ProxyAddress.Login;
import io.riptide.server.crawl.address.AddressGate;
import io.riptide.server.crawl.address.HostResolver;
import io.riptide.server.crawl.fetch.proxy.Culprit;
import io.riptide.server.crawl.fetch.proxy.OutboundProxy;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Proxies that are not there, will not, or make no sense. None of their faults shows the password.
class ProxyFaultTest {
    private static final Optional<Login> LOGIN = Optional.of(new Login("bob", "hunter2"));
    private static final HostResolver ANY = (_, _) -> List.of(InetAddress.getLoopbackAddress());

    /// Quick to give an address up.
    private static final FetcherConfig HASTY = new FetcherConfig("t", 1, 8, 5_000, 300, 8_192, true, Optional.empty());

    private static WebUrl url(String scheme) {
        try {
            return WebUrl.parse(scheme + "://site.test:7/");
        } catch (InvalidUrlException e) {
            throw new AssertionError(e);
        }
    }

    private static ProxyAddress address(Kind kind, int port) {
        return new ProxyAddress(kind, "127.0.0.1", port, LOGIN);
    }

    private static FetchFailure failureThrough(ProxyAddress proxy, String scheme) throws InterruptedException {
        try (AhcFetcher fetcher = through(proxy, HASTY, LOOPBACK_ALLOWED, ANY)) {
            FetchFailure failure = failureOf(fetcher, url(scheme));
            assertThat(failure.message()).doesNotContain("hunter2").doesNotContain("bob");
            return failure;
        }
    }

    private static FetchFailure failureOfTunnel(Kind kind, RawSite.Conversation conversation) throws Exception {
        try (RawSite proxy = RawSite.holding(conversation)) {
            return failureThrough(address(kind, proxy.port()), "https");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, http", "HTTP, https", "SOCKS5, http", "SOCKS5, https"})
    void aProxyThatIsNotThereIsNamed(Kind kind, String scheme) throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        FetchFailure failure = failureThrough(address(kind, port), scheme);

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.message()).contains("the proxy " + address(kind, port));
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.culprit()).isEqualTo(Culprit.PROXY);
    }

    @ParameterizedTest
    @CsvSource({"HTTP, http", "HTTP, https", "SOCKS5, http", "SOCKS5, https"})
    void aProxyThatKeepsFailingIsNotDialledForEachPage(Kind kind, String scheme) throws Exception {
        long hourNs = TimeUnit.HOURS.toNanos(1);
        CircuitBreaker breaker =
                new CircuitBreaker("proxy", new CircuitBreakerLimits(2, hourNs, hourNs, hourNs), RecoveryListener.NONE);
        // It wants a login, and so has been reached each time.
        try (SmallProxy proxy = SmallProxy.of(kind, LOGIN);
                AhcFetcher fetcher = through(
                        proxy.address(Optional.of(new Login("bob", "hunter3"))),
                        HASTY,
                        LOOPBACK_ALLOWED,
                        ANY,
                        breaker)) {
            assertThat(fetcher.obstacle(url(scheme))).isEmpty();
            for (int i = 0; i < 2; i++) {
                assertThat(failureOf(fetcher, url(scheme)).kind()).isEqualTo(FailureKind.CONNECT);
            }
            int dialled = proxy.acceptedCount();
            for (int i = 0; i < 5; i++) {
                FetchFailure failure = failureOf(fetcher, url(scheme));
                assertThat(failure.kind()).isEqualTo(FailureKind.CIRCUIT_OPEN);
                assertThat(failure.message())
                        .startsWith("the proxy ")
                        .contains("has kept failing and is left alone for now")
                        .contains("does not accept its user name and password")
                        .doesNotContain("hunter");
                assertThat(failure.isRetryable()).isTrue();
                assertThat(failure.culprit()).isEqualTo(Culprit.PROXY);
            }
            assertThat(proxy.acceptedCount()).isEqualTo(dialled);
            assertThat(fetcher.obstacle(url(scheme)).orElseThrow().kind()).isEqualTo(FailureKind.CIRCUIT_OPEN);
        }
    }

    /// Whoever asks for sites that are down must not shut out everybody who needs the proxy.
    @ParameterizedTest
    @EnumSource
    void sitesThatAreDownDoNotCountAgainstTheProxy(Kind kind) throws Exception {
        CircuitBreaker breaker = hasty();
        // Nothing listens there, and this proxy then just closes.
        try (SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = through(proxy.address(), HASTY, LOOPBACK_ALLOWED, ANY, breaker)) {
            for (int i = 0; i < 3; i++) {
                assertThat(failureOf(fetcher, url("https")).kind()).isNotEqualTo(FailureKind.CIRCUIT_OPEN);
            }
            assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
        }
    }

    /// A site that is kept waiting may be why; eight of them are not.
    @Test
    void aProxyThatTakesRequestsAndSaysNothingIsLeftAlone() throws Exception {
        CircuitBreaker breaker = hasty();
        try (RawSite proxy = RawSite.holding(ProxyFaultTest::saysNothing);
                AhcFetcher fetcher = through(address(Kind.HTTP, proxy.port()), HASTY, LOOPBACK_ALLOWED, ANY, breaker)) {
            for (int i = 0; i < 3; i++) {
                assertThat(atOnce(fetcher, 3)).containsOnly(FailureKind.TIMEOUT);
            }
            assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
            assertThat(atOnce(fetcher, 8)).containsOnly(FailureKind.TIMEOUT);
            assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.OPEN);
            FetchFailure failure = failureOf(fetcher, url("https"));
            assertThat(failure.kind()).isEqualTo(FailureKind.CIRCUIT_OPEN);
            assertThat(failure.message()).contains("gave no tunnel within 300 ms");
        }
    }

    @Test
    void oneThatAnswersForAnotherHostIsNot() throws Exception {
        CircuitBreaker breaker = hasty();
        RawSite.Conversation moody = visitor -> {
            if (visitor.request().startsWith("CONNECT 127.0.0.1:7 ")) {
                visitor.say("HTTP/1.1 403 Forbidden\r\n\r\n");
            } else {
                saysNothing(visitor);
            }
        };
        try (RawSite proxy = RawSite.holding(moody);
                AhcFetcher fetcher = through(address(Kind.HTTP, proxy.port()), HASTY, LOOPBACK_ALLOWED, ANY, breaker)) {
            for (int i = 0; i < 2; i++) {
                assertThat(atOnce(fetcher, 7)).containsOnly(FailureKind.TIMEOUT);
                assertThat(failureOf(fetcher, url("https")).message()).contains("403");
            }
            assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
        }
    }

    /// Else anybody could shut the proxy for everybody.
    @Test
    void whoDoesNotWaitForItTellsNothing() throws Exception {
        CircuitBreaker breaker = hasty();
        FetchLimits hurried = FetchLimits.STANDARD.withTotalTimeoutMs(50);
        try (RawSite proxy = RawSite.holding(ProxyFaultTest::saysNothing);
                AhcFetcher fetcher = through(address(Kind.HTTP, proxy.port()), HASTY, LOOPBACK_ALLOWED, ANY, breaker)) {
            for (int i = 0; i < 12; i++) {
                FetchRequest request = FetchRequest.of(WebUrl.parse("https://site" + i + ".test:8/"));
                assertThat(failure(fetcher.fetch(request.withLimits(hurried))).kind())
                        .isEqualTo(FailureKind.TIMEOUT);
            }
            assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
        }
    }

    private static void saysNothing(RawSite.Visitor visitor) throws IOException {
        while (!visitor.request().isEmpty()) {
            // until it leaves
        }
    }

    /// Opens at the first failure, for long.
    private static CircuitBreaker hasty() {
        long hourNs = TimeUnit.HOURS.toNanos(1);
        return new CircuitBreaker("proxy", new CircuitBreakerLimits(1, hourNs, hourNs, hourNs), RecoveryListener.NONE);
    }

    /// What became of pages of so many hosts that were asked for at the same time.
    private static List<FailureKind> atOnce(AhcFetcher fetcher, int hosts) throws Exception {
        return FetcherFixture.atOnce(
                hosts,
                i -> () -> failureOf(fetcher, WebUrl.parse("https://site" + i + ".test:8/"))
                        .kind());
    }

    @ParameterizedTest
    @CsvSource({"HTTP, http", "HTTP, https", "SOCKS5, http", "SOCKS5, https"})
    void aProxyThatWantsALoginIsWorthNoOtherTry(Kind kind, String scheme) throws Exception {
        try (SmallProxy proxy = SmallProxy.of(kind, LOGIN)) {
            FetchFailure without = failureThrough(proxy.address(Optional.empty()), scheme);
            assertThat(without.kind()).isEqualTo(FailureKind.CONNECT);
            assertThat(without.message()).contains("wants a user name and password");
            assertThat(without.isRetryable()).isFalse();
            assertThat(without.culprit()).isEqualTo(Culprit.PROXY);

            FetchFailure wrong = failureThrough(proxy.address(Optional.of(new Login("bob", "hunter3"))), scheme);
            assertThat(wrong.kind()).isEqualTo(FailureKind.CONNECT);
            assertThat(wrong.message())
                    .contains("does not accept its user name and password")
                    .doesNotContain("hunter3");
            assertThat(wrong.isRetryable()).isFalse();
            assertThat(proxy.targets()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, false, UNKNOWN",
        "405, false, UNKNOWN",
        "301, false, UNKNOWN",
        "429, true, UNKNOWN",
        "500, true, UNKNOWN",
        "502, true, SITE",
        "503, true, UNKNOWN",
        "504, true, SITE"
    })
    void whatAProxyRefusesToConnectToIsAConnectFault(int status, boolean isRetryable, Culprit culprit)
            throws Exception {
        FetchFailure failure = failureOfTunnel(Kind.HTTP, visitor -> {
            visitor.request();
            visitor.answer(status + " No", "<html>a page that is nobody's</html>");
        });

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.message())
                .contains("refuses to connect to 127.0.0.1:7")
                .contains("status " + status);
        assertThat(failure.status()).isZero();
        assertThat(failure.isRetryable()).isEqualTo(isRetryable);
        assertThat(failure.culprit()).isEqualTo(culprit);
    }

    @Test
    void aSiteThatSendsAProxysStatusIsAPageLikeAnyOther() throws Exception {
        try (RawSite site = RawSite.answering("407 Odd", "odd");
                AhcFetcher fetcher = FetcherFixture.fetcher()) {
            assertThat(FetcherFixture.pageOf(fetcher, site.url("/")).status()).isEqualTo(407);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProxyThatHangsIsGivenUp(Kind kind) throws Exception {
        CountDownLatch[] left = new CountDownLatch[1];
        try (RawSite proxy = RawSite.holding(RawSite.Visitor::untilGone)) {
            left[0] = proxy.clientLeft();
            FetchFailure failure = failureThrough(address(kind, proxy.port()), "https");

            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("the proxy").contains("gave no tunnel within 300 ms");
            assertThat(failure.culprit())
                    .as("a proxy that has been told the target may wait for that")
                    .isEqualTo(kind == Kind.HTTP ? Culprit.UNKNOWN : Culprit.PROXY);
            assertThat(failure.isRetryable()).isTrue();
            assertThat(left[0].await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void openingATunnelIsPartOfConnecting(Kind kind) throws Exception {
        try (RawSite proxy = RawSite.holding(RawSite.Visitor::untilGone);
                AhcFetcher fetcher =
                        through(address(kind, proxy.port()), FetcherConfig.STANDARD, LOOPBACK_ALLOWED, ANY)) {
            FetchRequest request = FetchRequest.of(url("https"))
                    .withLimits(FetchLimits.STANDARD.withPhaseTimeoutsMs(200, 10_000, 10_000));
            FetchFailure failure = failure(fetcher.fetch(request));

            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message())
                    .contains("connecting through the proxy")
                    .contains("took too long");
            assertThat(failure.timings().connectNs()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
            assertThat(failure.timings().tlsNs()).isZero();
        }
    }

    @Test
    void aProxyThatTakesAPlainRequestAndHangsRunsOutOfTheFirstByte() throws Exception {
        try (RawSite proxy = RawSite.holding(RawSite.Visitor::untilGone);
                AhcFetcher fetcher = through(address(Kind.HTTP, proxy.port()), HASTY, LOOPBACK_ALLOWED, ANY)) {
            FetchRequest request = FetchRequest.of(url("http"))
                    .withLimits(FetchLimits.STANDARD.withPhaseTimeoutsMs(10_000, 200, 10_000));
            FetchFailure failure = failure(fetcher.fetch(request));

            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("first byte");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SSH-2.0-x\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "\0\0\0", "HTTP/2 200\r\n\r\n"
            })
    void rubbishInsteadOfATunnelIsAConnectFault(String said) throws Exception {
        FetchFailure failure = failureOfTunnel(Kind.HTTP, visitor -> {
            visitor.request();
            visitor.say(said);
            visitor.untilGone();
        });

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.message()).contains("does not speak HTTP");
        assertThat(failure.isRetryable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"485454502f312e31", "0400", "0505", "05020500", "05000400", "0500050000090000"})
    void rubbishInsteadOfSocksIsAConnectFault(String said) throws Exception {
        FetchFailure failure = failureOfTunnel(Kind.SOCKS5, visitor -> {
            visitor.say(HexFormat.of().parseHex(said));
            visitor.untilGone();
        });

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.isRetryable()).isFalse();
    }

    @Test
    void rubbishInsteadOfAPageIsADecodeFault() throws Exception {
        try (RawSite proxy = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("SSH-2.0-x\r\n\r\n");
        })) {
            assertThat(failureThrough(address(Kind.HTTP, proxy.port()), "http").kind())
                    .isEqualTo(FailureKind.DECODE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProxyThatClosesIsWorthAnotherTry(Kind kind) throws Exception {
        FetchFailure failure = failureOfTunnel(kind, visitor -> visitor.read(3));

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.message()).contains("before the tunnel was open");
        assertThat(failure.isRetryable()).isTrue();
    }

    /// They would be taken for the site's first ones.
    @Test
    void bytesAfterTheAnswerBreakTheTunnel() throws Exception {
        FetchFailure failure = failureOfTunnel(Kind.HTTP, visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            visitor.untilGone();
        });

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.message()).contains("says more than its answer");
    }

    @Test
    void anAnswerWithoutAnEndIsCutOff() throws Exception {
        FetchFailure failure = failureOfTunnel(Kind.HTTP, visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\n");
            while (true) {
                visitor.say("X: " + "x".repeat(1_000) + "\r\n");
            }
        });

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.message()).contains("too large");
    }

    @Test
    void aProxyWhoseNameIsUnknownIsAConnectFault() throws Exception {
        FetchFailure failure = failureWithResolver((host, _) -> {
            throw new UnknownHostException(host);
        });

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.message()).contains("the proxy http://proxy.test:1 cannot be resolved");
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void aProxyWhoseNameTakesTooLongIsATimeout() throws Exception {
        FetchFailure failure = failureWithResolver((_, _) -> {
            throw new TimeoutException();
        });

        assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(failure.message()).contains("the proxy http://proxy.test:1 took too long to resolve");
    }

    private static FetchFailure failureWithResolver(HostResolver ofProxy) throws InterruptedException {
        ProxyAddress address = new ProxyAddress(Kind.HTTP, "proxy.test", 1, LOGIN);
        try (AhcFetcher fetcher = new AhcFetcher(
                HASTY,
                new AddressGate(ANY, LOOPBACK_ALLOWED),
                Optional.of(new OutboundProxy(address, List.of(), ofProxy, FetcherFixture.patient())))) {
            return failureOf(fetcher, url("https"));
        }
    }

    /// Its kept connections are to where it was; they are neither used nor a reason to refuse the page.
    @Test
    void aProxyThatMovedIsDialledAnew() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HostResolver moving =
                (_, _) -> List.of(InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.99"));
        try (RawSite site = RawSite.answering("200 OK", "page");
                SmallProxy proxy = SmallProxy.of(Kind.HTTP);
                AhcFetcher fetcher = new AhcFetcher(
                        HASTY,
                        new AddressGate(ANY, LOOPBACK_ALLOWED),
                        Optional.of(new OutboundProxy(
                                new ProxyAddress(Kind.HTTP, "proxy.test", proxy.port(), Optional.empty()),
                                List.of(),
                                moving,
                                FetcherFixture.patient())))) {
            FetcherFixture.pageOf(fetcher, site.url("http://site.test:", "/"));
            FetchFailure failure = failureOf(fetcher, site.url("http://site.test:", "/"));

            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
            assertThat(failure.message()).contains("cannot connect to the proxy http://proxy.test");
            assertThat(site.requestCount()).isOne();
        }
    }

    /// Of a proxy with several addresses, one may be down.
    @ParameterizedTest
    @EnumSource
    void theNextAddressOfTheProxyIsTriedAfterOneThatIsDown(Kind kind) throws Exception {
        HostResolver twoTargets =
                (_, _) -> List.of(InetAddress.getLoopbackAddress(), InetAddress.ofLiteral("127.0.0.2"));
        HostResolver twoProxies =
                (_, _) -> List.of(InetAddress.ofLiteral("127.0.0.99"), InetAddress.getLoopbackAddress());
        try (RawSite site = TlsFixture.secureSite(visitor -> {
                    visitor.request();
                    visitor.answer("200 OK", "page");
                });
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = new AhcFetcher(
                        TlsFixture.trusting(),
                        new AddressGate(twoTargets, LOOPBACK_ALLOWED),
                        Optional.of(new OutboundProxy(
                                new ProxyAddress(kind, "proxy.test", proxy.port(), Optional.empty()),
                                List.of(),
                                twoProxies,
                                FetcherFixture.patient())))) {
            FetchedPage page = FetcherFixture.pageOf(fetcher, site.url("https://good.test:", "/"));

            assertThat(FetcherFixture.text(page)).isEqualTo("page");
        }
    }
}
