package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.failure;
import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.page;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.fetch.FetchRequest.Oversize;
import io.riptide.server.crawl.fetch.coding.CodedBytes;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingTest {
    private static final String TEXT = "a page, ".repeat(1_000);

    private final AhcFetcher fetcher = FetcherFixture.fetcher();

    @AfterEach
    void close() {
        fetcher.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyOfferedCodingIsUndone(CodedBytes coding) throws Exception {
        byte[] coded = coding.of(TEXT);
        try (RawSite site = RawSite.answering("200 OK\r\nContent-Encoding: " + coding.token(), coded)) {
            FetchedPage page = pageOf(fetcher, site.url("/"));
            assertThat(text(page)).isEqualTo(TEXT);
            assertThat(page.wireBytes()).isEqualTo(coded.length);
            assertThat(page.headers().first("Content-Encoding")).contains(coding.token());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBombIsStoppedWhileItComes(CodedBytes coding) throws Exception {
        byte[] bomb = coding.of(new byte[64 << 20]);
        try (RawSite site = RawSite.answering("200 OK\r\nContent-Encoding: " + coding.token(), bomb)) {
            FetchFailure failure = failureOf(fetcher, site.url("/"));
            assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.TOO_LARGE);
            assertThat(failure.status()).isEqualTo(200);
            assertThat(failure.isRetryable()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatEndsEarlyIsADecodeFailure(CodedBytes coding) throws Exception {
        byte[] coded = coding.of(TEXT);
        byte[] cut = Arrays.copyOf(coded, coded.length - 6);
        try (RawSite site = RawSite.answering("200 OK\r\nContent-Encoding: " + coding.token(), cut)) {
            FetchFailure failure = failureOf(fetcher, site.url("/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.DECODE);
            assertThat(failure.message()).contains("ends early");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"compress", "gzip, br", "x-unknown"})
    void aCodingThatCannotBeUndoneIsADecodeFailure(String codings) throws Exception {
        try (RawSite site = RawSite.answering("200 OK\r\nContent-Encoding: " + codings, "abc")) {
            assertThat(failureOf(fetcher, site.url("/")).kind()).isEqualTo(FailureKind.DECODE);
        }
    }

    @Test
    void anEmptyBodyMayNameAnyCoding() throws Exception {
        try (RawSite site = RawSite.answering("200 OK\r\nContent-Encoding: compress", "")) {
            assertThat(pageOf(fetcher, site.url("/")).body().lengthBytes()).isZero();
        }
    }

    @Test
    void aDeclaredLengthPastTheBoundIsNotRead() throws Exception {
        try (RawSite site = RawSite.holding(visitor -> {
            visitor.request();
            visitor.say("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
            visitor.untilGone();
        })) {
            FetchFailure failure = failure(fetcher.fetch(bounded(site, Oversize.FAIL)));
            assertThat(failure.kind()).isEqualTo(FailureKind.TOO_LARGE);
            assertThat(failure.message()).contains("1001").contains("1000");
            site.clientLeft().await();
        }
    }

    @Test
    void anUndeclaredLengthPastTheBoundIsCutOff() throws Exception {
        try (RawSite site = RawSite.holding(RawSiteBodies::endless)) {
            FetchFailure failure = failure(fetcher.fetch(bounded(site, Oversize.FAIL)));
            assertThat(failure.kind()).isEqualTo(FailureKind.TOO_LARGE);
            site.clientLeft().await();
        }
    }

    @Test
    void aBodyOfExactlyTheBoundIsWhole() throws Exception {
        try (RawSite site = RawSite.answering("200 OK", "x".repeat(1_000))) {
            FetchedPage page = page(fetcher.fetch(bounded(site, Oversize.FAIL)));
            assertThat(page.body().lengthBytes()).isEqualTo(1_000);
        }
    }

    @Test
    void aTruncatingRequestKeepsWhatFits() throws Exception {
        try (RawSite site = RawSite.holding(RawSiteBodies::endless)) {
            FetchedPage page = page(fetcher.fetch(bounded(site, Oversize.TRUNCATE)));
            assertThat(page.isTruncated()).isTrue();
            assertThat(page.body().lengthBytes()).isEqualTo(1_000);
            assertThat(page.wireBytes()).isEqualTo(1_000);
            site.clientLeft().await();
        }
    }

    @Test
    void aTruncatingRequestKeepsWhatFitsOnceDecoded() throws Exception {
        try (RawSite site = RawSite.answering("200 OK\r\nContent-Encoding: gzip", CodedBytes.GZIP.of(TEXT))) {
            FetchedPage page = page(fetcher.fetch(bounded(site, Oversize.TRUNCATE)));
            assertThat(page.isTruncated()).isTrue();
            assertThat(text(page)).isEqualTo(TEXT.substring(0, 1_000));
        }
    }

    private static FetchRequest bounded(RawSite site, Oversize oversize) {
        return FetchRequest.of(site.url("/"))
                .withLimits(FetchLimits.STANDARD.withBodyBytesMax(1_000, 1_000))
                .withOversize(oversize);
    }
}
