package io.riptide.protocol.websocket;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Sends each message back as it came, and remembers the end.
final class EchoListener implements WebSocketListener {
    record End(int code, String reason, boolean clean) {}

    final CompletableFuture<End> end = new CompletableFuture<>();
    final CompletableFuture<ChannelHandlerContext> opened = new CompletableFuture<>();
    final AtomicLong messages = new AtomicLong();
    volatile @Nullable WebSocketHandler socket;

    @Override
    public void onOpen(WebSocketHandler socket, ChannelHandlerContext ctx) {
        this.socket = socket;
        opened.complete(ctx);
    }

    @Override
    public void onText(ByteBuf message) {
        messages.incrementAndGet();
        requireNonNull(socket).sendText(message.retainedSlice());
    }

    @Override
    public void onBinary(ByteBuf message) {
        messages.incrementAndGet();
        requireNonNull(socket).sendBinary(message.retainedSlice());
    }

    @Override
    public void onWritability(boolean writable) {}

    @Override
    public void onClosed(int code, String reason, boolean clean) {
        if (!end.complete(new End(code, reason, clean))) {
            throw new AssertionError("onClosed twice");
        }
    }
}
