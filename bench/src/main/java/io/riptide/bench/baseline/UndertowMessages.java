package io.riptide.bench.baseline;

import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/// One WebSocket of [UndertowServer]: a batch of messages, one flush, and the next batch when all of the last
/// one have been written.
///
/// - **Threading:** the channel's I/O thread.
final class UndertowMessages implements WebSocketCallback<Void> {
    private static final int NORMAL_CLOSE = 1000;
    private static final int POLICY_CLOSE = 1008;

    private final WebSocketChannel channel;
    private final TickSource source;
    private final byte[] scratch = new byte[StreamRequest.SIZE_MAX + 1];

    /// Messages that are under way, and one for the batch that is being made.
    private int pending;

    private UndertowMessages(WebSocketChannel channel, TickSource source) {
        this.channel = channel;
        this.source = source;
    }

    static void start(StreamRequest request, WebSocketChannel channel) {
        channel.resumeReceives();
        if (request.kind() != StreamRequest.Kind.STREAM) {
            WebSockets.sendClose(POLICY_CLOSE, "", channel, null);
            return;
        }
        // So that frames wait for each other: each would be a write of its own otherwise.
        channel.setRequireExplicitFlush(true);
        UndertowMessages messages = new UndertowMessages(channel, new TickSource(request, UndertowServer.EPOCH));
        channel.getIoThread().execute(messages::send);
    }

    private void send() {
        if (!channel.isOpen()) {
            return;
        }
        pending = 1;
        int sent = 0;
        while (sent < TickSource.BATCH_BYTES) {
            int length = source.next(scratch);
            if (length == 0) {
                break;
            }
            pending++;
            WebSockets.sendText(ByteBuffer.wrap(Arrays.copyOf(scratch, length)), channel, this);
            sent += length;
        }
        channel.flush();
        if (source.ended()) {
            WebSockets.sendClose(NORMAL_CLOSE, "", channel, null);
            channel.flush();
        }
        written();
    }

    @Override
    public void complete(WebSocketChannel completed, @Nullable Void context) {
        written();
    }

    /// The client is gone; there is nobody to tell.
    @Override
    public void onError(WebSocketChannel failed, @Nullable Void context, Throwable cause) {
        IoUtils.safeClose(channel);
    }

    private void written() {
        if (--pending > 0 || source.ended() || source.held()) {
            return;
        }
        long waitNs = source.waitNs();
        if (waitNs > 0) {
            channel.getIoThread().executeAfter(this::send, waitNs, TimeUnit.NANOSECONDS);
        } else {
            channel.getIoThread().execute(this::send);
        }
    }
}
