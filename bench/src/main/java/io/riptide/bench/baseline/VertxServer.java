package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.TimeUnit;

/// The same streams on Vert.x 5, with epoll and one event loop.
///
/// A stream writes while `writeQueueFull` is false, and goes on at the drain handler; so that no connection
/// keeps the loop to itself it yields by `runOnContext`. HTTP gets 16 KiB a write. A WebSocket message is a
/// write of its own, since the API knows no other way.
///
/// - **Threading:** one event loop.
final class VertxServer implements Opponent.Running {
    private static final String EPOCH = "00vertx0";
    private static final int BACKLOG = 4096;
    private static final int BATCHES_PER_TURN = 4;
    private static final short NORMAL_CLOSE = 1000;
    private static final short POLICY_CLOSE = 1008;

    private final Vertx vertx;
    private final HttpServer server;

    /// Streams share it: what is in it is copied before the next one runs.
    private final byte[] scratch = new byte[TickSource.BATCH_BYTES];

    private VertxServer(int port) {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setAcceptBacklog(BACKLOG))
                .requestHandler(this::answer)
                .webSocketHandler(this::answer)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    static VertxServer start(int port) {
        return new VertxServer(port);
    }

    @Override
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            request.body().onSuccess(body -> stream(request.response(), StreamRequest.oneEvent(body.length())));
            return;
        }
        StreamRequest wanted = StreamRequest.ofGet(request.uri(), null);
        switch (wanted.kind()) {
            case STREAM -> stream(request.response(), wanted);
            case READY -> request.response().end("ready\n");
            case SUBSCRIBE, PUBLISH, ECHO, NOT_FOUND ->
                request.response().setStatusCode(404).end();
            case BAD -> request.response().setStatusCode(400).end();
        }
    }

    private void stream(HttpServerResponse response, StreamRequest request) {
        response.setChunked(true)
                .putHeader("Content-Type", request.wire().contentType())
                .putHeader("Cache-Control", "no-cache, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        ResponseStream stream = new ResponseStream(response, new TickSource(request, EPOCH));
        response.closeHandler(_ -> stream.stop());
        stream.pump();
    }

    private void answer(ServerWebSocket socket) {
        StreamRequest wanted = StreamRequest.ofGet(socket.uri(), null);
        if (wanted.kind() != StreamRequest.Kind.STREAM) {
            socket.close(POLICY_CLOSE);
            return;
        }
        SocketStream stream = new SocketStream(socket, new TickSource(wanted, EPOCH));
        socket.closeHandler(_ -> stream.stop());
        stream.pump();
    }

    /// What both transports share: when to write and when to wait.
    private abstract class Stream {
        final TickSource source;
        private final WriteStream<Buffer> out;
        private boolean draining;
        private boolean stopped;

        Stream(WriteStream<Buffer> out, TickSource source) {
            this.out = out;
            this.source = source;
            out.exceptionHandler(_ -> stop());
            out.drainHandler(_ -> drained());
        }

        /// Writes a batch of what is due; false if nothing is.
        abstract boolean write();

        final void stop() {
            stopped = true;
        }

        final void pump() {
            for (int i = 0; i < BATCHES_PER_TURN && goesOn() && !out.writeQueueFull(); i++) {
                if (!write()) {
                    await();
                    return;
                }
            }
            if (goesOn() && out.writeQueueFull()) {
                draining = true;
            } else if (goesOn()) {
                vertx.runOnContext(_ -> pump());
            }
        }

        final boolean goesOn() {
            return !stopped && !source.ended();
        }

        private void drained() {
            if (draining) {
                draining = false;
                pump();
            }
        }

        private void await() {
            if (!source.held()) {
                vertx.timer(Math.max(1, source.waitNs()), TimeUnit.NANOSECONDS).onSuccess(_ -> pump());
            }
        }
    }

    private final class ResponseStream extends Stream {
        private final HttpServerResponse response;

        ResponseStream(HttpServerResponse response, TickSource source) {
            super(response, source);
            this.response = response;
        }

        @Override
        boolean write() {
            int length = source.fill(scratch);
            if (length == 0) {
                return false;
            }
            Buffer batch = Buffer.buffer(length).appendBytes(scratch, 0, length);
            if (source.ended()) {
                response.end(batch);
            } else {
                response.write(batch);
            }
            return true;
        }
    }

    private final class SocketStream extends Stream {
        private final ServerWebSocket socket;

        SocketStream(ServerWebSocket socket, TickSource source) {
            super(socket, source);
            this.socket = socket;
        }

        @Override
        boolean write() {
            int written = 0;
            while (written < TickSource.BATCH_BYTES && goesOn() && !socket.writeQueueFull()) {
                int length = source.next(scratch);
                if (length == 0) {
                    break;
                }
                socket.writeTextMessage(new String(scratch, 0, length, US_ASCII));
                written += length;
            }
            if (source.ended()) {
                socket.close(NORMAL_CLOSE);
            }
            return written > 0;
        }
    }
}
