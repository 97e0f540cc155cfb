package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// The site that crawlers are measured on: `/p/0` and on, the same for everyone, made or real, and no
/// `robots.txt`.
///
/// Answers are made once, heads and all, and written as retained duplicates, so that it is not what is
/// measured.
///
/// - **Threading:** one event loop accepts and serves.
/// - **Ownership:** whoever starts it closes it.
public final class PageServer implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int PAGES = 1_000;

    private final EventLoopGroup loops;
    private final Channel listener;
    private final List<ByteBuf> pages;

    private PageServer(EventLoopGroup loops, Channel listener, List<ByteBuf> pages) {
        this.loops = loops;
        this.listener = listener;
        this.pages = pages;
    }

    /// Listens on `127.0.0.1`; port 0 takes a free one.
    public static PageServer start(int port, int count) {
        List<byte[]> pages = new ArrayList<>();
        for (int page = 0; page < count; page++) {
            pages.add(Pages.html(page));
        }
        return start(port, pages);
    }

    /// Serves `html`, the first as `/p/0`.
    static PageServer start(int port, List<byte[]> html) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        List<ByteBuf> pages = new ArrayList<>();
        for (byte[] page : html) {
            pages.add(answer("200 OK", page));
        }
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, io);
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new PageHandler(pages));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly()
                .channel();
        return new PageServer(loops, listener, pages);
    }

    /// A whole answer, its head included; it stays where it is until the server is closed.
    static ByteBuf answer(String status, byte[] body) {
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        ByteBuf answer = Unpooled.directBuffer(head.length() + body.length);
        return answer.writeBytes(head.getBytes(US_ASCII)).writeBytes(body);
    }

    /// Where its pages begin.
    public URI base() {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort());
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        pages.forEach(ByteBuf::release);
    }

    /// Real pages: every n-th `html/NAME.html.gz` in `folder`, `count` of them.
    private static List<byte[]> real(Path folder, int count) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder.resolve("html"))) {
            files = listed.sorted().toList();
        }
        if (files.size() < count) {
            throw new IllegalArgumentException(folder + " has " + files.size() + " pages, wanted " + count);
        }
        List<byte[]> pages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            try (var in = new GZIPInputStream(Files.newInputStream(files.get(i * (files.size() / count))))) {
                pages.add(in.readAllBytes());
            }
        }
        return pages;
    }

    /// `--port N` (default 0), `--pages N` (default 1000), `--data FOLDER` with real pages instead of made
    /// ones.
    public static void main(String[] arguments) throws InterruptedException, IOException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        // The product's logger is on the class path too and would begin by telling everything on standard output.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        int port = 0;
        int pages = PAGES;
        Optional<Path> data = Optional.empty();
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (arguments[i]) {
                case "--port" -> port = Integer.parseInt(value);
                case "--pages" -> pages = Integer.parseInt(value);
                case "--data" -> data = Optional.of(Path.of(value));
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        try (PageServer server = data.isPresent() ? start(port, real(data.get(), pages)) : start(port, pages)) {
            System.out.println("listening on " + server.base());
            server.listener.closeFuture().sync();
        }
    }
}
