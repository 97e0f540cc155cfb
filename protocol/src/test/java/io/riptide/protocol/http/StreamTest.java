package io.riptide.protocol.http;

import static io.riptide.protocol.http.LoopbackServer.readToEnd;
import static io.riptide.protocol.http.LoopbackServer.readUntil;
import static io.riptide.protocol.http.LoopbackServer.send;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.LeakPresenceDetector;
import io.riptide.protocol.HttpProtocolException;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {
    private static final String GET = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n";

    private final BlockingQueue<HttpExchange> exchanges = new LinkedBlockingQueue<>();
    private final LoopbackServer server = new LoopbackServer(HttpLimits.standard(), new HttpApplication() {
        @Override
        public void onRequest(HttpExchange exchange) {
            exchanges.add(exchange);
        }

        @Override
        public void onFault(HttpExchange exchange, HttpProtocolException fault) {
            Echo.answer(exchange, fault.status(), fault.toString());
        }
    });

    @AfterEach
    void nothingLeaksAndNothingOfOursFails() {
        server.close();
        assertThat(server.faultsOfOurs).isEmpty();
        LeakPresenceDetector.check();
    }

    private HttpExchange taken() throws InterruptedException {
        return requireNonNull(exchanges.poll(10, TimeUnit.SECONDS), "no request came");
    }

    private static void onLoop(HttpExchange exchange, Consumer<HttpExchange> action) {
        exchange.channel().eventLoop().submit(() -> action.accept(exchange)).syncUninterruptibly();
    }

    private static void beginStream(HttpExchange exchange) {
        ByteBuf out = exchange.context().alloc().buffer();
        exchange.encodeStreamHead(
                out,
                Response.of(200).field(ResponseHead.CONTENT_TYPE, "text/plain").field("X-Request-ID", "r1"));
        appendChunk(exchange, out, "first\n");
        exchange.context().writeAndFlush(out);
    }

    private static void appendChunk(HttpExchange exchange, ByteBuf out, String text) {
        if (exchange.isChunked()) {
            int at = ChunkFraming.begin(out);
            out.writeCharSequence(text, ISO_8859_1);
            ChunkFraming.end(out, at);
        } else {
            out.writeCharSequence(text, ISO_8859_1);
        }
    }

    private static void writeChunk(HttpExchange exchange, String text) {
        ByteBuf out = exchange.context().alloc().buffer();
        appendChunk(exchange, out, text);
        exchange.context().writeAndFlush(out);
    }

    private static void endStream(HttpExchange exchange) {
        if (exchange.isChunked()) {
            ByteBuf out = exchange.context().alloc().buffer(ChunkFraming.LAST_BYTES);
            ChunkFraming.last(out);
            exchange.context().writeAndFlush(out);
        }
        exchange.streamEnded();
    }

    @Test
    void aStreamGoesInChunksAndTheConnectionStays() throws Exception {
        try (Socket socket = server.connect()) {
            send(socket, GET + GET);
            HttpExchange exchange = taken();
            onLoop(exchange, StreamTest::beginStream);
            String head = readUntil(socket, "first\n\r\n");
            assertThat(head)
                    .startsWith("HTTP/1.1 200 OK\r\nDate: ")
                    .contains("\r\nContent-Type: text/plain\r\nX-Request-ID: r1\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .endsWith("\r\n\r\n00000006\r\nfirst\n\r\n")
                    .doesNotContain("Connection:");
            onLoop(exchange, StreamTest::endStream);
            readUntil(socket, "0\r\n\r\n");
            onLoop(taken(), StreamTest::beginStream);
            readUntil(socket, "first\n\r\n");
        }
    }

    @Test
    void aStreamForAnOldClientEndsWithItsConnection() throws Exception {
        try (Socket socket = server.connect()) {
            send(socket, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            HttpExchange exchange = taken();
            onLoop(exchange, StreamTest::beginStream);
            onLoop(exchange, StreamTest::endStream);
            assertThat(readToEnd(socket))
                    .contains("\r\nConnection: close\r\n\r\nfirst\n")
                    .doesNotContain("Transfer-Encoding");
        }
    }

    @Test
    void theLongestStreamMayFollowTheEndOfThePeersSide() throws Exception {
        try (Socket socket = server.connect()) {
            CountDownLatch closed = new CountDownLatch(1);
            send(socket, GET);
            HttpExchange exchange = taken();
            onLoop(exchange, same -> same.onInputClosed(closed::countDown));
            onLoop(exchange, StreamTest::beginStream);
            socket.shutdownOutput();
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            onLoop(exchange, same -> writeChunk(same, "second\n"));
            onLoop(exchange, StreamTest::endStream);
            assertThat(readToEnd(socket)).endsWith("\r\n00000007\r\nsecond\n\r\n0\r\n\r\n");
        }
    }

    @Test
    void aPeerThatVanishesIsNoticedByWhatIsWrittenNext() throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        HttpExchange exchange;
        try (Socket socket = server.connect()) {
            send(socket, GET);
            exchange = taken();
            onLoop(exchange, same -> same.onAbort(aborted::countDown));
            onLoop(exchange, StreamTest::beginStream);
            readUntil(socket, "first\n\r\n");
        }
        await().until(() -> {
            onLoop(exchange, same -> writeChunk(same, "heartbeat\n"));
            return aborted.getCount() == 0;
        });
        onLoop(exchange, HttpExchange::streamEnded);
        onLoop(exchange, same -> Echo.answer(same, 200, "dropped"));
        await().until(() -> server.channelsOpen.get() == 0);
    }

    @Test
    void aPeerThatResetsIsNoticedWhileNothingIsWritten() throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        try (Socket socket = server.connect()) {
            send(socket, GET);
            onLoop(taken(), same -> same.onAbort(aborted::countDown));
            socket.setSoLinger(true, 0);
        }
        assertThat(aborted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aPeerThatResetsMidBodyIsNoticed() throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        try (Socket socket = server.connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nhello");
            onLoop(taken(), exchange -> {
                exchange.onAbort(aborted::countDown);
                exchange.receiveBody(1000, body -> body.release());
            });
            socket.setSoLinger(true, 0);
        }
        assertThat(aborted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anAbortedStreamDoesNotLookComplete() throws Exception {
        try (Socket socket = server.connect()) {
            send(socket, GET);
            HttpExchange exchange = taken();
            onLoop(exchange, StreamTest::beginStream);
            onLoop(exchange, HttpExchange::abort);
            assertThat(readToEnd(socket)).endsWith("first\n\r\n");
        }
    }

    @Test
    void anUpgradeHandsOverWhatWasReadBehindTheRequest() throws Exception {
        try (Socket socket = server.connect()) {
            send(socket, "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: foo, upgrade\r\nUpgrade: x\r\n\r\nbehind");
            HttpExchange exchange = taken();
            assertThat(exchange.head().connectionHas("Upgrade")).isTrue();
            onLoop(exchange, same -> {
                ByteBuf out = same.context().alloc().buffer();
                ResponseHead.beginInterim(out, 101);
                ResponseHead.field(out, ResponseHead.CONNECTION, "upgrade");
                ResponseHead.end(out);
                same.context().write(out);
                ByteBuf unread = same.upgrade(new Parrot());
                same.channel().writeAndFlush(unread);
            });
            assertThat(readUntil(socket, "behind"))
                    .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n\r\nbehind");
            send(socket, "GET / HTTP/1.1\r\n\r\n");
            assertThat(readUntil(socket, "\r\n\r\n")).isEqualTo("GET / HTTP/1.1\r\n\r\n");
        }
        await().until(() -> server.channelsOpen.get() == 0);
    }

    @Test
    void anExchangeWithContentIsNotUpgraded() throws Exception {
        try (Socket socket = server.connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
            onLoop(taken(), exchange -> {
                assertThat(catchThrowable(() -> exchange.upgrade(new Parrot())))
                        .isInstanceOf(IllegalStateException.class);
                Echo.answer(exchange, 400, "no");
            });
            readUntil(socket, "no");
        }
    }

    @Test
    void aFaultOfTheApplicationEndsTheConnectionAndIsReported() throws IOException, InterruptedException {
        try (Socket socket = server.connect()) {
            send(socket, GET);
            HttpExchange exchange = taken();
            IllegalStateException fault = new IllegalStateException("ours");
            exchange.channel()
                    .eventLoop()
                    .execute(() -> exchange.channel().pipeline().fireExceptionCaught(fault));
            assertThat(readToEnd(socket)).isEmpty();
            await().until(() -> server.faultsOfOurs.remove(fault));
        }
    }

    /// Sends back whatever it reads.
    private static final class Parrot extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }
    }
}
