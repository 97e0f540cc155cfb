package io.riptide.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.ndjson.NdjsonFraming;
import io.riptide.protocol.sse.SseFraming;
import io.riptide.protocol.stream.Framing;
import io.riptide.protocol.websocket.WebSocketFraming;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// What it costs to turn a record into the bytes of a transport. One operation is one event, of 64 that go into
/// one buffer.
///
/// Answers what the transports differ by beside the copy that all make.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class FramingBenchmark extends Measured {
    private static final int EVENTS = 64;
    private static final byte[] EPOCH = {'k', '3', 'v', '9', 'x', '0', 'a', 'b'};

    @Param
    public Form form = Form.NDJSON;

    @Param({"128", "1024"})
    public int bytes = 128;

    private Framing framing;
    private ByteBuf source;
    private ByteBuf out;
    private long offset;

    /// What an event may become.
    public enum Form {
        NDJSON,
        SSE,
        WEBSOCKET,
        /// For a socket with many streams, each of which has a name.
        WEBSOCKET_NAMED;

        Framing framing() {
            return switch (this) {
                case NDJSON -> NdjsonFraming.INSTANCE;
                case SSE -> new SseFraming();
                case WEBSOCKET -> new WebSocketFraming(Optional.empty());
                case WEBSOCKET_NAMED -> new WebSocketFraming(Optional.of("orders"));
            };
        }
    }

    @Setup
    public void set() {
        framing = form.framing();
        source = Unpooled.directBuffer(bytes).writeBytes(Ticks.event(bytes));
        out = Unpooled.directBuffer(EVENTS * framing.encodedLengthMax(bytes));
    }

    @TearDown
    public void free() {
        source.release();
        out.release();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int frame() {
        out.clear();
        for (int i = 0; i < EVENTS; i++) {
            framing.encode(Ticks.NAME, EPOCH, offset++, source, 0, bytes, out);
        }
        proof.see(out);
        return out.writerIndex();
    }
}
