package io.riptide.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.protocol.websocket.InboundBudget;
import io.riptide.protocol.websocket.WebSocketHandler;
import io.riptide.protocol.websocket.WebSocketLimits;
import io.riptide.protocol.websocket.WebSocketListener;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// What a WebSocket message costs from the read buffer to its listener: header, mask, UTF-8, assembly. One
/// operation is one message, of four that come with one read.
///
/// Answers what masks and characters cost by the byte, and fragments by the piece. Each read is copied into a
/// new buffer, as the kernel would, for a decoder may unmask in place.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class WebSocketDecodeBenchmark extends Measured {
    private static final int MESSAGES = 4;
    private static final long BUDGET_BYTES = 16L << 20;

    @Param
    public MaskedMessages messages = MaskedMessages.ASCII_128;

    private ByteBuf wire;
    private DrainedChannel channel;
    private Sink sink;

    /// Counts what comes.
    private static final class Sink implements WebSocketListener {
        private final Proof proof;
        private long bytes;

        Sink(Proof proof) {
            this.proof = proof;
        }

        @Override
        public void onOpen(WebSocketHandler socket, ChannelHandlerContext ctx) {}

        @Override
        public void onText(ByteBuf message) {
            bytes += message.readableBytes();
            proof.see(message);
        }

        @Override
        public void onBinary(ByteBuf message) {
            throw new IllegalStateException("a text was sent");
        }

        @Override
        public void onWritability(boolean writable) {}

        @Override
        public void onClosed(int code, String reason, boolean clean) {}
    }

    /// As the server's is.
    private record Room(ByteBudget bytes) implements InboundBudget {
        @Override
        public boolean tryReserve(long wanted) {
            return bytes.tryReserve(wanted);
        }

        @Override
        public void release(long unused) {
            bytes.release(unused);
        }
    }

    @Setup
    public void set() {
        wire = messages.frames(MESSAGES);
        sink = new Sink(proof);
        InboundBudget budget = new Room(ByteBudget.root("inbound", BUDGET_BYTES));
        channel = new DrainedChannel(
                proof,
                new WebSocketHandler(sink, WebSocketLimits.STANDARD, budget, Optional.empty(), Unpooled.EMPTY_BUFFER));
    }

    @TearDown
    public void free() {
        channel.close();
        wire.release();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long decode() {
        ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer(wire.readableBytes());
        in.writeBytes(wire, 0, wire.readableBytes());
        channel.read(in);
        return sink.bytes;
    }
}
