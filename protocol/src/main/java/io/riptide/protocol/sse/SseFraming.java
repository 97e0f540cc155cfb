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
/// - **Threading:** on the event loop. One instance a stream, for most of an event's fields are those of the
///   last.
/// - **Ownership:** borrows `source` and `out`.
/// - **Bounds:** [#encodedLengthMax] holds for types of up to [#TYPE_LENGTH_MAX] bytes.
/// - **Source:** WHATWG HTML, 9.2.5 "Parsing an event stream".
@OnEventLoop
public final class SseFraming implements Framing {
    /// Bytes of the longest event type.
    public static final int TYPE_LENGTH_MAX = 32;

    private static final String SHARE_KEY = "sse";
    private static final byte[] RETRY = "retry: 3000\n".getBytes(US_ASCII);
    private static final short BLANK_LINE = '\n' << 8 | '\n';

    /// All that is not the event: its fields and the blank line.
    private static final int OVERHEAD_MAX = EventFields.LENGTH_MAX + 2;

    private final EventFields fields = new EventFields();

    @Override
    public int encodedLengthMax(int lengthBytes) {
        return OVERHEAD_MAX + lengthBytes;
    }

    @Override
    public void encode(
            byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf out) {
        fields.write(type, epoch, offset, out);
        out.writeBytes(source, index, lengthBytes);
        out.writeShort(BLANK_LINE);
    }

    @Override
    public Object shareKey() {
        return SHARE_KEY;
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
