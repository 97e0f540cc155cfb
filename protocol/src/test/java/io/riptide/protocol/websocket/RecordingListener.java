package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes down what it is told, for handlers driven by an embedded channel.
final class RecordingListener implements WebSocketListener {
    final List<String> calls = new ArrayList<>();
    Consumer<ByteBuf> onMessage = _ -> {};

    @Nullable
    WebSocketHandler socket;

    @Override
    public void onOpen(WebSocketHandler socket, ChannelHandlerContext ctx) {
        this.socket = socket;
        calls.add("open");
    }

    @Override
    public void onText(ByteBuf message) {
        calls.add("text " + message.toString(UTF_8));
        onMessage.accept(message);
    }

    @Override
    public void onBinary(ByteBuf message) {
        calls.add("binary " + ByteBufUtil.hexDump(message));
        onMessage.accept(message);
    }

    @Override
    public void onWritability(boolean writable) {
        calls.add("writable " + writable);
    }

    @Override
    public void onClosed(int code, String reason, boolean clean) {
        calls.add("closed " + code + " " + reason + " " + clean);
    }
}
