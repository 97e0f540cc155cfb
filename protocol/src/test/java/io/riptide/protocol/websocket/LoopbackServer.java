package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A server on loopback that makes every request a WebSocket.
final class LoopbackServer implements AutoCloseable {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final WebSocketHandshake handshake = new WebSocketHandshake(List.of(WebSocketHandshake.SUBPROTOCOL), true);
    private final WebSocketLimits limits;
    private final InboundBudget budget;
    private final Supplier<WebSocketListener> listeners;
    private final Channel acceptor;

    LoopbackServer(WebSocketLimits limits, InboundBudget budget, Supplier<WebSocketListener> listeners) {
        this.limits = limits;
        this.budget = budget;
        this.listeners = listeners;
        this.acceptor = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.SO_SNDBUF, 64 * 1024)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        channel.pipeline().addLast(new HandshakeHandler());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) acceptor.localAddress()).getPort();
    }

    /// Closes the connections before the loop, which may stop without telling their handlers; `channelInactive`
    /// is a task behind the one that closed, so it has run once two more tasks have.
    @Override
    public void close() {
        acceptor.close().awaitUninterruptibly();
        loops.submit(() -> {}).awaitUninterruptibly();
        channels.close().awaitUninterruptibly();
        loops.submit(() -> {}).awaitUninterruptibly();
        loops.submit(() -> {}).awaitUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /// Waits for a whole head, answers it and hands over.
    private final class HandshakeHandler extends ByteToMessageDecoder {
        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int end = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(new byte[] {'\r', '\n', '\r', '\n'}), in);
            if (end < 0) {
                return;
            }
            String head = in.readCharSequence(end - in.readerIndex(), US_ASCII).toString();
            in.skipBytes(4);
            switch (handshake.decide(TextRequest.of(head))) {
                case HandshakeOutcome.Accepted accepted -> {
                    ByteBuf response = ctx.alloc().buffer();
                    handshake.writeResponse(accepted, Map.of(), response);
                    ctx.writeAndFlush(response);
                    ByteBuf unread = in.readBytes(in.readableBytes());
                    WebSocketHandler handler =
                            new WebSocketHandler(listeners.get(), limits, budget, accepted.deflate(), unread);
                    ctx.pipeline().replace(this, null, handler);
                }
                case HandshakeOutcome.Refused refused -> {
                    String response = "HTTP/1.1 " + refused.status() + " Refused\r\nContent-Length: 0\r\n\r\n";
                    ctx.writeAndFlush(Unpooled.copiedBuffer(response, US_ASCII)).addListener(_ -> ctx.close());
                }
            }
        }
    }
}
