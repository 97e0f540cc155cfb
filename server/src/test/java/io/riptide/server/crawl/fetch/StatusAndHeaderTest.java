package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.url.WebUrl;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusAndHeaderTest {
    private final AhcFetcher fetcher = FetcherFixture.fetcher();

    @AfterEach
    void close() {
        fetcher.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 206, 300, 304, 400, 401, 403, 404, 407, 410, 418, 429, 500, 503, 599})
    void everyStatusIsKept(int status) throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 " + status + " Whatever\r\nContent-Length: 0\r\n\r\n");
        })) {
            FetchedPage page = pageOf(fetcher, site.url("/"));
            assertThat(page.status()).isEqualTo(status);
            assertThat(site.requestCount()).isOne();
        }
    }

    @Test
    void aPageIsFetchedOnceAndWhole() throws Exception {
        try (RawSite site =
                RawSite.answering("200 OK\r\nContent-Type: text/html; charset=KOI8-R\r\nETag: \"1\"", "<p>x")) {
            FetchedPage page = pageOf(fetcher, site.url("/a/b?c=d"));
            assertThat(text(page)).isEqualTo("<p>x");
            assertThat(page.contentType()).contains("text/html; charset=KOI8-R");
            assertThat(page.headers().first("etag")).contains("\"1\"");
            assertThat(page.finalUrl()).isEqualTo(page.requestedUrl());
            assertThat(page.redirects()).isEmpty();
            assertThat(page.isTruncated()).isFalse();
            assertThat(page.wireBytes()).isEqualTo(4);
            assertThat(page.remoteAddress().getPort()).isEqualTo(site.port());
            assertThat(site.requestCount()).isOne();
            assertThat(site.heads().getFirst()).startsWith("GET /a/b?c=d HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?", "/a%20b%2Fc?x=%C3%A4&y=a+b", "/%7Euser//x/;p=1?q=[1]&&"})
    void theRequestTargetIsSentAsTheUrlWritesIt(String target) throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "")) {
            WebUrl url = site.url(target);
            pageOf(fetcher, url);
            assertThat(site.heads().getFirst()).startsWith("GET " + url.requestTarget() + " HTTP/1.1\r\n");
        }
    }

    @Test
    void theFetcherSaysWhoItIsAndWhatItCanDecode() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "")) {
            pageOf(fetcher, site.url("/"));
            assertThat(site.heads().getFirst())
                    .containsIgnoringCase("user-agent: Riptide/0.1\r\n")
                    .containsIgnoringCase("accept-encoding: gzip, deflate, br, zstd\r\n")
                    .containsIgnoringCase("host: 127.0.0.1:" + site.port() + "\r\n")
                    .doesNotContainIgnoringCase("cookie");
        }
    }

    @Test
    void theCallersHeadersAreSent() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "")) {
            FetchRequest request = FetchRequest.of(site.url("/"))
                    .withHeaders(new HeaderFields(List.of(
                            new HeaderField("User-Agent", "Other/2"), new HeaderField("If-None-Match", "\"1\""))));
            fetcher.fetch(request);
            assertThat(site.heads().getFirst())
                    .containsIgnoringCase("user-agent: Other/2\r\n")
                    .containsIgnoringCase("if-none-match: \"1\"\r\n")
                    .doesNotContain("Riptide");
        }
    }

    @Test
    void cookiesAreNotKept() throws Exception {
        try (RawSite site = RawSite.answering("200 OK\r\nSet-Cookie: a=b; Path=/", "")) {
            pageOf(fetcher, site.url("/"));
            pageOf(fetcher, site.url("/"));
            assertThat(site.heads())
                    .hasSize(2)
                    .noneMatch(head -> head.toLowerCase(Locale.ROOT).contains("cookie"));
        }
    }

    @Test
    void aUserNameAndPasswordAreNotSent() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "")) {
            pageOf(fetcher, site.url("http://me:secret@127.0.0.1:", "/"));
            assertThat(site.heads().getFirst()).doesNotContain("secret").doesNotContainIgnoringCase("authorization");
        }
    }

    @Test
    void interimAnswersArePassedOver() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
            visitor.answer("200 OK", "final");
        })) {
            FetchedPage page = pageOf(fetcher, site.url("/"));
            assertThat(page.status()).isEqualTo(200);
            assertThat(text(page)).isEqualTo("final");
        }
    }

    @Test
    void switchingProtocolsUnaskedIsADecodeFailure() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
            visitor.untilGone();
        })) {
            assertThat(failureOf(fetcher, site.url("/")).kind()).isEqualTo(FailureKind.DECODE);
        }
    }

    @Test
    void anAnswerWithoutHeadersOrLengthEndsWithItsConnection() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.0 200 OK\r\n\r\nall of it");
        })) {
            assertThat(text(pageOf(fetcher, site.url("/")))).isEqualTo("all of it");
        }
    }

    @Test
    void aChunkedBodyIsPutTogether() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            visitor.say("4;x=y\r\ndefg\r\n0\r\nTrailer-Field: t\r\n\r\n");
        })) {
            assertThat(text(pageOf(fetcher, site.url("/")))).isEqualTo("abcdefg");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"this is not HTTP at all\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void whatIsNoHttpIsADecodeFailure(String said) throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say(said);
            visitor.untilGone();
        })) {
            FetchFailure failure = failureOf(fetcher, site.url("/"));
            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.DECODE);
            assertThat(failure.isRetryable()).isFalse();
        }
    }

    @Test
    void anUnwantedContentTypeIsNotRead() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\nContent-Type: Video/MP4; codecs=x\r\nContent-Length: 1000000\r\n\r\n");
            visitor.untilGone();
        })) {
            FetchFailure failure = FetcherFixture.failure(
                    fetcher.fetch(FetchRequest.of(site.url("/")).withContentTypes(type -> !type.equals("video/mp4"))));
            assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT_TYPE);
            assertThat(failure.status()).isEqualTo(200);
            assertThat(failure.message()).contains("video/mp4");
            site.clientLeft().await();
        }
    }

    @Test
    void theContentTypeOfAnErrorPageDoesNotMatter() throws Exception {
        try (RawSite site = RawSite.answering("404 Not Found\r\nContent-Type: image/png", "x")) {
            FetchOutcome outcome =
                    fetcher.fetch(FetchRequest.of(site.url("/")).withContentTypes(type -> type.equals("text/html")));
            assertThat(FetcherFixture.page(outcome).status()).isEqualTo(404);
        }
    }

    @Test
    void portZeroIsAnInvalidUrl() throws Exception {
        FetchFailure failure = failureOf(fetcher, WebUrl.parse("http://127.0.0.1:0/"));
        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_URL);
        assertThat(failure.status()).isZero();
    }
}
