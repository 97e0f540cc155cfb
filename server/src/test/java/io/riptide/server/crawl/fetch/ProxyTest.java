package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.LOOPBACK_ALLOWED;
import static io.riptide.server.crawl.fetch.FetcherFixture.failure;
import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.page;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static io.riptide.server.crawl.fetch.FetcherFixture.through;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.config.ProxyAddress.Kind;
import io.riptide.server.config.ProxyAddress.Login;
import io.riptide.server.crawl.address.AddressGate;
import io.riptide.server.crawl.address.AddressPolicy;
import io.riptide.server.crawl.address.HostResolver;
import io.riptide.server.crawl.fetch.proxy.OutboundProxy;
import io.riptide.server.crawl.url.WebUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What is sent through a proxy that works. The sites have names that only the test knows, and public addresses
/// at which nobody is dialled: the proxy connects to loopback whatever it is asked for.
class ProxyTest {
    private static final String PUBLIC = "93.184.216.34";
    private static final HostResolver RESOLVER =
            FetcherFixture.names(Map.of("good.test", PUBLIC, "private.test", "10.0.0.1", "local.test", "127.0.0.1"));
    private static final Optional<Login> LOGIN = Optional.of(new Login("bob", "hunter2"));

    private static AhcFetcher fetcher(SmallProxy proxy) {
        return through(proxy.address(), TlsFixture.trusting(), AddressPolicy.publicOnly(), RESOLVER);
    }

    private static RawSite secureSite(String body) {
        return TlsFixture.secureSite(visitor -> {
            while (!visitor.request().isEmpty()) {
                visitor.answer("200 OK", body);
            }
        });
    }

