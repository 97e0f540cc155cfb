package io.riptide.bench.baseline;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/// One WebSocket of [JettyServer], by the core API, since that alone lets frames wait for each other: those of
/// a batch are sent with `batch` set, and a flush ends it.
///
/// - **Threading:** as [JettyServer].
final class JettyMessages implements FrameHandler {
    private final StreamRequest request;
    private final Scheduler scheduler;
    private final Executor executor;
    private @Nullable Messages messages;

    JettyMessages(StreamRequest request, Scheduler scheduler, Executor executor) {
        this.request = request;
        this.scheduler = scheduler;
        this.executor = executor;
    }

    @Override
    public void onOpen(CoreSession session, Callback callback) {
        callback.succeeded();
        session.demand();
        if (request.kind() == StreamRequest.Kind.STREAM) {
            Messages started = new Messages(session, new TickSource(request, JettyServer.EPOCH));
            messages = started;
            started.iterate();
        } else {
            session.close(CloseStatus.POLICY_VIOLATION, "", Callback.NOOP);
        }
    }

    /// Only a close frame means anything, and Jetty answers it when this returns.
    @Override
    public void onFrame(Frame frame, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        stop(cause);
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        stop(new EOFException("closed"));
        callback.succeeded();
    }

    private void stop(Throwable cause) {
        if (messages != null) {
            messages.abort(cause);
        }
    }

    /// Sends a batch, waits until it is flushed, sends the next.
    private final class Messages extends IteratingCallback {
        private final CoreSession session;
        private final TickSource source;
        private int batches;

        Messages(CoreSession session, TickSource source) {
            this.session = session;
            this.source = source;
        }

        @Override
        protected Action process() {
            if (source.ended()) {
                session.close(CloseStatus.NORMAL, "", Callback.NOOP);
                return Action.SUCCEEDED;
            }
            if (batches == JettyServer.BATCHES_PER_TURN) {
                batches = 0;
                executor.execute(this::iterate);
                return Action.IDLE;
            }
            if (sendBatch() == 0) {
                if (!source.held()) {
                    scheduler.schedule(this::iterate, source.waitNs(), TimeUnit.NANOSECONDS);
                }
                return Action.IDLE;
            }
            batches++;
            session.flush(this);
            return Action.SCHEDULED;
        }

        /// Returns how many bytes were sent. A frame that fails fails the flush behind it too.
        private int sendBatch() {
            byte[] scratch = JettyServer.SCRATCH.get();
            int sent = 0;
            while (sent < TickSource.BATCH_BYTES) {
                int length = source.next(scratch);
                if (length == 0) {
                    break;
                }
                byte[] payload = Arrays.copyOf(scratch, length);
                session.sendFrame(new Frame(OpCode.TEXT, ByteBuffer.wrap(payload)), Callback.NOOP, true);
                sent += length;
            }
            return sent;
        }
    }
}
