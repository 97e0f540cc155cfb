package io.riptide.server.crawl.fetch;

import static io.netty.handler.codec.http.HttpResponseStatus.FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_MODIFIED;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.riptide.server.crawl.fetch.FetcherFixture.LOOPBACK_ALLOWED;
import static io.riptide.server.crawl.fetch.FetcherFixture.failure;
import static io.riptide.server.crawl.fetch.FetcherFixture.page;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.riptide.server.config.ProxyAddress.Kind;
import io.riptide.server.crawl.address.AddressPolicy;
import io.riptide.server.crawl.address.HostResolver;
import io.riptide.server.crawl.fetch.FetchRequest.Oversize;
import io.riptide.server.crawl.fetch.coding.CodedBytes;
import io.riptide.server.crawl.schedule.FetchScheduler;
import io.riptide.server.crawl.schedule.Permit;
import io.riptide.server.crawl.schedule.SchedulerLimits;
import io.riptide.server.crawl.url.WebUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What sites that speak HTTP/2 are asked and how their answers come. The sites speak nothing else.
class Http2Test {
    private static final HostResolver RESOLVER = FetcherFixture.names(Map.of("good.test", "127.0.0.1"));
    private static final String TEXT = "a page, ".repeat(1_000);

    private final AhcFetcher fetcher = FetcherFixture.fetcher(TlsFixture.trusting(), LOOPBACK_ALLOWED, RESOLVER);

    @AfterEach
    void close() {
        fetcher.close();
    }

