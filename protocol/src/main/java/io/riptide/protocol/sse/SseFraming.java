package io.riptide.protocol.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.ascii.Decimal;
import io.riptide.protocol.stream.Framing;

/// Frames an event as one server-sent event.
///
/// ```
/// id: k3v9x0ab-42⏎
/// event: result⏎
/// data: {"type":"result",…}⏎
/// ⏎
/// ```
///
/// An event holds no raw line end, so one `data` field is enough.
///
/// - **Threading:** on the event loop. Stateless, so one instance serves every stream.
/// - **Ownership:** borrows `source` and `out`.
/// - **Bounds:** [#encodedLengthMax] holds for types of up to [#TYPE_LENGTH_MAX] bytes.
/// - **Source:** WHATWG HTML, 9.2.5 "Parsing an event stream".
@OnEventLoop
public final class SseFraming implements Framing {
    /// The one instance.
    public static final SseFraming INSTANCE = new SseFraming();

    /// Bytes of the longest event type.
    public static final int TYPE_LENGTH_MAX = 32;

    private static final byte[] ID = "id: ".getBytes(US_ASCII);
    private static final byte[] EVENT = "\nevent: ".getBytes(US_ASCII);
    private static final byte[] DATA = "\ndata: ".getBytes(US_ASCII);
    private static final byte[] RETRY = "retry: 3000\n".getBytes(US_ASCII);
    private static final int EPOCH_LENGTH = 8;

    /// All that is not the event: field names, epoch, hyphen, offset, type and the blank line.
    private static final int OVERHEAD_MAX =
            ID.length + EPOCH_LENGTH + 1 + Decimal.LENGTH_MAX + EVENT.length + TYPE_LENGTH_MAX + DATA.length + 2;

    private SseFraming() {}

    @Override
    public int encodedLengthMax(int lengthBytes) {
        return OVERHEAD_MAX + lengthBytes;
    }

    @Override
    public void encode(
            byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf out) {
        assert type.length <= TYPE_LENGTH_MAX : type.length;
        assert epoch.length == EPOCH_LENGTH : epoch.length;
        out.writeBytes(ID);
        out.writeBytes(epoch);
        out.writeByte('-');
        Decimal.write(offset, out);
        out.writeBytes(EVENT);
        out.writeBytes(type);
        out.writeBytes(DATA);
        out.writeBytes(source, index, lengthBytes);
        out.writeByte('\n');
        out.writeByte('\n');
    }

    @Override
    public Object shareKey() {
        return this;
    }

    @Override
    public void encodePreamble(ByteBuf out) {
        out.writeBytes(RETRY);
    }

    /// A comment line, which parsers skip.
    @Override
    public void encodeHeartbeat(int nextMs, ByteBuf out) {
        out.writeByte(':');
        out.writeByte(' ');
        Decimal.write(nextMs, out);
        out.writeByte('\n');
        out.writeByte('\n');
    }
}
