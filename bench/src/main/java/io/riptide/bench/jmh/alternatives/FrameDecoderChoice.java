package io.riptide.bench.jmh.alternatives;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.DrainedChannel;
import io.riptide.bench.jmh.MaskedMessages;
import io.riptide.bench.jmh.Measured;
import io.riptide.bench.jmh.Proof;
import io.riptide.bench.jmh.WebSocketDecodeBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// Who reads WebSocket messages: our handler or Netty's decoder, validator and aggregator? One operation is one
/// message, of four that come with one read.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class FrameDecoderChoice extends Measured {
    private static final int MESSAGES = 4;
    private static final int MESSAGE_BYTES_MAX = 1 << 20;

    @Param({"ASCII_16", "ASCII_1K", "ASCII_64K", "MULTIBYTE_64K", "FRAGMENTED_1K"})
    public MaskedMessages messages = MaskedMessages.ASCII_1K;

    private WebSocketDecodeBenchmark ours;
    private ByteBuf wire;
    private DrainedChannel channel;
    private Sink sink;

    /// Counts what comes.
    private static final class Sink extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final Proof proof;
        private long bytes;

        Sink(Proof proof) {
            this.proof = proof;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame message) {
            bytes += message.content().readableBytes();
            proof.see(message.content());
        }
    }

    @Setup
    public void set() {
        ours = new WebSocketDecodeBenchmark();
        ours.proveTo(proof);
        ours.messages = messages;
        ours.set();
        wire = messages.frames(MESSAGES);
        sink = new Sink(proof);
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .maxFramePayloadLength(MESSAGE_BYTES_MAX)
                .build();
        channel = new DrainedChannel(
                proof,
                new WebSocket13FrameDecoder(config),
                new Utf8FrameValidator(),
                new WebSocketFrameAggregator(MESSAGE_BYTES_MAX),
                sink);
    }

    @TearDown
    public void free() {
        ours.free();
        channel.close();
        wire.release();
    }

    /// Unmasks and validates in one pass, in place.
    @Chosen
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long ourHandler() {
        return ours.decode();
    }

    /// Four handlers, an object a frame.
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long nettyCodec() {
        ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer(wire.readableBytes());
        in.writeBytes(wire, 0, wire.readableBytes());
        channel.read(in);
        return sink.bytes;
    }
}
