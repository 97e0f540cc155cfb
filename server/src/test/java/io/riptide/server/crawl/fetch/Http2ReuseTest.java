package io.riptide.server.crawl.fetch;

import static io.riptide.server.crawl.fetch.FetcherFixture.LOOPBACK_ALLOWED;
import static io.riptide.server.crawl.fetch.FetcherFixture.failureOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.pageOf;
import static io.riptide.server.crawl.fetch.FetcherFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.crawl.url.WebUrl;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which connections are kept, which are not, and what becomes of a request on one that was given up.
class Http2ReuseTest {
    private final AhcFetcher fetcher = FetcherFixture.fetcher(
            TlsFixture.trusting(), LOOPBACK_ALLOWED, FetcherFixture.names(Map.of("good.test", "127.0.0.1")));

    @AfterEach
    void close() {
        fetcher.close();
    }

    private static WebUrl url(RawSite site) {
        return site.url("https://good.test:", "/");
    }

    private static void answer(Http2Peer peer) throws IOException {
        peer.answer(peer.request(), "connection " + peer.index());
    }

    @Test
    void streamsAreOddAndRise() throws Exception {
        try (RawSite site = Http2Peer.site(peer -> {
            for (int before = -1; before < 20; ) {
                int stream = peer.request();
                boolean isNew = stream % 2 == 1 && stream > before;
                peer.answer(stream, isNew ? "as it should be" : "stream " + stream);
                before = stream;
            }
            peer.untilGone();
        })) {
            for (int i = 0; i < 5; i++) {
                assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("as it should be");
            }
            assertThat(site.acceptedCount()).isOne();
        }
    }

