package io.riptide.protocol.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordWriter;
import io.riptide.engine.log.Retention;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.metrics.LatencyRecorder;
import io.riptide.protocol.ndjson.NdjsonFraming;
import io.riptide.protocol.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// How a proxy with a pipeline of its own streams a log, without our server and without our HTTP.
///
/// ```
///  socket ◄──► StreamHandler ◄──► HttpServerCodec ◄──► the proxy's own handler
/// ```
///
/// The stream's bytes are ready for the wire, so its handler stands nearer to the socket than the codec: the
/// codec writes the head, and what the stream writes passes it by.
class EmbeddingExampleTest {
    private final SegmentPool pool = new SegmentPool(8L << 20);
    private final EventLog log = new EventLog(pool, ByteBudget.root("proxy", 8L << 20), Retention.NONE, 1 << 20);
    private final StreamSettings settings = new StreamSettings(
            new Names(), 64 * 1024, TimeUnit.SECONDS.toNanos(30), new Counters(), new LatencyRecorder(), () -> false);

    @Test
    void aProxyStreamsALogThroughItsOwnPipeline() throws Exception {
        EventLoopGroup loops = Transport.best().newLoops(1);
        try {
            Channel server = new ServerBootstrap()
                    .group(loops)
                    .channel(Transport.best().serverChannel())
                    .childHandler(new ProxyPipeline())
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
            int port = ((InetSocketAddress) server.localAddress()).getPort();
            var request = java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"));
            try (HttpClient client = HttpClient.newHttpClient()) {
                List<String> lines = client.send(request.build(), BodyHandlers.ofLines())
                        .body()
                        .toList();
                assertThat(lines)
                        .containsExactly(
                                "{\"type\":\"price\",\"n\":0}", "{\"type\":\"price\",\"n\":1}", "{\"type\":\"end\"}");
            }
            server.close().sync();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
        log.free();
        pool.close();
    }

    private final class ProxyPipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(new StreamHandler(settings))
                    .addLast(new HttpServerCodec())
                    .addLast(new ProxyHandler());
        }
    }

    /// The proxy's own: answers each request with the log.
    private final class ProxyHandler extends SimpleChannelInboundHandler<HttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpRequest request) {
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            HttpUtil.setTransferEncodingChunked(head, true);
            ctx.write(head);
            StreamHandler streams = ctx.pipeline().get(StreamHandler.class);
            LogCursor[] opened = new LogCursor[1];
            StreamWriter writer = streams.newStream(
                    NdjsonFraming.INSTANCE, Transfer.CHUNKED, System.nanoTime(), new ClosesItsCursor(opened));
            opened[0] = log.open(0, new DeliveryPolicy.Block(), new Window(256, 1 << 20), writer::wake);
            writer.start(opened[0], log, 15_000, (ByteBuf _) -> {});
            Thread.ofVirtual().start(this::work);
        }

        /// Whatever makes the events: here three of them, by one thread.
        private void work() {
            log.appender().append(0, 0, 0, 0, 64, text("{\"type\":\"price\",\"n\":0}"));
            log.appender().publish();
            log.appender().append(0, 0, 0, 0, 64, text("{\"type\":\"price\",\"n\":1}"));
            log.appender().publish();
            log.appender().appendTerminal(1, 64, text("{\"type\":\"end\"}"));
        }

        private static RecordWriter text(String event) {
            return (_, buffer, index) -> {
                buffer.putBytes(index, event.getBytes(US_ASCII));
                return event.length();
            };
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // filled once the cursor is there
    private record ClosesItsCursor(LogCursor[] opened) implements StreamListener {
        @Override
        public void onFirstByte(long ttfbNs) {
            assertThat(ttfbNs).isPositive();
        }

        @Override
        public void onEnd(StreamEnd end) {
            opened[0].close();
        }
    }

    /// The proxy's event types.
    private static final class Names implements EventNames {
        private static final byte[][] NAMES = {"price".getBytes(US_ASCII), "end".getBytes(US_ASCII)};
        private static final int NONE = -1;

        @Override
        public byte[] name(int type) {
            return NAMES[type];
        }

        @Override
        public int summaryType() {
            return NONE;
        }
    }
}
