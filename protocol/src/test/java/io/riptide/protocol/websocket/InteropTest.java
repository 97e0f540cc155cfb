package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import io.netty.util.LeakPresenceDetector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that others wrote.
class InteropTest {
    private final CountingBudget budget = new CountingBudget(64 << 20);
    private final LoopbackServer server =
            new LoopbackServer(WebSocketLimits.STANDARD.withMessageBytesMax(4 << 20), budget, EchoListener::new);

    @AfterEach
    void nothingIsLeft() {
        server.close();
        assertThat(budget.used()).isZero();
        LeakPresenceDetector.check();
    }

    @Test
    void theJdksClientIsUnderstood() throws Exception {
        JdkListener listener = new JdkListener();
        try (HttpClient http = HttpClient.newHttpClient()) {
            WebSocket socket = http.newWebSocketBuilder()
                    .subprotocols(WebSocketHandshake.SUBPROTOCOL)
                    .buildAsync(uri(), listener)
                    .get(10, TimeUnit.SECONDS);
            assertThat(socket.getSubprotocol()).isEqualTo(WebSocketHandshake.SUBPROTOCOL);
            socket.sendText("κόσμε", true).get();
            assertThat(listener.next()).isEqualTo("κόσμε");
            socket.sendText("one ", false).get();
            socket.sendPing(ByteBuffer.wrap("?".getBytes(UTF_8))).get();
            socket.sendText("two", true).get();
            assertThat(listener.next()).isEqualTo("pong ?");
            assertThat(listener.next()).isEqualTo("one two");
            String large = "x".repeat(3 << 20);
            socket.sendText(large, true).get();
            assertThat(listener.next()).isEqualTo(large);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get();
            assertThat(listener.next()).isEqualTo("close 1000");
        }
    }

    private URI uri() {
        return URI.create("ws://127.0.0.1:" + server.port() + "/");
    }

    private static final class JdkListener implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        String next() throws InterruptedException {
            return String.valueOf(messages.poll(20, TimeUnit.SECONDS));
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
            messages.add("pong " + UTF_8.decode(payload));
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            messages.add("close " + code);
            return CompletableFuture.completedFuture(null);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 12, 15})
    void nettysClientIsUnderstoodCompressed(int serverWindowBits) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            NettyClient client = new NettyClient();
            Channel channel = connect(loops, client, serverWindowBits);
            client.opened.get(10, TimeUnit.SECONDS);
            String words = "some words come again and again ".repeat(3000);
            channel.writeAndFlush(new TextWebSocketFrame(words)).sync();
            assertThat(client.next()).isEqualTo("text " + words);
            channel.writeAndFlush(new TextWebSocketFrame(false, 0, words));
            channel.writeAndFlush(new PingWebSocketFrame(Unpooled.copiedBuffer("?", UTF_8)));
            channel.writeAndFlush(new ContinuationWebSocketFrame(true, 0, words))
                    .sync();
            assertThat(client.next()).isEqualTo("pong ?");
            assertThat(client.next()).isEqualTo("text " + words + words);
            channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[500_000])))
                    .sync();
            assertThat(client.next()).isEqualTo("binary 500000");
            channel.writeAndFlush(new CloseWebSocketFrame(1000, "done")).sync();
            assertThat(client.next()).isEqualTo("close 1000");
            channel.closeFuture().sync();
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }

    private Channel connect(EventLoopGroup loops, NettyClient client, int serverWindowBits)
            throws InterruptedException {
        return new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(8192))
                                .addLast(new WebSocketClientExtensionHandler(
                                        new PerMessageDeflateClientExtensionHandshaker(
                                                6, true, serverWindowBits == 0 ? 15 : serverWindowBits, true, true, 0)))
                                .addLast(new WebSocketClientProtocolHandler(
                                        WebSocketClientHandshakerFactory.newHandshaker(
                                                uri(),
                                                WebSocketVersion.V13,
                                                null,
                                                true,
                                                new DefaultHttpHeaders(),
                                                4 << 20),
                                        false,
                                        false,
                                        10_000))
                                .addLast(new io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator(4 << 20))
                                .addLast(client);
                    }
                })
                .connect("127.0.0.1", server.port())
                .sync()
                .channel();
    }

    private static final class NettyClient extends SimpleChannelInboundHandler<WebSocketFrame> {
        private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return String.valueOf(messages.poll(20, TimeUnit.SECONDS));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                opened.complete(true);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            ByteBuf content = frame.content();
            switch (frame) {
                case TextWebSocketFrame _ -> messages.add("text " + content.toString(UTF_8));
                case BinaryWebSocketFrame _ -> messages.add("binary " + content.readableBytes());
                case PongWebSocketFrame _ -> messages.add("pong " + content.toString(UTF_8));
                case CloseWebSocketFrame close -> messages.add("close " + close.statusCode());
                default -> throw new AssertionError(frame);
            }
        }
    }
}