    private static FullHttpResponse response(HttpResponseStatus status, byte[] body, String... fields) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        for (int i = 0; i < fields.length; i += 2) {
            response.headers().add(fields[i], fields[i + 1]);
        }
        return response;
    }

    private static Function<FullHttpRequest, FullHttpResponse> always(byte[] body, String... fields) {
        return _ -> response(OK, body, fields);
    }

    @Test
    void aSiteThatChoosesHttp2IsReadByIt() throws Exception {
        try (Http2Site site =
                new Http2Site(always(TEXT.getBytes(UTF_8), "Content-Type", "text/html", "ETag", "\"1\""))) {
            FetchedPage page = pageOf(fetcher, site.url("/a?b=%20&c=[|]"));

            assertThat(page.status()).isEqualTo(200);
            assertThat(text(page)).isEqualTo(TEXT);
            assertThat(page.wireBytes()).isEqualTo(TEXT.length());
            assertThat(page.headers().first("etag")).contains("\"1\"");
            assertThat(page.headers().fields())
                    .as("nothing is added to what the site said")
                    .extracting(HeaderField::name)
                    .containsExactlyInAnyOrder("content-type", "etag");
            assertThat(site.requests())
                    .containsExactly("GET " + site.url("/a?b=%20&c=[|]").requestTarget());
        }
    }

    @Test
    void timingsTellPhasesThatAddUp() throws Exception {
        try (Http2Site site = new Http2Site(always(new byte[100_000]))) {
            long beginNs = System.nanoTime();
            FetchTimings timings = pageOf(fetcher, site.url("/")).timings();

            assertThat(timings.totalNs()).isPositive().isLessThanOrEqualTo(System.nanoTime() - beginNs);
            assertThat(timings.connectNs()).isPositive();
            assertThat(timings.tlsNs()).isPositive();
            assertThat(timings.firstByteNs()).isPositive();
            assertThat(timings.downloadNs()).isPositive();
        }
    }

    @Test
    void aHundredPagesComeOverOneConnection() throws Exception {
        try (Http2Site site =
                new Http2Site(request -> response(OK, request.uri().getBytes(UTF_8)))) {
            for (int i = 0; i < 100; i++) {
                FetchedPage page = pageOf(fetcher, site.url("/" + i));
                assertThat(text(page)).isEqualTo("/" + i);
                assertThat(page.timings().tlsNs() > 0).isEqualTo(i == 0);
                assertThat(fetcher.idleConnectionCount()).isOne();
            }
            assertThat(site.acceptedCount()).isOne();
            assertThat(site.requests()).hasSize(100);
        }
    }

    @Test
    void aHostHasNoMoreConnectionsThanPlaces() throws Exception {
        int slots = 4;
        try (Http2Site site = new Http2Site(always("page".getBytes(UTF_8)));
                FetchScheduler scheduler = new FetchScheduler(new SchedulerLimits(64, slots, 0, 0, 8));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<FetchOutcome>> fetches = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                WebUrl url = site.url("/" + i);
                fetches.add(() -> {
                    try (Permit permit = scheduler.await(url, Long.MAX_VALUE)) {
                        return fetcher.fetch(FetchRequest.of(url).withAdmission(Objects.requireNonNull(permit)));
                    }
                });
            }
            for (Future<FetchOutcome> outcome : threads.invokeAll(fetches)) {
                assertThat(text(page(outcome.get()))).isEqualTo("page");
            }
            assertThat(site.requests()).hasSize(100);
            assertThat(site.acceptedCount()).isBetween(1, slots);
            assertThat(fetcher.idleConnectionCount()).isBetween(1, slots);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyOfferedCodingIsUndone(CodedBytes coding) throws Exception {
        byte[] coded = coding.of(TEXT);
        try (Http2Site site = new Http2Site(always(coded, "Content-Encoding", coding.token()))) {
            FetchedPage page = pageOf(fetcher, site.url("/"));
            assertThat(text(page)).isEqualTo(TEXT);
            assertThat(page.wireBytes()).isEqualTo(coded.length);
        }
    }

    @Test
    void redirectsAreFollowedOnTheSameConnection() throws Exception {
        try (Http2Site site = new Http2Site(request -> request.uri().equals("/from")
                ? response(FOUND, new byte[100], "Location", "/to")
                : response(OK, "there".getBytes(UTF_8)))) {
            FetchedPage page = pageOf(fetcher, site.url("/from"));

            assertThat(text(page)).isEqualTo("there");
            assertThat(page.redirects()).hasSize(1);
            assertThat(page.finalUrl()).isEqualTo(site.url("/to"));
            assertThat(site.acceptedCount()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 3_000_000})
    void aBodyIsPosted(int length) throws Exception {
        byte[] sent = new byte[length];
        for (int i = 0; i < length; i++) {
            sent[i] = (byte) (i * 31);
        }
        try (Http2Site site = new Http2Site(request -> {
            byte[] got = new byte[request.content().readableBytes()];
            request.content().getBytes(0, got);
            return response(OK, got, "Content-Type", request.headers().get("content-type"));
        })) {
            FetchRequest request = FetchRequest.of(site.url("/")).withBody(new RequestBody("application/x-own", sent));
            FetchedPage page = page(fetcher.fetch(request));

            assertThat(page.body().toBytes()).isEqualTo(sent);
            assertThat(page.contentType()).contains("application/x-own");
            assertThat(site.requests()).containsExactly("POST /");
            assertThat(fetcher.idleConnectionCount()).isOne();
        }
    }

    @Test
    void aBodyOfSomeMebibytesIsReadWhole() throws Exception {
        byte[] body = new byte[9 << 20];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i >> 10);
        }
        try (Http2Site site = new Http2Site(always(body))) {
            assertThat(pageOf(fetcher, site.url("/1")).body().toBytes()).isEqualTo(body);
            assertThat(pageOf(fetcher, site.url("/2")).body().toBytes())
                    .as("the connection's window was given back")
                    .isEqualTo(body);
            assertThat(site.acceptedCount()).isOne();
        }
    }

    @Test
    void aBodyPastItsBoundClosesItsConnection() throws Exception {
        FetchLimits limits = FetchLimits.STANDARD.withBodyBytesMax(1 << 20, 1 << 20);
        try (Http2Site site = new Http2Site(always(new byte[8 << 20]))) {
            FetchRequest request = FetchRequest.of(site.url("/")).withLimits(limits);
            assertThat(failure(fetcher.fetch(request)).kind()).isEqualTo(FailureKind.TOO_LARGE);
            assertThat(fetcher.idleConnectionCount()).isZero();

            FetchedPage cut = page(fetcher.fetch(request.withOversize(Oversize.TRUNCATE)));
            assertThat(cut.isTruncated()).isTrue();
            assertThat(cut.wireBytes()).isEqualTo(1 << 20);
            assertThat(fetcher.idleConnectionCount()).isZero();
            assertThat(site.acceptedCount()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerWithoutContentMayTellALength() throws Exception {
        try (Http2Site site = new Http2Site(_ -> response(NOT_MODIFIED, new byte[0], "Content-Length", "1000"))) {
            FetchedPage page = pageOf(fetcher, site.url("/"));
            assertThat(page.status()).isEqualTo(304);
            assertThat(page.body().lengthBytes()).isZero();
            assertThat(fetcher.idleConnectionCount()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void itWorksThroughTunnels(Kind kind) throws Exception {
        HostResolver publicName = FetcherFixture.names(Map.of("good.test", "93.184.216.34"));
        try (Http2Site site = new Http2Site(always("secure".getBytes(UTF_8)));
                SmallProxy proxy = SmallProxy.of(kind);
                AhcFetcher through = FetcherFixture.through(
                        proxy.address(), TlsFixture.trusting(), AddressPolicy.publicOnly(), publicName)) {
            assertThat(text(pageOf(through, site.url("/1")))).isEqualTo("secure");
            assertThat(text(pageOf(through, site.url("/2")))).isEqualTo("secure");
            assertThat(site.acceptedCount()).isOne();
            assertThat(proxy.targets()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", ""})
    void aSiteThatDoesNotChooseItIsAskedByHttp11(String protocol) throws Exception {
        RawSite.Conversation conversation = visitor -> {
            while (!visitor.request().isEmpty()) {
                visitor.answer("200 OK", "old");
            }
        };
        String[] protocols = protocol.isEmpty() ? new String[0] : new String[] {protocol};
        try (RawSite site = TlsFixture.secureSite(conversation, protocols)) {
            assertThat(text(pageOf(fetcher, site.url("https://good.test:", "/1"))))
                    .isEqualTo("old");
            assertThat(text(pageOf(fetcher, site.url("https://good.test:", "/2"))))
                    .isEqualTo("old");
            assertThat(site.heads()).allMatch(head -> head.contains(" HTTP/1.1\r\n"));
            assertThat(site.acceptedCount()).isOne();
        }
    }

    @Test
    void switchedOffItIsNotOffered() throws Exception {
        RawSite.Conversation conversation = visitor -> {
            while (!visitor.request().isEmpty()) {
                visitor.answer("200 OK", "old");
            }
        };
        try (RawSite site = TlsFixture.secureSite(conversation, "h2", "http/1.1");
                AhcFetcher without = FetcherFixture.fetcher(TlsFixture.trusting(false), LOOPBACK_ALLOWED, RESOLVER)) {
            assertThat(text(pageOf(without, site.url("https://good.test:", "/"))))
                    .isEqualTo("old");
        }
    }
}
