package io.riptide.bench.baseline;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Plain Netty by hand: the server that Riptide's speed is held against.
///
/// It serves `GET /bench/stream|sse|ws?count=&size=&rate=` and answers any `POST` as a one-event stream once
/// its body has come. Events are made one by one, each with its own sequence and clock, but straight into the
/// write buffer: there is no log, no cursor, no second reader, no flow control but the socket's, no limits, no
/// time-outs, no validation. Topics are groups of channels, see [Topics]; `GET /bench/echo` sends WebSocket
/// frames back through Netty's codec. `metadata` and `summary` are sent with `type` and `id` alone.
///
/// - **Threading:** one event loop accepts and serves, unless asked for more.
/// - **Ownership:** whoever starts it closes it.
public final class NettyServer implements Opponent.Running {
    private static final int BACKLOG = 4096;

    /// Netty's own is a second, in which streams that yield by a task would keep those from being read or
    /// written that wait for their sockets.
    private static final long TASK_QUANTUM_MS = 1;

    private final EventLoopGroup loops;
    private final Channel listener;

    private NettyServer(EventLoopGroup loops, Channel listener) {
        this.loops = loops;
        this.listener = listener;
    }

    /// Listens on `127.0.0.1`; port 0 takes a free one.
    public static NettyServer start(int port, int loopCount, boolean epollWanted) {
        boolean epoll = epollWanted && Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        EventLoopGroup loops = new Loops(loopCount, io);
        Topics topics = new Topics();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new StreamHandler(topics));
                    }
                });
        Channel listener = bootstrap
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly()
                .channel();
        return new NettyServer(loops, listener);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /// Netty's group, but for the quantum.
    private static final class Loops extends MultiThreadIoEventLoopGroup {
        Loops(int count, IoHandlerFactory io) {
            super(count, io);
        }

        @Override
        protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... arguments) {
            return new SingleThreadIoEventLoop(
                    this, executor, io, Integer.MAX_VALUE, RejectedExecutionHandlers.reject(), TASK_QUANTUM_MS);
        }
    }

    /// `--port N` (default 0), `--loops N` (default 1), `--transport epoll|nio` (default epoll, where there is
    /// one).
    public static void main(String[] arguments) throws InterruptedException {
        // As in production, and as ours does: looking for leaks takes a stack trace of one buffer in 128.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        // The product's logger is on the class path too and would begin by telling everything on standard output.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        int port = 0;
        int loops = 1;
        boolean epoll = true;
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (arguments[i]) {
                case "--port" -> port = Integer.parseInt(value);
                case "--loops" -> loops = Integer.parseInt(value);
                case "--transport" -> epoll = value.equals("epoll");
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        try (NettyServer server = start(port, loops, epoll)) {
            System.out.println("listening on http://127.0.0.1:" + server.port());
            server.listener.closeFuture().sync();
        }
    }
}