    @Test
    void plainRequestsCarryTheWholeAddress() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "plain");
                SmallProxy proxy = SmallProxy.of(Kind.HTTP);
                AhcFetcher fetcher = fetcher(proxy)) {
            FetchedPage page = pageOf(fetcher, site.url("http://good.test:", "/a?b=%20&c"));

            assertThat(text(page)).isEqualTo("plain");
            assertThat(proxy.heads().getFirst())
                    .startsWith("GET http://good.test:" + site.port() + "/a?b=%20&c HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nhost: good.test:" + site.port() + "\r\n")
                    .doesNotContainIgnoringCase("proxy-authorization");
            assertThat(site.heads().getFirst()).startsWith("GET /a?b=%20&c HTTP/1.1\r\n");
            assertThat(page.remoteAddress())
                    .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
            assertThat(page.timings().connectNs()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void securePagesComeThroughATunnelToTheJudgedAddress(Kind kind) throws Exception {
        try (RawSite site = secureSite("secure");
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = fetcher(proxy)) {
            FetchedPage page = pageOf(fetcher, site.url("https://good.test:", "/a"));

            assertThat(text(page)).isEqualTo("secure");
            assertThat(proxy.targets()).containsExactly(PUBLIC + ':' + site.port());
            assertThat(page.remoteAddress())
                    .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral(PUBLIC), site.port()));
            assertThat(site.heads().getFirst())
                    .startsWith("GET /a HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nhost: good.test:" + site.port() + "\r\n");
            assertThat(page.timings().connectNs()).isPositive();
            assertThat(page.timings().tlsNs()).isPositive();
        }
    }

    @Test
    void plainPagesComeThroughSocksAsIfDirectly() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "plain");
                SmallProxy proxy = SmallProxy.of(Kind.SOCKS5);
                AhcFetcher fetcher = fetcher(proxy)) {
            FetchedPage page = pageOf(fetcher, site.url("http://good.test:", "/"));

            assertThat(text(page)).isEqualTo("plain");
            assertThat(proxy.targets()).containsExactly(PUBLIC + ':' + site.port());
            assertThat(page.remoteAddress())
                    .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral(PUBLIC), site.port()));
            assertThat(site.heads().getFirst()).startsWith("GET / HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLoginGoesToTheProxyAndToNobodyElse(Kind kind) throws Exception {
        try (RawSite plain = RawSite.answering("200 OK", "plain");
                RawSite secure = secureSite("secure");
                SmallProxy proxy = SmallProxy.of(kind, LOGIN);
                AhcFetcher fetcher = fetcher(proxy)) {
            assertThat(text(pageOf(fetcher, plain.url("http://good.test:", "/"))))
                    .isEqualTo("plain");
            assertThat(text(pageOf(fetcher, secure.url("https://good.test:", "/"))))
                    .isEqualTo("secure");

            List<String> heads = new ArrayList<>(secure.heads());
            if (kind == Kind.SOCKS5) {
                heads.addAll(plain.heads()); // of a plain request the proxy itself is the one to take it out
            }
            assertThat(heads)
                    .allSatisfy(
                            head -> assertThat(head.toLowerCase(Locale.ROOT)).doesNotContain("proxy-auth"));
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, http", "HTTP, https", "SOCKS5, http", "SOCKS5, https"})
    void aBlockedTargetIsNeverNamedToTheProxy(Kind kind, String scheme) throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "secret");
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = fetcher(proxy)) {
            for (String host : List.of("private.test", "local.test", "127.0.0.1", "[::1]", "169.254.169.254")) {
                FetchFailure failure = failureOf(fetcher, site.url(scheme + "://" + host + ":", "/"));
                assertThat(failure.kind()).as(host).isEqualTo(FailureKind.BLOCKED_ADDRESS);
            }
            assertThat(failureOf(fetcher, site.url(scheme + "://nowhere.test:", "/"))
                            .kind())
                    .isEqualTo(FailureKind.DNS);
            assertThat(proxy.acceptedCount()).isZero();
        }
    }

    @Test
    void onlyTheHostsNamedGoThroughTheProxy() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "page");
                SmallProxy proxy = SmallProxy.of(Kind.HTTP);
                AhcFetcher fetcher = new AhcFetcher(
                        FetcherConfig.STANDARD,
                        new AddressGate((_, _) -> List.of(InetAddress.getLoopbackAddress()), LOOPBACK_ALLOWED),
                        Optional.of(new OutboundProxy(
                                proxy.address(),
                                List.of("*.Via.test", "one.test"),
                                FetcherFixture.NO_NAMES,
                                FetcherFixture.patient())))) {
            for (String host : List.of("a.via.test", "b.c.via.test", "one.test", "one.test.")) {
                pageOf(fetcher, site.url("http://" + host + ":", "/"));
            }
            assertThat(proxy.targets()).hasSize(4);
            for (String host : List.of("via.test", "a.one.test", "a.via.test.org", "a-via.test")) {
                FetchedPage page = pageOf(fetcher, site.url("http://" + host + ":", "/"));
                assertThat(page.remoteAddress().getPort()).isEqualTo(site.port());
            }
            assertThat(proxy.targets()).hasSize(4);
        }
    }

    @Test
    void aHostThatIsAskedDirectlyIsStillJudged() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "secret");
                SmallProxy proxy = SmallProxy.of(Kind.HTTP);
                AhcFetcher fetcher = new AhcFetcher(
                        FetcherConfig.STANDARD,
                        new AddressGate(RESOLVER, AddressPolicy.publicOnly()),
                        Optional.of(new OutboundProxy(
                                proxy.address(),
                                List.of("good.test"),
                                FetcherFixture.NO_NAMES,
                                FetcherFixture.patient())))) {
            // Not even the proxy itself, whose address only requests through it may be sent to.
            WebUrl proxyItself = WebUrl.parse("http://127.0.0.1:" + proxy.port() + "/");
            assertThat(failureOf(fetcher, proxyItself).kind()).isEqualTo(FailureKind.BLOCKED_ADDRESS);
            assertThat(failureOf(fetcher, site.url("http://local.test:", "/")).kind())
                    .isEqualTo(FailureKind.BLOCKED_ADDRESS);
            assertThat(proxy.acceptedCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void redirectsGoThroughTheProxyToo(Kind kind) throws Exception {
        try (RawSite secure = secureSite("arrived");
                RawSite plain = RawSite.answering(
                        "302 Found\r\nLocation: https://good.test:" + secure.port() + "/there", "gone");
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = fetcher(proxy)) {
            FetchedPage page = pageOf(fetcher, plain.url("http://good.test:", "/"));

            assertThat(text(page)).isEqualTo("arrived");
            assertThat(page.redirects()).hasSize(1);
            assertThat(proxy.targets()).hasSize(2).last().isEqualTo(PUBLIC + ':' + secure.port());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectToABlockedTargetIsNotFollowed(Kind kind) throws Exception {
        try (RawSite site = RawSite.answering("302 Found\r\nLocation: http://private.test/", "");
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = fetcher(proxy)) {
            FetchFailure failure = failureOf(fetcher, site.url("http://good.test:", "/"));

            assertThat(failure.kind()).isEqualTo(FailureKind.BLOCKED_ADDRESS);
            assertThat(proxy.targets()).hasSize(1);
        }
    }

    /// Fifty at once may need fifty connections; fifty more need none that is new.
    @ParameterizedTest
    @CsvSource({"HTTP, http", "HTTP, https", "SOCKS5, http", "SOCKS5, https"})
    void manyFetchesAtOnceReuseTheirConnections(Kind kind, String scheme) throws Exception {
        CountDownLatch allHere = new CountDownLatch(50);
        RawSite.Conversation conversation = visitor -> {
            while (!visitor.request().isEmpty()) {
                allHere.countDown();
                allHere.await();
                visitor.answer("200 OK", "page");
            }
        };
        try (RawSite site =
                        scheme.equals("http") ? RawSite.holding(conversation) : TlsFixture.secureSite(conversation);
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = fetcher(proxy)) {
            WebUrl url = site.url(scheme + "://good.test:", "/");
            fetchFifty(fetcher, url);
            assertThat(proxy.acceptedCount()).isEqualTo(50);
            fetchFifty(fetcher, url);
            assertThat(proxy.acceptedCount()).isEqualTo(50);
            assertThat(site.requestCount()).isEqualTo(100);
        }
    }

    private static void fetchFifty(AhcFetcher fetcher, WebUrl url) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<FetchedPage> fetch = () -> pageOf(fetcher, url);
            List<Callable<FetchedPage>> fifty = Collections.nCopies(50, fetch);
            for (Future<FetchedPage> page : threads.invokeAll(fifty)) {
                assertThat(text(page.get())).isEqualTo("page");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatDiedWhileKeptIsReplaced(Kind kind) throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
                    visitor.request();
                    visitor.answer("200 OK", "once");
                });
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = fetcher(proxy)) {
            for (int i = 0; i < 5; i++) {
                assertThat(text(pageOf(fetcher, site.url("http://good.test:", "/"))))
                        .isEqualTo("once");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, https", "SOCKS5, http", "SOCKS5, https"})
    void headsAndBodiesAreBoundedInATunnelToo(Kind kind, String scheme) throws Exception {
        RawSite.Conversation tooMuch = visitor -> {
            String head = visitor.request();
            if (head.startsWith("GET /head")) {
                visitor.say("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
            } else {
                visitor.answer("200 OK", "x".repeat(100_000));
            }
            visitor.untilGone();
        };
        try (RawSite site = scheme.equals("http") ? RawSite.holding(tooMuch) : TlsFixture.secureSite(tooMuch);
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = fetcher(proxy)) {
            FetchFailure head = failureOf(fetcher, site.url(scheme + "://good.test:", "/head"));
            assertThat(head.kind()).as(head.message()).isEqualTo(FailureKind.TOO_LARGE);

            FetchRequest bounded = FetchRequest.of(site.url(scheme + "://good.test:", "/body"))
                    .withLimits(FetchLimits.STANDARD.withBodyBytesMax(50_000, 50_000));
            assertThat(failure(fetcher.fetch(bounded)).kind()).isEqualTo(FailureKind.TOO_LARGE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSiteThatIsSilentBehindTheProxyRunsOutOfItsOwnPhase(Kind kind) throws Exception {
        try (RawSite site = TlsFixture.secureSite(visitor -> {
                    visitor.request();
                    visitor.untilGone();
                });
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = fetcher(proxy)) {
            FetchRequest request = FetchRequest.of(site.url("https://good.test:", "/"))
                    .withLimits(FetchLimits.STANDARD.withPhaseTimeoutsMs(10_000, 200, 10_000));
            FetchFailure failure = failure(fetcher.fetch(request));

            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("first byte");
            assertThat(failure.timings().firstByteNs()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
            assertThat(site.clientLeft().await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedFetchClosesItsTunnel(Kind kind) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawSite site = TlsFixture.secureSite(visitor -> {
                    visitor.request();
                    asked.countDown();
                    visitor.untilGone();
                });
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher fetcher = fetcher(proxy)) {
            CountDownLatch interrupted = new CountDownLatch(1);
            Thread fetching = Thread.ofVirtual().start(() -> {
                try {
                    fetcher.fetch(FetchRequest.of(site.url("https://good.test:", "/")));
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            fetching.interrupt();

            assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(site.clientLeft().await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNextAddressIsAskedForWhenOneCannotBeReached(Kind kind) throws Exception {
        HostResolver two = (_, _) -> List.of(InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1"));
        try (RawSite site = secureSite("second");
                SmallProxy proxy = SmallProxy.refusingIpv6(kind);
                AhcFetcher fetcher = through(proxy.address(), TlsFixture.trusting(), LOOPBACK_ALLOWED, two)) {
            FetchedPage page = page(fetcher.fetch(FetchRequest.of(site.url("https://good.test:", "/"))));

            assertThat(text(page)).isEqualTo("second");
            assertThat(page.remoteAddress().getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
            assertThat(proxy.targets()).hasSize(2);
        }
    }
}
