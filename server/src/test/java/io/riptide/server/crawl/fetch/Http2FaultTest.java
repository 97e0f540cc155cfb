package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.LOOPBACK_ALLOWED;
import static io.riptide.server.crawl.fetch.FetcherFixture.failure;
import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sites that speak HTTP/2 badly, or to harm. Each ends a fetch in one failure, and its connection is closed.
class Http2FaultTest {
    private static final int END_STREAM = Http2Peer.END_STREAM;

    private final AhcFetcher fetcher = FetcherFixture.fetcher(
            TlsFixture.trusting(), LOOPBACK_ALLOWED, FetcherFixture.names(Map.of("good.test", "127.0.0.1")));

    @AfterEach
    void close() {
        fetcher.close();
    }

    /// Fetches from a new connection on which, the request read, `said` is all that is said.
    private FetchFailure failureAfter(SaidToStream said) throws Exception {
        try (RawSite site = Http2Peer.site(peer -> {
            said.say(peer, peer.request());
            peer.untilGone();
        })) {
            FetchFailure failure = failureOf(fetcher, site.url("https://good.test:", "/"));
            site.clientLeft().await();
            assertThat(site.acceptedCount()).isOne();
            assertThat(fetcher.idleConnectionCount()).isZero();
            return failure;
        }
    }

    private interface SaidToStream {
        void say(Http2Peer peer, int stream) throws IOException, InterruptedException;
    }

