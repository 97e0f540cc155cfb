package io.riptide.protocol.http;

import static io.riptide.protocol.http.LoopbackServer.readToEnd;
import static io.riptide.protocol.http.LoopbackServer.readUntil;
import static io.riptide.protocol.http.LoopbackServer.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import io.riptide.protocol.HttpProtocolException;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LAST = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final HttpLimits LIMITS = HttpLimits.standard();

    private final BlockingQueue<HttpExchange> exchanges = new LinkedBlockingQueue<>();
    private final Echo echo = new Echo();
    private @Nullable LoopbackServer server;

    @AfterEach
    void nothingLeaksAndNothingOfOursFails() {
        LoopbackServer used = requireNonNull(server);
        used.close();
        assertThat(used.faultsOfOurs).isEmpty();
        LeakPresenceDetector.check();
    }

    private LoopbackServer echoing(HttpLimits limits) {
        LoopbackServer made = new LoopbackServer(limits, echo);
        server = made;
        return made;
    }

    /// A server whose exchanges wait for the test.
    private LoopbackServer holding(HttpLimits limits) {
        LoopbackServer made = new LoopbackServer(limits, new HttpApplication() {
            @Override
            public void onRequest(HttpExchange exchange) {
                exchanges.add(exchange);
            }

            @Override
            public void onFault(HttpExchange exchange, HttpProtocolException fault) {
                echo.onFault(exchange, fault);
            }
        });
        server = made;
        return made;
    }

    private HttpExchange taken() throws InterruptedException {
        return requireNonNull(exchanges.poll(10, TimeUnit.SECONDS), "no request came");
    }

    private static void onLoop(HttpExchange exchange, Consumer<HttpExchange> action) {
        exchange.channel().eventLoop().submit(() -> action.accept(exchange)).syncUninterruptibly();
    }

    private static HttpLimits impatient(long headMs, long bodyMs, long idleMs, long answerMs, long lingerMs) {
        return LIMITS.withTimeouts(
                TimeUnit.MILLISECONDS.toNanos(headMs),
                TimeUnit.MILLISECONDS.toNanos(bodyMs),
                TimeUnit.MILLISECONDS.toNanos(idleMs),
                TimeUnit.MILLISECONDS.toNanos(answerMs),
                TimeUnit.MILLISECONDS.toNanos(lingerMs));
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        String post = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
        assertThat(echoing(LIMITS).exchange(GET + post + GET + LAST))
                .containsExactly("200 GET /", "200 POST /p hello", "200 GET /", "200 (close) GET /last");
    }

    @Test
    void aRequestIsNotReadBeforeTheOneBeforeItIsAnswered() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, GET + LAST);
            HttpExchange first = taken();
            assertThat(exchanges).isEmpty();
            onLoop(first, exchange -> Echo.answer(exchange, 200, "one"));
            HttpExchange second = taken();
            assertThat(second.head().path()).isEqualTo("/last");
            onLoop(second, exchange -> Echo.answer(exchange, 200, "two"));
            assertThat(Answer.all(readToEnd(socket))).containsExactly("200 one", "200 (close) two");
        }
    }

    @Test
    void oneRequestHasOneAnswer() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, LAST);
            onLoop(taken(), exchange -> {
                Echo.answer(exchange, 200, "one");
                try {
                    Echo.answer(exchange, 200, "two");
                } catch (IllegalStateException refused) {
                    exchanges.add(exchange);
                }
            });
            assertThat(taken().isOpen()).isFalse();
            assertThat(Answer.all(readToEnd(socket))).containsExactly("200 (close) one");
        }
    }

    @Test
    void pipelinedBytesHeldAreBounded() throws Exception {
        LoopbackServer holding = holding(LIMITS);
        try (Socket socket = holding.connect()) {
            send(socket, GET);
            HttpExchange exchange = taken();
            Thread flood = Thread.ofVirtual().start(() -> {
                try {
                    send(socket, GET.repeat(1_000_000));
                } catch (IOException closedByTheTest) {
                    Thread.currentThread().interrupt();
                }
            });
            await().until(() -> holding.bytesRead.get() >= LIMITS.pipelinedBytesMax());
            onLoop(exchange, same -> assertThat(same.isOpen()).isTrue());
            assertThat(holding.bytesRead.get()).isLessThan(3L * LIMITS.pipelinedBytesMax());
            onLoop(exchange, HttpExchange::abort);
            flood.join();
        }
    }

    @Test
    void continueIsSentWhenContentIsAskedFor() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            HttpExchange exchange = taken();
            onLoop(exchange, echo::onRequest);
            assertThat(readUntil(socket, "\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            send(socket, "hello" + LAST);
            onLoop(taken(), echo::onRequest);
            assertThat(Answer.all(readToEnd(socket))).containsExactly("200 POST / hello", "200 (close) GET /last");
        }
    }

    @Test
    void anAnswerInsteadOfAContinueEndsTheConnection() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            onLoop(taken(), exchange -> Echo.answer(exchange, 403, "no"));
            send(socket, "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(Answer.all(readToEnd(socket))).containsExactly("403 (close) no");
            assertThat(exchanges).isEmpty();
        }
    }

    @Test
    void noContinueIsSentWhenContentHasArrived() throws IOException {
        assertThat(echoing(LIMITS)
                        .exchange("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"
                                + LAST))
                .containsExactly("200 POST / hello", "200 (close) GET /last");
    }

    @Test
    void contentNobodyAskedForIsPassedOver() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LAST.length() + "\r\n\r\n");
            onLoop(taken(), exchange -> Echo.answer(exchange, 404, "early"));
            send(socket, LAST + LAST);
            onLoop(taken(), exchange -> Echo.answer(exchange, 200, "next"));
            assertThat(Answer.all(readToEnd(socket))).containsExactly("404 early", "200 (close) next");
        }
    }

    @Test
    void chunkedContentNobodyAskedForIsPassedOver() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
            onLoop(taken(), exchange -> Echo.answer(exchange, 404, "early"));
            send(socket, "lo\r\n0\r\n\r\n" + LAST);
            onLoop(taken(), exchange -> Echo.answer(exchange, 200, "next"));
            assertThat(Answer.all(readToEnd(socket))).containsExactly("404 early", "200 (close) next");
        }
    }

    @Test
    void faultyContentNobodyAskedForEndsTheConnectionWithoutASecondAnswer() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + LAST);
            onLoop(taken(), exchange -> Echo.answer(exchange, 404, "early"));
            assertThat(Answer.all(readToEnd(socket))).containsExactly("404 early");
            assertThat(exchanges).isEmpty();
        }
    }

    @Test
    void muchContentNobodyAskedForEndsTheConnection() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
            onLoop(taken(), exchange -> Echo.answer(exchange, 404, "early"));
            send(socket, "x".repeat(1_000_000) + LAST);
            assertThat(Answer.all(readToEnd(socket))).containsExactly("404 (close) early");
            assertThat(exchanges).isEmpty();
        }
    }

    @Test
    void contentOfMoreThanTheApplicationWantsIsRefused() throws Exception {
        for (String framing : List.of(
                "Content-Length: 6\r\n\r\nsecret", "Transfer-Encoding: chunked\r\n\r\n6\r\nsecret\r\n0\r\n\r\n")) {
            try (LoopbackServer holding = holding(LIMITS);
                    Socket socket = holding.connect()) {
                send(socket, "POST / HTTP/1.1\r\nHost: a\r\n" + framing + LAST);
                onLoop(taken(), exchange -> exchange.receiveBody(5, body -> body.release()));
                assertThat(Answer.all(readToEnd(socket)))
                        .containsExactly("413 (close) content of this request has at most 5 bytes");
            }
        }
    }

    @Test
    void theAnswerToAHugeHeadIsNotLost() throws IOException {
        try (Socket socket = echoing(LIMITS).connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\n" + ("X: " + "y".repeat(1000) + "\r\n").repeat(5_000));
            assertThat(Answer.all(readToEnd(socket))).containsExactly("431 (close) a head has at most 16384 bytes");
        }
    }

    @Test
    void theAnswerToAHugeBodyIsNotLost() throws IOException {
        try (Socket socket = echoing(LIMITS).connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\n\r\n");
            send(socket, "x".repeat(30_000_000));
            assertThat(Answer.all(readToEnd(socket))).containsExactly("413 (close) content has at most 10485760 bytes");
        }
    }

    @Test
    void aSlowHeadIsRefused() throws IOException {
        try (Socket socket = echoing(impatient(100, 9_000, 9_000, 9_000, 9_000)).connect()) {
            send(socket, "GET / HTTP/1.1\r\nHos");
            assertThat(Answer.all(readToEnd(socket))).containsExactly("408 (close) a head arrives in time");
        }
    }

    @Test
    void aSlowHeadAfterAnAnswerIsRefused() throws IOException {
        try (Socket socket = echoing(impatient(100, 9_000, 9_000, 9_000, 9_000)).connect()) {
            send(socket, GET + "GET / HTTP/1.1\r\nHos");
            assertThat(Answer.all(readToEnd(socket)))
                    .containsExactly("200 GET /", "408 (close) a head arrives in time");
        }
    }

    @Test
    void aSlowBodyIsRefused() throws IOException {
        try (Socket socket = echoing(impatient(9_000, 100, 9_000, 9_000, 9_000)).connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
            assertThat(Answer.all(readToEnd(socket))).containsExactly("408 (close) content arrives in time");
        }
    }

    @Test
    void aSlowBodyNobodyAskedForEndsTheConnection() throws Exception {
        try (Socket socket = holding(impatient(9_000, 100, 9_000, 9_000, 9_000)).connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
            onLoop(taken(), exchange -> Echo.answer(exchange, 404, "early"));
            assertThat(Answer.all(readToEnd(socket))).containsExactly("404 early");
        }
    }

    @Test
    void anIdleConnectionEndsWithoutAnAnswer() throws IOException {
        LoopbackServer idling = echoing(impatient(9_000, 9_000, 100, 9_000, 9_000));
        assertThat(idling.exchange("")).isEmpty();
        assertThat(idling.exchange("\r\n")).isEmpty();
        assertThat(idling.exchange(GET)).containsExactly("200 GET /");
    }

    @Test
    void aPeerThatDoesNotReadItsAnswerIsLeft() throws Exception {
        LoopbackServer holding = holding(impatient(9_000, 9_000, 9_000, 100, 9_000));
        try (Socket socket = holding.connectNarrow()) {
            send(socket, GET);
            onLoop(taken(), exchange -> Echo.answer(exchange, 200, "x".repeat(20_000_000)));
            await().until(() -> holding.channelsOpen.get() == 0);
            assertThat(socket.isClosed()).isFalse();
        }
    }

    @Test
    void aPeerThatNeverEndsItsSideIsLeft() throws Exception {
        LoopbackServer echoing = echoing(impatient(9_000, 9_000, 9_000, 9_000, 100));
        try (Socket socket = echoing.connect()) {
            send(socket, LAST);
            assertThat(Answer.all(readToEnd(socket))).containsExactly("200 (close) GET /last");
            await().until(() -> echoing.channelsOpen.get() == 0);
        }
    }

    @Test
    void aPeerThatHasEndedItsSideGetsItsAnswers() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, GET + GET);
            socket.shutdownOutput();
            onLoop(taken(), exchange -> Echo.answer(exchange, 200, "x".repeat(1_000_000)));
            onLoop(taken(), exchange -> Echo.answer(exchange, 200, "two"));
            assertThat(Answer.all(readToEnd(socket))).containsExactly("200 " + "x".repeat(1_000_000), "200 two");
        }
    }

    @Test
    void aProbedPeerThatStillReadsIsToldTwiceAndGetsItsAnswer() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, GET);
            socket.shutdownOutput();
            HttpExchange exchange = taken();
            onLoop(exchange, same -> same.onInputClosed(same::probe));
            String processing = "HTTP/1.1 102 Processing\r\n\r\n";
            assertThat(readUntil(socket, processing + processing)).hasSize(2 * processing.length());
            onLoop(exchange, same -> Echo.answer(same, 200, "done"));
            assertThat(Answer.all(readToEnd(socket))).containsExactly("200 done");
        }
    }

    @Test
    void aProbedPeerThatIsGoneIsNoticedBeforeItIsAnswered() throws Exception {
        LoopbackServer holding = holding(LIMITS);
        Socket socket = holding.connect();
        send(socket, GET);
        HttpExchange exchange = taken();
        CountDownLatch aborted = new CountDownLatch(1);
        onLoop(exchange, same -> {
            same.onAbort(aborted::countDown);
            same.onInputClosed(same::probe);
        });
        socket.close();
        assertThat(aborted.await(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> holding.channelsOpen.get() == 0);
    }

    @Test
    void anOldPeerIsNotProbedForItKnowsNoInterimAnswers() throws Exception {
        try (Socket socket = holding(LIMITS).connect()) {
            send(socket, "GET / HTTP/1.0\r\n\r\n");
            HttpExchange exchange = taken();
            onLoop(exchange, HttpExchange::probe);
            onLoop(exchange, same -> Echo.answer(same, 200, "done"));
            assertThat(Answer.all(readToEnd(socket))).containsExactly("200 (close) done");
        }
    }

    @Test
    void aRequestCutShortByTheEndIsRefused() throws IOException {
        LoopbackServer echoing = echoing(LIMITS);
        for (String request : List.of(
                "G",
                "GET / HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")) {
            try (Socket socket = echoing.connect()) {
                send(socket, request);
                socket.shutdownOutput();
                assertThat(Answer.all(readToEnd(socket)))
                        .singleElement()
                        .asString()
                        .startsWith("400 (close) ");
            }
        }
    }

    @Test
    void aPeerThatEndsWithoutARequestGetsNothing() throws IOException {
        try (Socket socket = echoing(LIMITS).connect()) {
            socket.shutdownOutput();
            assertThat(readToEnd(socket)).isEmpty();
        }
    }

    @Test
    void drainingEndsIdleConnectionsAndThoseThatAnswerAfterwards() throws Exception {
        LoopbackServer holding = holding(LIMITS);
        try (Socket idle = holding.connect();
                Socket busy = holding.connect()) {
            send(busy, GET);
            HttpExchange exchange = taken();
            await().until(() -> holding.channelsOpen.get() == 2);
            for (HttpConnectionHandler connection : holding.connections) {
                connection.context().executor().submit(connection::drain).syncUninterruptibly();
            }
            assertThat(readToEnd(idle)).isEmpty();
            onLoop(exchange, same -> Echo.answer(same, 200, "done"));
            assertThat(Answer.all(readToEnd(busy))).containsExactly("200 (close) done");
        }
    }
}
