package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/// The same streams on Jetty 12's core: a handler that never blocks, on one selector.
///
/// A stream is an `IteratingCallback`, Jetty's own form of asynchronous writing: a buffer of the server's pool
/// is filled, written, and the next one made when its callback has succeeded. Waits are the connector's
/// scheduler's. So that no connection keeps the selector to itself it goes on in the thread pool after a few
/// buffers.
///
/// - **Threading:** the selector's thread, the scheduler's or one of the pool; one at a time for each stream.
final class JettyServer implements Opponent.Running {
    static final String EPOCH = "00jetty0";
    static final int BATCHES_PER_TURN = 4;

    /// One of each for accepting and selecting, and a few to go on in.
    private static final int THREADS_MAX = 8;

    private static final int BACKLOG = 4096;
    private static final int BODY_BYTES_MAX = 1 << 20;

    /// Where a thread makes the batch that it is about to put into a buffer.
    static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[TickSource.BATCH_BYTES]);

    private final Server server = new Server(new QueuedThreadPool(THREADS_MAX));
    private final ServerConnector connector;

    private JettyServer(int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setAcceptQueueSize(BACKLOG);
        // A subscriber to whom nothing happens would lose its connection after half a minute.
        connector.setIdleTimeout(0);
        server.addConnector(connector);
        WebSocketUpgradeHandler sockets = new WebSocketUpgradeHandler();
        sockets.addMapping(
                "/bench/ws",
                (request, _, _) -> new JettyMessages(
                        StreamRequest.ofGet("/bench/ws", request.getHttpURI().getQuery()),
                        connector.getScheduler(),
                        server.getThreadPool()));
        sockets.setHandler(new Streams());
        server.setHandler(sockets);
    }

    // `start` of a life cycle may throw anything.
    static JettyServer start(int port) {
        JettyServer started = new JettyServer(port);
        try {
            started.server.start();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not start", e);
        }
        return started;
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }

    private final class Streams extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (request.getMethod().equals("POST")) {
                Content.Source.asByteArrayAsync(
                        request,
                        BODY_BYTES_MAX,
                        Promise.Invocable.from(InvocationType.NON_BLOCKING, (body, failure) -> {
                            if (failure == null) {
                                stream(response, StreamRequest.oneEvent(body.length), callback);
                            } else {
                                callback.failed(failure);
                            }
                        }));
                return true;
            }
            StreamRequest wanted = StreamRequest.ofGet(
                    request.getHttpURI().getPath(), request.getHttpURI().getQuery());
            switch (wanted.kind()) {
                case STREAM -> stream(response, wanted, callback);
                case READY -> response.write(true, ByteBuffer.wrap("ready\n".getBytes(UTF_8)), callback);
                case SUBSCRIBE, PUBLISH, ECHO, NOT_FOUND -> Response.writeError(request, response, callback, 404);
                case BAD -> Response.writeError(request, response, callback, 400);
            }
            return true;
        }

        private void stream(Response response, StreamRequest request, Callback callback) {
            response.getHeaders()
                    .put(HttpHeader.CONTENT_TYPE, request.wire().contentType())
                    .put(HttpHeader.CACHE_CONTROL, "no-cache, no-transform")
                    .put("X-Accel-Buffering", "no");
            new ResponseStream(response, new TickSource(request, EPOCH), callback).iterate();
        }
    }

    /// One answer.
    private final class ResponseStream extends IteratingCallback {
        private final Response response;
        private final TickSource source;
        private final Callback callback;
        private final ByteBufferPool pool = server.getByteBufferPool();
        private final Scheduler scheduler = connector.getScheduler();
        private @Nullable RetainableByteBuffer buffer;
        private int batches;

        ResponseStream(Response response, TickSource source, Callback callback) {
            this.response = response;
            this.source = source;
            this.callback = callback;
        }

        @Override
        protected Action process() {
            if (source.ended()) {
                return Action.SUCCEEDED;
            }
            if (batches == BATCHES_PER_TURN) {
                batches = 0;
                server.getThreadPool().execute(this::iterate);
                return Action.IDLE;
            }
            byte[] scratch = SCRATCH.get();
            int length = source.fill(scratch);
            if (length == 0) {
                if (!source.held()) {
                    scheduler.schedule(this::iterate, source.waitNs(), TimeUnit.NANOSECONDS);
                }
                return Action.IDLE;
            }
            batches++;
            RetainableByteBuffer filled = pool.acquire(TickSource.BATCH_BYTES, true);
            buffer = filled;
            BufferUtil.append(filled.getByteBuffer(), scratch, 0, length);
            response.write(source.ended(), filled.getByteBuffer(), this);
            return Action.SCHEDULED;
        }

        @Override
        protected void onSuccess() {
            release();
        }

        @Override
        protected void onCompleteSuccess() {
            callback.succeeded();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            release();
            callback.failed(cause);
        }

        private void release() {
            if (buffer != null) {
                buffer.release();
                buffer = null;
            }
        }
    }
}
