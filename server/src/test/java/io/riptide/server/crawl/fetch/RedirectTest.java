package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.url.WebUrl;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
    private final AhcFetcher fetcher = FetcherFixture.fetcher();

    @AfterEach
    void close() {
        fetcher.close();
    }

    /// Redirects each path that is a key to its value, and answers all others.
    private static RawSite redirecting(int status, Map<String, String> locations) {
        return RawSite.holding(visitor -> {
            for (String head = visitor.request(); !head.isEmpty(); head = visitor.request()) {
                answer(visitor, status, locations, head.split(" ", -1)[1]);
            }
        });
    }

    private static void answer(RawSite.Visitor visitor, int status, Map<String, String> locations, String path)
            throws IOException {
        String location = locations.get(path);
        if (location == null) {
            visitor.answer("200 OK", "at " + path);
        } else {
            visitor.answer(status + " Moved\r\nLocation: " + location, "over there");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void everyRedirectIsFollowedByAGet(int status) throws Exception {
        try (RawSite site = redirecting(status, Map.of("/a/b", "../c?d=1"))) {
            FetchedPage page = pageOf(fetcher, site.url("/a/b"));
            assertThat(text(page)).isEqualTo("at /c?d=1");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.requestedUrl()).isEqualTo(site.url("/a/b"));
            assertThat(page.finalUrl()).isEqualTo(site.url("/c?d=1"));
            assertThat(page.redirects()).containsExactly(new RedirectHop(site.url("/a/b"), status, site.url("/c?d=1")));
            assertThat(site.heads()).hasSize(2).allMatch(head -> head.startsWith("GET "));
            assertThat(site.acceptedCount())
                    .as("the connection is kept over a redirect")
                    .isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 305, 306, 309})
    void otherStatusesWithALocationArePages(int status) throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 " + status + " X\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertThat(pageOf(fetcher, site.url("/")).status()).isEqualTo(status);
            assertThat(site.requestCount()).isOne();
        }
    }

    @Test
    void aRedirectWithoutALocationIsAPage() throws Exception {
        try (RawSite site = RawSite.answering("302 Found", "where to?")) {
            FetchedPage page = pageOf(fetcher, site.url("/"));
            assertThat(page.status()).isEqualTo(302);
            assertThat(text(page)).isEqualTo("where to?");
        }
    }

    @Test
    void anUnescapedLocationIsReadAsUtf8() throws Exception {
        String bytesOfUmlaut = "\u00C3\u00A4";
        try (RawSite site = redirecting(302, Map.of("/", "/" + bytesOfUmlaut))) {
            assertThat(text(pageOf(fetcher, site.url("/")))).isEqualTo("at /%C3%A4");
        }
    }

    @Test
    void aLoopIsFound() throws Exception {
        try (RawSite site = redirecting(302, Map.of("/a", "/b", "/b", "/c", "/c", "/b"))) {
            FetchFailure failure = failureOf(fetcher, site.url("/a"));
            assertThat(failure.kind()).isEqualTo(FailureKind.REDIRECT);
            assertThat(failure.message()).contains("loop");
            assertThat(failure.status()).isEqualTo(302);
            assertThat(failure.failedUrl()).isEqualTo(site.url("/c"));
            assertThat(failure.redirects()).hasSize(2);
            assertThat(site.requestCount()).isEqualTo(3);
        }
    }

    @Test
    void aRedirectToItselfIsALoopEvenWithAnotherFragment() throws Exception {
        try (RawSite site = redirecting(301, Map.of("/a", "/a#top"))) {
            assertThat(failureOf(fetcher, site.url("/a")).message()).contains("loop");
            assertThat(site.requestCount()).isOne();
        }
    }

    @Test
    void redirectsAreCounted() throws Exception {
        try (RawSite site = redirecting(302, Map.of("/0", "/1", "/1", "/2", "/2", "/3"))) {
            FetchRequest request = FetchRequest.of(site.url("/0"));
            FetchOutcome enough = fetcher.fetch(request.withLimits(FetchLimits.STANDARD.withRedirectsMax(3)));
            assertThat(text(FetcherFixture.page(enough))).isEqualTo("at /3");
            FetchOutcome tooMany = fetcher.fetch(request.withLimits(FetchLimits.STANDARD.withRedirectsMax(2)));
            FetchFailure failure = FetcherFixture.failure(tooMany);
            assertThat(failure.kind()).isEqualTo(FailureKind.REDIRECT);
            assertThat(failure.message()).isEqualTo("more than 2 redirects");
            assertThat(failure.redirects()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/x", "javascript:alert(1)", "file:///etc/passwd", "http://", "http://a b/"})
    void aRedirectThatLeadsNowhereIsARedirectFailure(String location) throws Exception {
        try (RawSite site = redirecting(302, Map.of("/", location))) {
            FetchFailure failure = failureOf(fetcher, site.url("/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.REDIRECT);
            assertThat(failure.message()).contains("invalid address");
            assertThat(failure.status()).isEqualTo(302);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/", "http://0.0.0.0/"
            })
    void aRedirectToABlockedAddressIsRefusedAtTheHop(String location) throws Exception {
        try (RawSite site = redirecting(302, Map.of("/", location))) {
            FetchFailure failure = failureOf(fetcher, site.url("/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.BLOCKED_ADDRESS);
            assertThat(failure.redirects()).hasSize(1);
            assertThat(failure.failedUrl()).isEqualTo(WebUrl.parse(location));
            assertThat(failure.status()).isEqualTo(302);
        }
    }

    @Test
    void aRedirectToAPrivateNameIsRefusedAtTheHop() throws Exception {
        try (RawSite hidden = RawSite.answering("200 OK", "secret");
                RawSite site = redirecting(
                        302, Map.of("/", hidden.url("http://inside.test:", "/").toString()));
                AhcFetcher picky = FetcherFixture.fetcher(
                        FetcherConfig.STANDARD,
                        FetcherFixture.LOOPBACK_ALLOWED,
                        FetcherFixture.names(Map.of("inside.test", "100.64.0.1")))) {
            FetchFailure failure = failureOf(picky, site.url("/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.BLOCKED_ADDRESS);
            assertThat(failure.message()).contains("inside.test").contains("100.64.0.1");
            assertThat(hidden.acceptedCount()).isZero();
        }
    }

    @Test
    void anotherOriginGetsOnlyHarmlessHeaders() throws Exception {
        try (RawSite other = RawSite.answering("200 OK", "");
                RawSite site = redirecting(302, Map.of("/", other.url("/").toString()))) {
            fetcher.fetch(FetchRequest.of(site.url("/"))
                    .withHeaders(new HeaderFields(List.of(
                            new HeaderField("Authorization", "Bearer x"),
                            new HeaderField("X-Api-Key", "k"),
                            new HeaderField("Accept-Language", "de")))));
            assertThat(site.heads().getFirst()).contains("Bearer x").contains("Accept-Language: de");
            assertThat(other.heads().getFirst())
                    .doesNotContain("Bearer")
                    .doesNotContainIgnoringCase("x-api-key")
                    .contains("Accept-Language: de");
        }
    }

    @Test
    void aLargeBodyOfARedirectIsNotReadUp() throws Exception {
        try (RawSite target = RawSite.answering("200 OK", "there");
                RawSite site = RawSite.holding(visitor -> {
                    visitor.request();
                    visitor.say("HTTP/1.1 302 Found\r\nLocation: " + target.url("/") + "\r\n\r\n");
                    while (true) {
                        visitor.say("x".repeat(1_000));
                    }
                })) {
            assertThat(text(pageOf(fetcher, site.url("/")))).isEqualTo("there");
            site.clientLeft().await();
        }
    }

    @Test
    void leavingHttpsIsADowngrade() throws Exception {
        WebUrl secure = WebUrl.parse("https://a.test/");
        WebUrl plain = WebUrl.parse("http://a.test/");
        assertThat(new RedirectHop(secure, 301, plain).isDowngrade()).isTrue();
        assertThat(new RedirectHop(plain, 301, secure).isDowngrade()).isFalse();
    }
}
