package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The same streams on Helidon 4 SE: a virtual thread for each connection, which blocks where it must.
///
/// Its way to stream is the response's output stream, flushed after each batch of 16 KiB, or event by event
/// when they are paced. A WebSocket's messages are sent from a virtual thread of their own, so that the
/// connection's goes on to read what the client says.
///
/// - **Threading:** virtual threads; on one core they share one carrier.
final class HelidonServer implements Opponent.Running {
    private static final String EPOCH = "0helidon";
    private static final int BACKLOG = 4096;

    private final WebServer server;

    private HelidonServer(int port) {
        server = WebServer.builder()
                .host("127.0.0.1")
                .port(port)
                .backlog(BACKLOG)
                .connectionOptions(socket -> socket.tcpNoDelay(true))
                .shutdownHook(false)
                .routing(routing -> routing.get("/readyz", (_, response) -> response.send("ready\n"))
                        .get("/bench/stream", HelidonServer::get)
                        .get("/bench/sse", HelidonServer::get)
                        .post("/crawl/stream", HelidonServer::post))
                .addRouting(WsRouting.builder().endpoint("/bench/ws", Messages::new))
                .build()
                .start();
    }

    static HelidonServer start(int port) {
        return new HelidonServer(port);
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void get(ServerRequest request, ServerResponse response) throws IOException {
        StreamRequest wanted =
                StreamRequest.ofGet(request.path().rawPath(), request.query().rawValue());
        if (wanted.kind() == StreamRequest.Kind.STREAM) {
            stream(response, wanted);
        } else {
            response.status(Status.BAD_REQUEST_400).send();
        }
    }

    private static void post(ServerRequest request, ServerResponse response) throws IOException {
        try (InputStream body = request.content().inputStream()) {
            stream(response, StreamRequest.oneEvent(body.readAllBytes().length));
        }
    }

    private static void stream(ServerResponse response, StreamRequest request) throws IOException {
        response.header(HeaderNames.CONTENT_TYPE, request.wire().contentType())
                .header(HeaderNames.CACHE_CONTROL, "no-cache, no-transform")
                .header("X-Accel-Buffering", "no");
        TickSource source = new TickSource(request, EPOCH);
        try (OutputStream out = response.outputStream()) {
            write(source, out);
            hold(source);
        }
    }

    /// Until the last event, which closing flushes. A method of its own, so that a held stream keeps no batch.
    private static void write(TickSource source, OutputStream out) throws IOException {
        byte[] batch = new byte[TickSource.BATCH_BYTES];
        while (!source.ended() && !source.held()) {
            int length = source.fill(batch);
            if (length == 0) {
                LockSupport.parkNanos(source.waitNs());
                continue;
            }
            out.write(batch, 0, length);
            if (!source.ended()) {
                out.flush();
                giveWay();
            }
        }
    }

    /// Virtual threads are not preempted: one whose socket is never full would keep the carrier.
    @SuppressWarnings("ThreadPriorityCheck")
    private static void giveWay() {
        Thread.yield();
    }

    /// Blocks as one does who waits for events that never come, until the server interrupts it.
    private static void hold(TickSource source) {
        while (source.held() && !Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
    }

    /// One WebSocket.
    private static final class Messages implements WsListener {
        private @Nullable StreamRequest request;
        private volatile boolean closed;

        @Override
        public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
            request = StreamRequest.ofGet(
                    prologue.uriPath().rawPath(), prologue.query().rawValue());
            return Optional.empty();
        }

        @Override
        public void onOpen(WsSession session) {
            StreamRequest wanted = request;
            if (wanted == null || wanted.kind() != StreamRequest.Kind.STREAM) {
                session.close(1008, "");
                return;
            }
            Thread.ofVirtual().start(() -> send(session, new TickSource(wanted, EPOCH)));
        }

        @Override
        public void onClose(WsSession session, int status, String reason) {
            closed = true;
        }

        @Override
        public void onError(WsSession session, Throwable cause) {
            closed = true;
        }

        private void send(WsSession session, TickSource source) {
            byte[] message = new byte[TickSource.BATCH_BYTES];
            int unyielded = 0;
            try {
                while (!closed && !source.ended() && !source.held()) {
                    int length = source.next(message);
                    if (length == 0) {
                        LockSupport.parkNanos(source.waitNs());
                    } else {
                        session.send(new String(message, 0, length, US_ASCII), true);
                        unyielded += length;
                    }
                    if (unyielded >= TickSource.BATCH_BYTES) {
                        unyielded = 0;
                        giveWay();
                    }
                }
                if (source.ended()) {
                    session.close(1000, "");
                }
            } catch (UncheckedIOException e) {
                // The client is gone, which ends its stream; there is nobody to tell.
                closed = true;
            }
        }
    }
}
