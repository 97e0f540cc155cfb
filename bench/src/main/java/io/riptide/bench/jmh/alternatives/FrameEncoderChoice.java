package io.riptide.bench.jmh.alternatives;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.DrainedChannel;
import io.riptide.bench.jmh.Measured;
import io.riptide.bench.jmh.Ticks;
import io.riptide.protocol.websocket.WebSocketFraming;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// How do events become WebSocket frames: by bytes in one buffer or by frame objects through Netty's encoder?
/// One operation is one event, of 64 that leave with one flush. The socket costs nothing, so what many small
/// buffers cost the kernel is not in it; see [WriteChoice].
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class FrameEncoderChoice extends Measured {
    private static final int EVENTS = 64;
    private static final byte[] EPOCH = {'k', '3', 'v', '9', 'x', '0', 'a', 'b'};

    @Param({"128", "1024"})
    public int bytes = 128;

    private final WebSocketFraming framing = new WebSocketFraming(Optional.empty());
    private ByteBuf source;
    private DrainedChannel plain;
    private DrainedChannel coded;

    @Setup
    public void set() {
        source = PooledByteBufAllocator.DEFAULT.directBuffer(bytes).writeBytes(Ticks.event(bytes));
        plain = new DrainedChannel(proof);
        coded = new DrainedChannel(proof, new WebSocket13FrameEncoder(false));
    }

    @TearDown
    public void free() {
        plain.close();
        coded.close();
        source.release();
    }

    @Chosen
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long oneBuffer() {
        ByteBuf out = plain.alloc().directBuffer(EVENTS * framing.encodedLengthMax(bytes));
        for (int i = 0; i < EVENTS; i++) {
            framing.encode(Ticks.NAME, EPOCH, i, source, 0, bytes, out);
        }
        plain.write(out, plain.voidPromise());
        plain.flush();
        return plain.bytes();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long nettyFrames() {
        for (int i = 0; i < EVENTS; i++) {
            coded.write(new TextWebSocketFrame(source.retainedDuplicate()), coded.voidPromise());
        }
        coded.flush();
        return coded.bytes();
    }
}