    private static void assertDecode(FetchFailure failure, String words) {
        assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.DECODE);
        assertThat(failure.message())
                .startsWith("the answer is no proper HTTP: ")
                .contains(words);
        assertThat(failure.isRetryable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"7, REFUSED_STREAM", "2, INTERNAL_ERROR", "0, NO_ERROR", "4711, error 4711"})
    void aStreamThatIsResetIsAConnectFailure(int code, String name) throws Exception {
        FetchFailure failure = failureAfter((peer, stream) -> peer.reset(stream, code));
        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.message()).isEqualTo("the site reset the stream: " + name);
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.status()).isZero();
    }

    @Test
    void aResetInsideTheBodyIsAConnectFailure() throws Exception {
        FetchFailure failure = failureAfter((peer, stream) -> {
            peer.head(0, stream, ":status", "200");
            peer.say(Http2Peer.DATA, 0, stream, new byte[100]);
            peer.reset(stream, 2);
        });
        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void aConnectionThatIsTurnedAwayIsAConnectFailure() throws Exception {
        FetchFailure failure = failureAfter((peer, _) -> peer.goAway(0, 11));
        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
        assertThat(failure.message()).isEqualTo("the site turned the connection away: ENHANCE_YOUR_CALM");
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void aConnectionThatIsClosedIsNamedByWhereItWas() throws Exception {
        try (RawSite site = Http2Peer.site(Http2Peer::request)) {
            FetchFailure failure = failureOf(fetcher, site.url("https://good.test:", "/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
            assertThat(failure.message()).isEqualTo("the connection was closed before an answer");
        }
        try (RawSite site = Http2Peer.site(peer -> {
            int stream = peer.request();
            peer.head(0, stream, ":status", "200", "content-length", "1000");
            peer.say(Http2Peer.DATA, 0, stream, new byte[100]);
        })) {
            FetchFailure failure = failureOf(fetcher, site.url("https://good.test:", "/"));
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
            assertThat(failure.message()).isEqualTo("the connection was closed inside the body");
            assertThat(failure.status()).isEqualTo(200);
        }
    }

    /// Heads that no answer may have; RFC 9113, sections 8.1 to 8.3.
    enum BadHead {
        NO_STATUS("content-type|text/html"),
        TWO_STATUSES(":status|200|:status|404"),
        LONG_STATUS(":status|2000"),
        LOW_STATUS(":status|020"),
        WORD_STATUS(":status|abc"),
        EMPTY_STATUS(":status|"),
        UPPER_CASE(":status|200|Content-Type|text/html"),
        PSEUDO_BEHIND_OTHERS("content-type|text/html|:status|200"),
        OF_A_REQUEST(":status|200|:path|/"),
        UNKNOWN_PSEUDO(":status|200|:mood|fine"),
        CONNECTION(":status|200|connection|close"),
        TRANSFER_ENCODING(":status|200|transfer-encoding|chunked"),
        LINE_END(":status|200|x-a|b\r\nx-c: d"),
        NUL(":status|200|x-a|b\0c"),
        SPACE_IN_NAME(":status|200|x a|b"),
        EMPTY_NAME(":status|200||b"),
        TWO_LENGTHS(":status|200|content-length|3|content-length|4"),
        NO_LENGTH(":status|200|content-length|-1");

        private final String fields;

        /// @param fields names and values, in turns
        BadHead(String fields) {
            this.fields = fields;
        }

        String[] fields() {
            return fields.split("\\|", -1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMalformedHeadIsADecodeFailure(BadHead head) throws Exception {
        assertDecode(failureAfter((peer, stream) -> peer.answerNothing(stream, head.fields())), "");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void aBodyOfAnotherLengthThanAnnouncedIsADecodeFailure(int length) throws Exception {
        assertDecode(
                failureAfter((peer, stream) -> {
                    peer.head(0, stream, ":status", "200", "content-length", "3");
                    peer.say(Http2Peer.DATA, END_STREAM, stream, new byte[length]);
                }),
                length == 0 ? "no content" : "content-length");
    }

    @Test
    void contentBeforeAHeadIsADecodeFailure() throws Exception {
        assertDecode(
                failureAfter((peer, stream) -> peer.say(Http2Peer.DATA, 0, stream, new byte[10])),
                "content before a head");
    }

    @Test
    void anInterimAnswerAloneIsADecodeFailure() throws Exception {
        assertDecode(failureAfter((peer, stream) -> peer.answerNothing(stream, ":status", "103")), "interim");
    }

    @Test
    void switchingProtocolsIsADecodeFailure() throws Exception {
        FetchFailure failure = failureAfter((peer, stream) -> peer.head(0, stream, ":status", "101"));
        assertThat(failure.kind()).isEqualTo(FailureKind.DECODE);
    }

    @Test
    void trailersWithAStatusAreADecodeFailure() throws Exception {
        assertDecode(
                failureAfter((peer, stream) -> {
                    peer.head(0, stream, ":status", "200");
                    peer.answerNothing(stream, ":status", "200");
                }),
                "");
    }

    @Test
    void aPushIsADecodeFailure() throws Exception {
        byte[] block = Http2Peer.block(":method", "GET", ":scheme", "https", ":authority", "good.test", ":path", "/x");
        byte[] payload = new byte[4 + block.length];
        payload[3] = 2; // the promised stream
        System.arraycopy(block, 0, payload, 4, block.length);
        assertDecode(
                failureAfter(
                        (peer, stream) -> peer.say(Http2Peer.PUSH_PROMISE, Http2Peer.END_HEADERS, stream, payload)),
                "a push");
    }

    @Test
    void anAnswerOnAnotherStreamIsADecodeFailure() throws Exception {
        assertDecode(failureAfter((peer, stream) -> peer.answerNothing(stream + 2, ":status", "200")), "");
    }

    @Test
    void bytesThatAreNoFramesAreADecodeFailure() throws Exception {
        try (RawSite site = Http2Peer.silentSite(peer -> {
            peer.request();
            peer.sayRaw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
            peer.untilGone();
        })) {
            assertDecode(failureOf(fetcher, site.url("https://good.test:", "/")), "SETTINGS");
            site.clientLeft().await();
        }
    }

    @Test
    void aFrameLargerThanAllowedIsADecodeFailure() throws Exception {
        assertDecode(
                failureAfter((peer, stream) -> {
                    peer.head(0, stream, ":status", "200");
                    peer.say(Http2Peer.DATA, 0, stream, new byte[16_385]);
                }),
                "");
    }

    @Test
    void aWindowPastItsLimitIsADecodeFailure() throws Exception {
        FetchFailure failure = failureAfter((peer, stream) -> {
            // A window increment that takes ours past 2^31 - 1.
            peer.say(Http2Peer.WINDOW_UPDATE, 0, 0, Http2Peer.number(Integer.MAX_VALUE));
        });
        assertDecode(failure, "");
    }

    @Test
    void brokenCompressionIsADecodeFailure() throws Exception {
        assertDecode(
                failureAfter((peer, stream) ->
                        peer.say(Http2Peer.HEADERS, Http2Peer.END_HEADERS, stream, (byte) 0xFF, (byte) 0xFF)),
                "");
    }

    @Test
    void aLargeHeadIsTooLarge() throws Exception {
        assertTooLarge(failureAfter(
                (peer, stream) -> peer.head(END_STREAM, stream, ":status", "200", "x-a", "b".repeat(10_000))));
    }

    @Test
    void aHeadOfManySmallFieldsIsTooLarge() throws Exception {
        // 300 fields of 3 bytes in the table count 35 each (RFC 7541, section 4.1): one byte a field on the wire.
        byte[] block = new byte[1 + 1 + 6 + 300];
        block[0] = (byte) 0x88; // :status: 200
        block[1] = 0x40; // a new field, kept
        block[2] = 1;
        block[3] = 'x';
        block[4] = 2;
        block[5] = 'a';
        block[6] = 'b';
        Arrays.fill(block, 7, block.length, (byte) (0x80 | 62)); // the field that was kept
        assertTooLarge(failureAfter(
                (peer, stream) -> peer.say(Http2Peer.HEADERS, Http2Peer.END_HEADERS | END_STREAM, stream, block)));
    }

    @Test
    void aHeadThatGoesOnIsTooLarge() throws Exception {
        assertTooLarge(failureAfter((peer, stream) -> {
            peer.say(Http2Peer.HEADERS, 0, stream, Http2Peer.block(":status", "200"));
            for (int i = 0; i < 4; i++) {
                peer.say(Http2Peer.CONTINUATION, 0, stream, Http2Peer.block("x-" + i, "y".repeat(3_000)));
            }
        }));
    }

    private static void assertTooLarge(FetchFailure failure) {
        assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.TOO_LARGE);
        assertThat(failure.message()).isEqualTo("the head of the answer is too large");
        assertThat(failure.isRetryable()).isFalse();
    }

    @Test
    void aHeadInEmptyFramesIsADecodeFailure() throws Exception {
        assertDecode(
                failureAfter((peer, stream) -> {
                    peer.say(Http2Peer.HEADERS, 0, stream, Http2Peer.block(":status", "200"));
                    flood(peer, Http2Peer.CONTINUATION, stream);
                }),
                "ontinuation");
    }

    @ParameterizedTest
    @ValueSource(ints = {Http2Peer.PING, Http2Peer.SETTINGS, Http2Peer.WINDOW_UPDATE, 0x42})
    void framesWithoutEndAreADecodeFailure(int type) throws Exception {
        assertDecode(failureAfter((peer, _) -> flood(peer, type, 0)), "more than 1000 frames without content");
    }

    @Test
    void emptyPiecesWithoutEndAreADecodeFailure() throws Exception {
        assertDecode(
                failureAfter((peer, stream) -> {
                    peer.head(0, stream, ":status", "200");
                    flood(peer, Http2Peer.DATA, stream);
                }),
                "");
    }

    @Test
    void interimAnswersWithoutEndAreAConnectFailure() throws Exception {
        FetchFailure failure = failureAfter((peer, stream) -> {
            for (int i = 0; i < 1_000; i++) {
                peer.head(0, stream, ":status", "103");
            }
        });
        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
    }

    /// Until the client has had enough, whose end of the connection then throws.
    private static void flood(Http2Peer peer, int type, int stream) throws IOException {
        byte[] payload = switch (type) {
            case Http2Peer.PING -> new byte[8];
            case Http2Peer.WINDOW_UPDATE -> Http2Peer.number(1);
            default -> new byte[0];
        };
        for (int i = 0; i < 5_000; i++) {
            peer.say(type, 0, stream, payload);
        }
    }

    @Test
    void aWindowThatNeverOpensIsATimeout() throws Exception {
        try (RawSite site = Http2Peer.silentSite(peer -> {
            peer.set(4, 0); // INITIAL_WINDOW_SIZE
            peer.request();
            peer.untilGone();
        })) {
            FetchRequest request = FetchRequest.of(site.url("https://good.test:", "/"))
                    .withBody(new RequestBody("text/plain", new byte[1 << 20]))
                    .withLimits(FetchLimits.STANDARD.withRedirectsMax(0).withPhaseTimeoutsMs(30_000, 300, 30_000));
            FetchFailure failure = failure(fetcher.fetch(request));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.message()).contains("waiting for the first byte");
            site.clientLeft().await();
        }
    }

    @Test
    void anAnswerThatComesTooSoonIsTakenAndItsConnectionClosed() throws Exception {
        try (RawSite site = Http2Peer.silentSite(peer -> {
            peer.set(4, 0); // INITIAL_WINDOW_SIZE
            peer.answer(peer.request(), "no, thanks");
            peer.untilGone();
        })) {
            FetchRequest request = FetchRequest.of(site.url("https://good.test:", "/"))
                    .withBody(new RequestBody("text/plain", new byte[1 << 20]));
            FetchedPage page = FetcherFixture.page(fetcher.fetch(request));
            assertThat(FetcherFixture.text(page)).isEqualTo("no, thanks");
            assertThat(fetcher.idleConnectionCount()).isZero();
            site.clientLeft().await();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptClosesTheConnection(boolean isInsideTheBody) throws Exception {
        CountDownLatch said = new CountDownLatch(1);
        AtomicReference<Object> end = new AtomicReference<>();
        try (RawSite site = Http2Peer.site(peer -> {
            int stream = peer.request();
            if (isInsideTheBody) {
                peer.head(0, stream, ":status", "200");
            }
            said.countDown();
            peer.untilGone();
        })) {
            Thread fetching = Thread.startVirtualThread(() -> {
                try {
                    end.set(fetcher.fetch(FetchRequest.of(site.url("https://good.test:", "/"))));
                } catch (InterruptedException e) {
                    end.set(e);
                }
            });
            said.await();
            fetching.interrupt();
            fetching.join();
            site.clientLeft().await();
            assertThat(end.get()).isInstanceOf(InterruptedException.class);
            await().until(() -> fetcher.idleConnectionCount() == 0);
        }
    }
}
