package io.riptide.bench.baseline;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Options;

/// The same streams on Undertow: its sender that does not block, on one I/O thread.
///
/// A stream fills a pooled buffer, sends it, and goes on in the callback; after a few buffers it goes on in a
/// task of the thread, so that the others which have tasks get their turn. The thread selects only when it has
/// none: a connection that waits for its socket can starve beside those whose sockets are never full. Waits are
/// the thread's own timers, whose grain is a millisecond.
///
/// - **Threading:** one I/O thread.
final class UndertowServer implements Opponent.Running {
    static final String EPOCH = "undertow";
    private static final int BACKLOG = 4096;
    private static final int BATCHES_PER_TURN = 4;
    private static final HttpString BUFFERING = new HttpString("X-Accel-Buffering");

    private final Undertow server;

    /// Streams share it: what is in it is copied before the next one runs.
    private final byte[] scratch = new byte[TickSource.BATCH_BYTES];

    private UndertowServer(int port) {
        HttpHandler sockets = Handlers.websocket((exchange, channel) ->
                UndertowMessages.start(StreamRequest.ofGet("/bench/ws", exchange.getQueryString()), channel));
        server = Undertow.builder()
                .addHttpListener(port, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setDirectBuffers(true)
                .setBufferSize(TickSource.BATCH_BYTES)
                .setSocketOption(Options.BACKLOG, BACKLOG)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setHandler(Handlers.path(this::answer).addExactPath("/bench/ws", sockets))
                .build();
        server.start();
    }

    static UndertowServer start(int port) {
        return new UndertowServer(port);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void answer(HttpServerExchange exchange) {
        if (exchange.getRequestMethod().equals(Methods.POST)) {
            exchange.getRequestReceiver()
                    .receiveFullBytes((whole, body) -> stream(whole, StreamRequest.oneEvent(body.length)));
            return;
        }
        StreamRequest wanted = StreamRequest.ofGet(exchange.getRequestPath(), exchange.getQueryString());
        switch (wanted.kind()) {
            case STREAM -> stream(exchange, wanted);
            case READY -> exchange.getResponseSender().send("ready\n");
            case SUBSCRIBE, PUBLISH, ECHO, NOT_FOUND ->
                exchange.setStatusCode(404).endExchange();
            case BAD -> exchange.setStatusCode(400).endExchange();
        }
    }

    private void stream(HttpServerExchange exchange, StreamRequest request) {
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, request.wire().contentType())
                .put(Headers.CACHE_CONTROL, "no-cache, no-transform")
                .put(BUFFERING, "no");
        ResponseStream stream = new ResponseStream(exchange, new TickSource(request, EPOCH));
        // Dispatched, or the exchange would end when the handler returns.
        exchange.dispatch(SameThreadExecutor.INSTANCE, stream::send);
    }

    /// One answer.
    private final class ResponseStream implements IoCallback {
        private final HttpServerExchange exchange;
        private final TickSource source;
        private @Nullable PooledByteBuffer buffer;
        private int batches;

        ResponseStream(HttpServerExchange exchange, TickSource source) {
            this.exchange = exchange;
            this.source = source;
        }

        void send() {
            int length = source.fill(scratch);
            if (length == 0) {
                if (!source.held()) {
                    exchange.getIoThread().executeAfter(this::send, source.waitNs(), TimeUnit.NANOSECONDS);
                }
                return;
            }
            if (source.ended() && !exchange.isResponseStarted()) {
                exchange.setResponseContentLength(length);
            }
            PooledByteBuffer filled =
                    exchange.getConnection().getByteBufferPool().allocate();
            buffer = filled;
            filled.getBuffer().put(scratch, 0, length).flip();
            exchange.getResponseSender().send(filled.getBuffer(), this);
        }

        @Override
        public void onComplete(HttpServerExchange completed, Sender sender) {
            release();
            if (source.ended()) {
                exchange.endExchange();
            } else if (++batches == BATCHES_PER_TURN) {
                batches = 0;
                exchange.getIoThread().execute(this::send);
            } else {
                send();
            }
        }

        /// The client is gone; there is nobody to tell.
        @Override
        public void onException(HttpServerExchange failed, Sender sender, IOException cause) {
            release();
            IoUtils.safeClose(exchange.getConnection());
        }

        private void release() {
            if (buffer != null) {
                buffer.close();
                buffer = null;
            }
        }
    }
}
