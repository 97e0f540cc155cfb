package io.riptide.protocol.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.ascii.Decimal;

/// All that stands before the object of one event: its `id` and `event` fields and the name of the `data`
/// field.
///
/// From one event of a stream to the next often only the last digits change, so these are counted up in place
/// and the whole is appended at once.
///
/// - **Threading:** on the event loop; one for each stream.
/// - **Bounds:** [#LENGTH_MAX] bytes.
@OnEventLoop
final class EventFields {
    private static final byte[] ID = "id: ".getBytes(US_ASCII);
    private static final byte[] EVENT = "\nevent: ".getBytes(US_ASCII);
    private static final byte[] DATA = "\ndata: ".getBytes(US_ASCII);
    private static final int EPOCH_LENGTH = 8;

    /// Field names, epoch, hyphen, offset and type.
    static final int LENGTH_MAX =
            ID.length + EPOCH_LENGTH + 1 + Decimal.LENGTH_MAX + EVENT.length + SseFraming.TYPE_LENGTH_MAX + DATA.length;

    private static final byte[] NONE = {};

    private byte[] text = NONE;
    private int length;
    private int offsetEnd;
    private byte[] type = NONE;
    private byte[] epoch = NONE;
    private long offset;

    /// Appends the fields of this event.
    @SuppressWarnings("ReferenceEquality") // names and epochs are the same arrays from event to event
    void write(byte[] ofType, byte[] ofEpoch, long ofOffset, ByteBuf out) {
        boolean isNext = ofOffset == offset + 1 && ofType == type && ofEpoch == epoch && increment();
        if (!isNext) {
            lay(ofType, ofEpoch, ofOffset);
        }
        offset = ofOffset;
        out.writeBytes(text, 0, length);
    }

    /// False when the number would get a digit more, or there is none.
    private boolean increment() {
        int i = offsetEnd - 1;
        while (text[i] == '9') {
            text[i--] = '0';
        }
        if (text[i] == '-') {
            return false;
        }
        text[i]++;
        return true;
    }

    private void lay(byte[] ofType, byte[] ofEpoch, long ofOffset) {
        assert ofType.length <= SseFraming.TYPE_LENGTH_MAX : ofType.length;
        assert ofEpoch.length == EPOCH_LENGTH : ofEpoch.length;
        if (text.length == 0) {
            text = new byte[LENGTH_MAX];
        }
        type = ofType;
        epoch = ofEpoch;
        length = 0;
        put(ID);
        put(ofEpoch);
        text[length++] = '-';
        offsetEnd = length + Decimal.length(ofOffset);
        long rest = ofOffset;
        for (int i = offsetEnd - 1; i >= length; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length = offsetEnd;
        put(EVENT);
        put(ofType);
        put(DATA);
    }

    private void put(byte[] part) {
        System.arraycopy(part, 0, text, length, part.length);
        length += part.length;
    }
}
