package io.riptide.protocol.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.engine.log.GapReason;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.ascii.Decimal;
import java.util.Locale;

/// Events that a stream makes itself: gaps, and the summary with the stream's tally.
///
/// - **Threading:** on the event loop; one scratch buffer per loop, which these rare events are built in.
@OnEventLoop
final class StreamEvents {
    /// Bytes of a gap at most: field names and punctuation, a cursor and three numbers, the longest reason.
    static final int GAP_LENGTH_MAX = 256;

    /// Bytes of the error that ends an overrun stream at most.
    static final int ERROR_LENGTH_MAX = 256;

    /// Bytes of an invitation to come back at most.
    static final int RECONNECT_LENGTH_MAX = 256;

    /// Bytes that a tally adds to a summary at most: five names and five numbers.
    static final int TALLY_LENGTH_MAX = 256;

    private static final FastThreadLocal<ByteBuf> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
            return Unpooled.directBuffer(4096);
        }

        @Override
        protected void onRemoval(ByteBuf scratch) {
            scratch.release();
        }
    };

    private static final byte[] GAP = "gap".getBytes(US_ASCII);
    private static final byte[] GAP_ID = "{\"type\":\"gap\",\"id\":\"".getBytes(US_ASCII);
    private static final byte[] FROM = "\",\"from\":".getBytes(US_ASCII);
    private static final byte[] TO = ",\"to\":".getBytes(US_ASCII);
    private static final byte[] COUNT = ",\"count\":".getBytes(US_ASCII);
    private static final byte[] REASON = ",\"reason\":\"".getBytes(US_ASCII);
    private static final byte[] EMITTED = ",\"events_emitted\":".getBytes(US_ASCII);
    private static final byte[] DELIVERED = ",\"events_delivered\":".getBytes(US_ASCII);
    private static final byte[] DROPPED = ",\"events_dropped\":".getBytes(US_ASCII);
    private static final byte[] BYTES = ",\"bytes_delivered\":".getBytes(US_ASCII);
    private static final byte[] TTFB = ",\"ttfb_us\":".getBytes(US_ASCII);

    private static final byte[] RECONNECT = "reconnect".getBytes(US_ASCII);
    private static final byte[] RECONNECT_ID = "{\"type\":\"reconnect\",\"id\":\"".getBytes(US_ASCII);
    private static final byte[] AFTER = "\",\"after_ms\":".getBytes(US_ASCII);
    private static final byte[] SINCE = ",\"since\":\"".getBytes(US_ASCII);

    private static final byte[] ERROR = "error".getBytes(US_ASCII);
    private static final byte[] ERROR_ID = "{\"type\":\"error\",\"id\":\"".getBytes(US_ASCII);
    private static final byte[] SLOW_CONSUMER = ("\",\"error\":{\"type\":\"slow_consumer\","
                    + "\"message\":\"the reader fell behind its window\",\"retryable\":true}}")
            .getBytes(US_ASCII);

    private final Framing framing;
    private final EventNames names;
    private byte[] epoch = {};

    StreamEvents(Framing framing, EventNames names) {
        this.framing = framing;
        this.names = names;
    }

    void epoch(byte[] ofLog) {
        epoch = ofLog;
    }

    /// Appends a gap. Its id is that of the last event missed, so that who resumes there goes on behind it.
    void gap(long from, long to, GapReason reason, ByteBuf out) {
        ByteBuf scratch = SCRATCH.get().clear();
        scratch.writeBytes(GAP_ID).writeBytes(epoch).writeByte('-');
        Decimal.write(to, scratch);
        number(FROM, from, scratch);
        number(TO, to, scratch);
        number(COUNT, to - from + 1, scratch);
        scratch.writeBytes(REASON);
        scratch.writeCharSequence(reason.name().toLowerCase(Locale.ROOT), US_ASCII);
        scratch.writeByte('"').writeByte('}');
        assert scratch.readableBytes() <= GAP_LENGTH_MAX : scratch;
        framing.encode(GAP, epoch, to, scratch, 0, scratch.readableBytes(), out);
    }

    /// Appends the error that ends the stream of a reader that fell behind. Its id is that of the last event
    /// delivered.
    void overrun(long offset, ByteBuf out) {
        ByteBuf scratch = SCRATCH.get().clear();
        scratch.writeBytes(ERROR_ID).writeBytes(epoch).writeByte('-');
        Decimal.write(offset, scratch);
        scratch.writeBytes(SLOW_CONSUMER);
        assert scratch.readableBytes() <= ERROR_LENGTH_MAX : scratch;
        framing.encode(ERROR, epoch, offset, scratch, 0, scratch.readableBytes(), out);
    }

    /// Appends the invitation to come back in `afterMs` and to go on behind the event at `offset`, the last one
    /// delivered.
    void reconnect(int afterMs, long offset, ByteBuf out) {
        ByteBuf scratch = SCRATCH.get().clear();
        cursor(RECONNECT_ID, offset, scratch);
        number(AFTER, afterMs, scratch);
        cursor(SINCE, offset, scratch);
        scratch.writeByte('"').writeByte('}');
        assert scratch.readableBytes() <= RECONNECT_LENGTH_MAX : scratch;
        framing.encode(RECONNECT, epoch, offset, scratch, 0, scratch.readableBytes(), out);
    }

    private void cursor(byte[] name, long offset, ByteBuf out) {
        out.writeBytes(name).writeBytes(epoch).writeByte('-');
        Decimal.write(offset, out);
    }

    /// Appends the summary in `source`, an object, with the tally as its last fields.
    void summary(long offset, ByteBuf source, int index, int length, StreamTally tally, ByteBuf out) {
        assert source.getByte(index + length - 1) == '}';
        ByteBuf scratch = SCRATCH.get().clear();
        scratch.writeBytes(source, index, length - 1);
        number(EMITTED, tally.emitted(), scratch);
        number(DELIVERED, tally.delivered(), scratch);
        number(DROPPED, tally.dropped(), scratch);
        number(BYTES, tally.bytes(), scratch);
        number(TTFB, tally.ttfbUs(), scratch);
        scratch.writeByte('}');
        assert scratch.readableBytes() <= length + TALLY_LENGTH_MAX : scratch;
        framing.encode(names.name(names.summaryType()), epoch, offset, scratch, 0, scratch.readableBytes(), out);
    }

    private static void number(byte[] name, long value, ByteBuf out) {
        out.writeBytes(name);
        Decimal.write(value, out);
    }
}
