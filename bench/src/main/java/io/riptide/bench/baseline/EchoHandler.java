package io.riptide.bench.baseline;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/// Sends every WebSocket frame back, through Netty's own codec; what one read brought is sent in one flush.
final class EchoHandler extends ChannelInboundHandlerAdapter {
    private static final int FRAME_BYTES_MAX = 16 * 1024 * 1024;

    private EchoHandler() {}

    /// Puts the codec and an echo where `ctx` is, the handshake being done.
    static void replace(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addLast(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(FRAME_BYTES_MAX)
                .build()));
        pipeline.addLast(new WebSocket13FrameEncoder(false));
        pipeline.addLast(new EchoHandler());
        pipeline.remove(ctx.handler());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ctx.write(message, ctx.voidPromise());
        if (message instanceof CloseWebSocketFrame) {
            ctx.flush();
            ctx.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
