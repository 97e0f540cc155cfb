package io.riptide.protocol.ndjson;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.ascii.Decimal;
import io.riptide.protocol.stream.Framing;

/// Frames an event as one line: the object and a line feed.
///
/// - **Threading:** on the event loop. Stateless, so one instance serves every stream.
/// - **Ownership:** borrows `source` and `out`.
/// - **Bounds:** one byte more than the event.
/// - **Source:** the NDJSON specification 1.0, section 3.1.
@OnEventLoop
public final class NdjsonFraming implements Framing {
    /// The one instance.
    public static final NdjsonFraming INSTANCE = new NdjsonFraming();

    private static final byte[] HEARTBEAT_START = "{\"type\":\"heartbeat\",\"next_ms\":".getBytes(US_ASCII);

    private NdjsonFraming() {}

    @Override
    public int encodedLengthMax(int lengthBytes) {
        return lengthBytes + 1;
    }

    @Override
    public void encode(
            byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf out) {
        out.writeBytes(source, index, lengthBytes);
        out.writeByte('\n');
    }

    @Override
    public Object shareKey() {
        return this;
    }

    @Override
    public void encodeHeartbeat(int nextMs, ByteBuf out) {
        out.writeBytes(HEARTBEAT_START);
        Decimal.write(nextMs, out);
        out.writeByte('}');
        out.writeByte('\n');
    }
}
