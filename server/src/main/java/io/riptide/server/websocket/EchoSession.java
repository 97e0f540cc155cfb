package io.riptide.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.websocket.WebSocketHandler;
import io.riptide.protocol.websocket.WebSocketListener;
import org.jspecify.annotations.Nullable;

/// Sends every message back as it came.
///
/// - **Bounds:** the connection stops reading while its peer does not, so at most what was being read waits.
@OnEventLoop
public final class EchoSession implements WebSocketListener {
    private @Nullable WebSocketHandler socket;

    @Override
    public void onOpen(WebSocketHandler opened, ChannelHandlerContext ctx) {
        socket = opened;
    }

    @Override
    public void onText(ByteBuf message) {
        socket().sendText(message.retainedSlice());
    }

    @Override
    public void onBinary(ByteBuf message) {
        socket().sendBinary(message.retainedSlice());
    }

    @Override
    public void onWritability(boolean writable) {
        // The handler does not read while the peer does not.
    }

    @Override
    public void onClosed(int code, String reason, boolean clean) {
        socket = null;
    }

    private WebSocketHandler socket() {
        WebSocketHandler opened = socket;
        assert opened != null;
        return opened;
    }
}
