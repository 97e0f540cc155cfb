package io.riptide.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.riptide.protocol.http.HttpApplication;
import io.riptide.protocol.http.HttpConnectionHandler;
import io.riptide.protocol.http.HttpLimits;
import io.riptide.protocol.stream.StreamHandler;
import io.riptide.protocol.stream.StreamSettings;
import io.riptide.protocol.stream.StreamWriter;
import io.riptide.protocol.transport.SocketTuning;
import io.riptide.protocol.transport.Transport;
import io.riptide.protocol.websocket.CloseCode;
import io.riptide.protocol.websocket.WebSocketHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Accepts connections and gives each its pipeline.
///
/// ```
///  socket ◄──► StreamHandler ◄──► HttpConnectionHandler (or, after an upgrade, WebSocketHandler)
/// ```
///
/// - **Threading:** opened and closed by one thread; connections live on their event loops.
public final class Listener {
    private static final int COME_BACK_MS_MIN = 500;
    private static final int COME_BACK_MS_MAX = 1500;

    private final Transport transport;
    private final EventLoopGroup loops;
    private final SocketTuning tuning;
    private final StreamSettings streamSettings;
    private final HttpLimits httpLimits;
    private final ConnectionLimits connectionLimits;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final List<Channel> acceptors = new CopyOnWriteArrayList<>();

    /// A listener whose connections live on `loops`.
    public Listener(
            Transport transport,
            EventLoopGroup loops,
            SocketTuning tuning,
            StreamSettings streamSettings,
            HttpLimits httpLimits,
            ConnectionLimits connectionLimits) {
        this.transport = transport;
        this.loops = loops;
        this.tuning = tuning;
        this.streamSettings = streamSettings;
        this.httpLimits = httpLimits;
        this.connectionLimits = connectionLimits;
    }

    /// Listens on `address`, with the kernel's own backlog when `backlog` is 0, and with `acceptorCount`
    /// sockets when more than one loop is to accept, and answers by `application`. Returns the address with its
    /// real port.
    public InetSocketAddress open(
            InetSocketAddress address, int backlog, int acceptorCount, HttpApplication application) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                // Netty's way to read the limit: the JDK asks /proc for one byte first and gets no second.
                .option(ChannelOption.SO_BACKLOG, backlog == 0 ? NetUtil.SOMAXCONN : backlog)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ConnectionInitializer(application));
        if (acceptorCount > 1) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        Channel first = bootstrap.bind(address).syncUninterruptibly().channel();
        acceptors.add(first);
        InetSocketAddress bound = (InetSocketAddress) first.localAddress();
        for (int i = 1; i < acceptorCount; i++) {
            acceptors.add(bootstrap.bind(bound).syncUninterruptibly().channel());
        }
        return bound;
    }

    /// Accepts no more connections.
    public void stopAccepting() {
        for (Channel acceptor : acceptors) {
            acceptor.close().awaitUninterruptibly();
        }
    }

    /// Invites those to come back whose streams can go on elsewhere, or here when the server is back; each at
    /// another moment, so that they do not come all at once.
    public void sendAway() {
        for (Channel connection : connections) {
            connection.eventLoop().execute(() -> {
                StreamHandler streams = connection.pipeline().get(StreamHandler.class);
                if (streams != null) {
                    List.copyOf(streams.streams()).forEach(stream -> stream.sendAway(comeBackMs()));
                }
            });
        }
    }

    private static int comeBackMs() {
        return ThreadLocalRandom.current().nextInt(COME_BACK_MS_MIN, COME_BACK_MS_MAX);
    }

    /// Tells every connection to end after the answer it is giving.
    public void drain() {
        for (Channel connection : connections) {
            connection.eventLoop().execute(() -> {
                HttpConnectionHandler handler = connection.pipeline().get(HttpConnectionHandler.class);
                if (handler != null) {
                    handler.drain();
                }
                drainSocket(connection.pipeline());
            });
        }
    }

    /// Streams that their reader holds back go on to their last event. A socket that has streams ends with the
    /// last of them, by its session; one that has none ends now.
    private static void drainSocket(ChannelPipeline pipeline) {
        StreamHandler streams = pipeline.get(StreamHandler.class);
        if (streams != null) {
            List.copyOf(streams.streams()).forEach(StreamWriter::letGo);
        }
        WebSocketHandler socket = pipeline.get(WebSocketHandler.class);
        if (socket != null && (streams == null || streams.streams().isEmpty())) {
            socket.close(CloseCode.GOING_AWAY, "the server is shutting down");
        }
    }

    /// Waits until every connection has ended, or the time is up; returns whether all have.
    public boolean awaitClosed(long timeoutMs) throws InterruptedException {
        return connections.newCloseFuture().await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /// Ends the connections that are left.
    public void close() {
        connections.close().awaitUninterruptibly();
    }

    private final class ConnectionInitializer extends ChannelInitializer<Channel> {
        private final HttpApplication application;

        ConnectionInitializer(HttpApplication application) {
            this.application = application;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        protected void initChannel(Channel channel) {
            InetAddress client = channel.remoteAddress() instanceof InetSocketAddress address
                    ? address.getAddress()
                    : InetAddress.getLoopbackAddress();
            if (!connectionLimits.enter(client)) {
                channel.close();
                return;
            }
            channel.closeFuture().addListener(_ -> connectionLimits.leave(client));
            connections.add(channel);
            tuning.apply(channel);
            channel.pipeline()
                    .addLast(new StreamHandler(streamSettings))
                    .addLast(new HttpConnectionHandler(httpLimits, application));
        }
    }
}