    @Test
    void framesOfTheConnectionMayComeWhileItIsKept() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawSite site = Http2Peer.site(peer -> {
            answer(peer);
            peer.say(Http2Peer.PING, 0, 0, new byte[8]);
            peer.set(3, 100); // MAX_CONCURRENT_STREAMS
            peer.say(Http2Peer.WINDOW_UPDATE, 0, 0, Http2Peer.number(1));
            peer.say(0x42, 0, 0, new byte[5]);
            Http2Peer.Frame pong = peer.read(Http2Peer.PING);
            assertThat(pong.flags()).isEqualTo(Http2Peer.ACK);
            seen.countDown();
            answer(peer);
            peer.untilGone();
        })) {
            pageOf(fetcher, url(site));
            seen.await();
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("connection 0");
            assertThat(site.acceptedCount()).isOne();
        }
    }

    @Test
    void aKeptConnectionThatIsSentAwayIsClosed() throws Exception {
        CountDownLatch speak = new CountDownLatch(1);
        try (RawSite site = Http2Peer.site(peer -> {
            answer(peer);
            speak.await();
            peer.goAway(1, 0);
            peer.untilGone();
        })) {
            pageOf(fetcher, url(site));
            assertThat(fetcher.idleConnectionCount()).isOne();
            speak.countDown();
            site.clientLeft().await();
            await().until(() -> fetcher.idleConnectionCount() == 0);
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("connection 1");
        }
    }

    @Test
    void aConnectionThatIsSentAwayInsideAnAnswerIsReadToItsEndAndNotKept() throws Exception {
        try (RawSite site = Http2Peer.site(peer -> {
            int stream = peer.request();
            peer.head(0, stream, ":status", "200");
            peer.goAway(Integer.MAX_VALUE, 0);
            peer.goAway(stream, 0);
            peer.say(Http2Peer.DATA, Http2Peer.END_STREAM, stream, (byte) 'x');
            peer.untilGone();
        })) {
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("x");
            assertThat(fetcher.idleConnectionCount()).isZero();
            site.clientLeft().await();
        }
    }

    @Test
    void aConnectionThatAllowsNoStreamsIsNotKept() throws Exception {
        try (RawSite site = Http2Peer.site(peer -> {
            int stream = peer.request();
            peer.set(3, 0); // MAX_CONCURRENT_STREAMS
            peer.answer(stream, "connection " + peer.index());
            peer.untilGone();
        })) {
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("connection 0");
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("connection 1");
            assertThat(fetcher.idleConnectionCount()).isZero();
        }
    }

    @Test
    void aKeptConnectionThatStopsToAllowStreamsIsClosed() throws Exception {
        CountDownLatch speak = new CountDownLatch(1);
        try (RawSite site = Http2Peer.site(peer -> {
            answer(peer);
            speak.await();
            peer.set(3, 0); // MAX_CONCURRENT_STREAMS
            peer.untilGone();
        })) {
            pageOf(fetcher, url(site));
            speak.countDown();
            site.clientLeft().await();
            await().until(() -> fetcher.idleConnectionCount() == 0);
        }
    }

    /// The second request is turned away as one that was not processed: by the connection, then by the stream.
    @Test
    void aRequestNotProcessedOnAKeptConnectionIsSentOnceMore() throws Exception {
        try (RawSite site = Http2Peer.site(peer -> {
            answer(peer);
            int stream = peer.request();
            if (peer.index() == 0) {
                peer.goAway(stream - 2, 0);
            } else if (peer.index() == 1) {
                peer.reset(stream, 7); // REFUSED_STREAM
            }
            peer.untilGone();
        })) {
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("connection 0");
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("connection 1");
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("connection 2");
            assertThat(site.acceptedCount()).isEqualTo(3);
        }
    }

    @Test
    void aRequestThatMayHaveBeenProcessedIsNotSentOnceMore() throws Exception {
        try (RawSite site = Http2Peer.site(peer -> {
            answer(peer);
            peer.reset(peer.request(), 2); // INTERNAL_ERROR
            peer.untilGone();
        })) {
            pageOf(fetcher, url(site));
            FetchFailure failure = failureOf(fetcher, url(site));
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
            assertThat(failure.message()).contains("INTERNAL_ERROR");
            assertThat(site.acceptedCount()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSiteThatWantsHttp11AfterAllIsAskedByIt(boolean bySendingAway) throws Exception {
        Http2Peer.Conversation refusing = peer -> {
            int stream = peer.request();
            if (bySendingAway) {
                peer.goAway(0, 13); // HTTP_1_1_REQUIRED
            } else {
                peer.reset(stream, 13);
            }
            peer.untilGone();
        };
        RawSite.Conversation conversation = visitor -> {
            if (visitor.index() == 0) {
                Http2Peer.hold(visitor, refusing);
            } else {
                visitor.request();
                visitor.answer("200 OK\r\nConnection: close", "old");
            }
        };
        try (RawSite site = TlsFixture.secureSite(conversation, "h2", "http/1.1")) {
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("old");
            assertThat(text(pageOf(fetcher, url(site)))).as("it is remembered").isEqualTo("old");
            assertThat(site.acceptedCount()).isEqualTo(3);
        }
    }

    @Test
    void aKeptConnectionThatDiesSilentlyIsReplacedOnce() throws Exception {
        try (RawSite site = Http2Peer.site(peer -> {
            answer(peer);
            if (peer.index() == 0) {
                peer.request();
            } else {
                peer.untilGone();
            }
        })) {
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("connection 0");
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("connection 1");
            assertThat(site.acceptedCount()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerNobodyAskedForClosesAKeptConnection() throws Exception {
        CountDownLatch speak = new CountDownLatch(1);
        try (RawSite site = Http2Peer.site(peer -> {
            int stream = peer.request();
            peer.answer(stream, "connection " + peer.index());
            speak.await();
            peer.say(Http2Peer.DATA, 0, stream, new byte[100]);
            peer.untilGone();
        })) {
            pageOf(fetcher, url(site));
            speak.countDown();
            site.clientLeft().await();
            await().until(() -> fetcher.idleConnectionCount() == 0);
            assertThat(text(pageOf(fetcher, url(site)))).isEqualTo("connection 1");
        }
    }

    @Test
    void aFloodOnAKeptConnectionClosesIt() throws Exception {
        CountDownLatch speak = new CountDownLatch(1);
        try (RawSite site = Http2Peer.site(peer -> {
            answer(peer);
            speak.await();
            for (int i = 0; i < 5_000; i++) {
                peer.say(Http2Peer.PING, 0, 0, new byte[8]);
            }
            peer.untilGone();
        })) {
            pageOf(fetcher, url(site));
            speak.countDown();
            site.clientLeft().await();
            await().until(() -> fetcher.idleConnectionCount() == 0);
        }
    }
}
