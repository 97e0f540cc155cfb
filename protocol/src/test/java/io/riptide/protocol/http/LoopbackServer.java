package io.riptide.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A server on the loopback whose connections one application answers, and clients that speak to it in raw
/// bytes.
///
/// On epoll where there is one, unless the property `riptide.test.transport` is `nio`.
final class LoopbackServer implements AutoCloseable {
    private static final int CLIENT_TIMEOUT_MS = 10_000;

    private static final boolean IS_EPOLL =
            Epoll.isAvailable() && !"nio".equals(System.getProperty("riptide.test.transport"));

    final Queue<HttpConnectionHandler> connections = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> faultsOfOurs = new ConcurrentLinkedQueue<>();
    final AtomicLong bytesRead = new AtomicLong();
    final AtomicLong channelsOpen = new AtomicLong();

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, IS_EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final Channel listener;

    LoopbackServer(HttpLimits limits, HttpApplication application) {
        this.listener = new ServerBootstrap()
                .group(group)
                .channel(IS_EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(8 * 1024, 32 * 1024))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        HttpConnectionHandler connection = new HttpConnectionHandler(limits, application);
                        connections.add(connection);
                        channel.pipeline().addLast(new Meter(), connection, new Reporter());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(CLIENT_TIMEOUT_MS);
        socket.connect(listener.localAddress());
        return socket;
    }

    /// A client whose kernel takes little, so that a server soon notices that nobody reads.
    Socket connectNarrow() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(CLIENT_TIMEOUT_MS);
        socket.connect((InetSocketAddress) listener.localAddress());
        return socket;
    }

    /// Sends everything at once and returns the answers until the server ends the connection.
    List<String> exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            send(socket, request);
            return Answer.all(readToEnd(socket));
        }
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    static String readToEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    /// Reads until what has come ends with `end`.
    static String readUntil(Socket socket, String end) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        while (!received.toString(ISO_8859_1).endsWith(end)) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new IOException("ended after: " + received.toString(ISO_8859_1));
            }
            received.write(octet);
        }
        return received.toString(ISO_8859_1);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Meter extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channelsOpen.incrementAndGet();
            ctx.fireChannelActive();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            channelsOpen.decrementAndGet();
            ctx.fireChannelInactive();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            bytesRead.addAndGet(((ByteBuf) message).readableBytes());
            ctx.fireChannelRead(message);
        }
    }

    private final class Reporter extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            faultsOfOurs.add(cause);
        }
    }
}
