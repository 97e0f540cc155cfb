package io.riptide.protocol.websocket;

import static io.riptide.protocol.websocket.FrameHeader.CONTROL;
import static io.riptide.protocol.websocket.FrameHeader.CONTROL_BYTES_MAX;
import static io.riptide.protocol.websocket.FrameHeader.FIN;
import static io.riptide.protocol.websocket.FrameHeader.LENGTH_16;
import static io.riptide.protocol.websocket.FrameHeader.LENGTH_64;
import static io.riptide.protocol.websocket.FrameHeader.MASKED;
import static io.riptide.protocol.websocket.FrameHeader.OPCODE;
import static io.riptide.protocol.websocket.FrameHeader.OP_BINARY;
import static io.riptide.protocol.websocket.FrameHeader.OP_CLOSE;
import static io.riptide.protocol.websocket.FrameHeader.OP_CONTINUATION;
import static io.riptide.protocol.websocket.FrameHeader.OP_PONG;
import static io.riptide.protocol.websocket.FrameHeader.OP_TEXT;
import static io.riptide.protocol.websocket.FrameHeader.RSV1;
import static io.riptide.protocol.websocket.FrameHeader.RSV2_AND_3;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.WebSocketProtocolException;

/// Takes a client's frames apart, however the bytes are cut, and judges each rule at the first byte that can
/// break it.
///
/// The caller pulls: [#next] goes as far as one signal. Payload is unmasked where it lies, eight bytes at a
/// time, and text is judged in the same pass; the decoder keeps no payload but that of an unfinished control
/// frame.
///
/// - **Threading:** on the event loop.
/// - **Ownership:** borrows `in`, moves its reader index and unmasks in place, so `in` must not be shared.
/// - **Bounds:** O(1) a frame and O(1) a byte; at most 125 bytes kept.
/// - **Failure:** throws with the close code due; the decoder is of no use afterwards.
/// - **Source:** RFC 6455, 5.2 to 5.5 and 8.1; RFC 7692, 6.
@OnEventLoop
final class FrameDecoder {
    /// What [#next] came upon.
    enum Signal {
        /// All bytes are taken; more are needed.
        NEEDS_BYTES,
        /// A piece of a message, as [#pieceIndex], [#pieceLength] and [#pieceEndsMessage] say.
        PIECE,
        /// A whole control frame, as [#controlOpcode] and [#controlPayload] say.
        CONTROL
    }

    private enum Stage {
        FIRST_BYTE,
        SECOND_BYTE,
        LENGTH,
        MASK,
        PAYLOAD
    }

    private static final byte[] NO_BYTES = {};

    private final long plainBytesMax;
    private final long deflatedBytesMax;
    private final boolean deflateAgreed;
    private final Utf8Validator utf8 = new Utf8Validator();

    private Stage stage = Stage.FIRST_BYTE;
    private int fieldBytesLeft;
    private boolean lengthIsWide;
    private int firstByte;
    private long frameBytesLeft;
    private int mask;

    private boolean messageOpen;
    private int messageOpcode;
    private boolean messageDeflated;
    private long messageBytes;

    private int pieceIndex;
    private int pieceLength;
    private boolean pieceEndsMessage;
    private byte[] control = NO_BYTES;

    FrameDecoder(int messageBytesMax, boolean deflateAgreed) {
        this.plainBytesMax = messageBytesMax;
        this.deflatedBytesMax = deflatedBytesMax(messageBytesMax);
        this.deflateAgreed = deflateAgreed;
    }

    /// Data that cannot be compressed grows by a few bytes a block; a message within the limit must not fail
    /// for that.
    private static long deflatedBytesMax(int messageBytesMax) {
        return messageBytesMax + (messageBytesMax >> 8) + 64L;
    }

    /// Takes bytes off `in` up to the next signal.
    Signal next(ByteBuf in) throws WebSocketProtocolException {
        while (stage != Stage.PAYLOAD) {
            if (!in.isReadable()) {
                return Signal.NEEDS_BYTES;
            }
            headByte(in.readByte() & 0xff);
        }
        if (frameBytesLeft > 0 && !in.isReadable()) {
            return Signal.NEEDS_BYTES;
        }
        return isControl() ? takeControl(in) : takePiece(in);
    }

    /// Where in `in` the unmasked piece begins.
    int pieceIndex() {
        return pieceIndex;
    }

    int pieceLength() {
        return pieceLength;
    }

    /// Whether the message is whole with this piece.
    boolean pieceEndsMessage() {
        return pieceEndsMessage;
    }

    /// Bytes of this frame's payload still to come after the piece.
    long frameBytesLeft() {
        return frameBytesLeft;
    }

    /// Whether the message that the last piece belongs to is text.
    boolean isText() {
        return messageOpcode == OP_TEXT;
    }

    /// Whether the message that the last piece belongs to is compressed.
    boolean isDeflated() {
        return messageDeflated;
    }

    /// Opcode of the control frame just taken.
    int controlOpcode() {
        return firstByte & OPCODE;
    }

    /// Payload of the control frame just taken; the caller's to keep.
    byte[] controlPayload() {
        byte[] payload = control;
        control = NO_BYTES;
        return payload;
    }

    private boolean isControl() {
        return (firstByte & CONTROL) != 0;
    }

    /// Whether the frame last met is the last of its message.
    boolean isFinal() {
        return (firstByte & FIN) != 0;
    }

    private void headByte(int next) throws WebSocketProtocolException {
        switch (stage) {
            case FIRST_BYTE -> {
                firstByte = next;
                pieceEndsMessage = false;
                judgeFirstByte();
                stage = Stage.SECOND_BYTE;
            }
            case SECOND_BYTE -> secondByte(next);
            case LENGTH -> {
                frameBytesLeft = frameBytesLeft << 8 | next;
                if (--fieldBytesLeft == 0) {
                    judgeExtendedLength();
                    lengthKnown();
                }
            }
            case MASK -> {
                mask = mask << 8 | next;
                if (--fieldBytesLeft == 0) {
                    stage = Stage.PAYLOAD;
                }
            }
            case PAYLOAD -> throw new AssertionError(stage);
        }
    }

    private void judgeFirstByte() throws WebSocketProtocolException {
        int opcode = firstByte & OPCODE;
        require((firstByte & RSV2_AND_3) == 0, "RSV2 and RSV3 must be 0");
        require(opcode <= OP_BINARY || (opcode >= OP_CLOSE && opcode <= OP_PONG), "the opcode is reserved");
        boolean rsv1 = (firstByte & RSV1) != 0;
        if (isControl()) {
            require(!rsv1, "RSV1 must be 0 in control frames");
            require(isFinal(), "control frames must not be fragmented");
        } else if (opcode == OP_CONTINUATION) {
            require(messageOpen, "nothing to continue");
            require(!rsv1, "RSV1 must be 0 in continuation frames");
        } else {
            require(!messageOpen, "the message before is not finished");
            require(!rsv1 || deflateAgreed, "RSV1 must be 0 without an extension");
        }
    }

    private void secondByte(int next) throws WebSocketProtocolException {
        require((next & MASKED) != 0, "client frames must be masked");
        int length = next & ~MASKED;
        if (isControl()) {
            require(length <= CONTROL_BYTES_MAX, "control frames carry at most 125 bytes");
            require(controlOpcode() != OP_CLOSE || length != 1, "a close frame carries two bytes of code or none");
        }
        if (length == LENGTH_16 || length == LENGTH_64) {
            stage = Stage.LENGTH;
            lengthIsWide = length == LENGTH_64;
            fieldBytesLeft = lengthIsWide ? 8 : 2;
            frameBytesLeft = 0;
        } else {
            frameBytesLeft = length;
            lengthKnown();
        }
    }

    /// Called when the last byte of the field came; a field of two bytes holds no more than 65,535.
    private void judgeExtendedLength() throws WebSocketProtocolException {
        require(frameBytesLeft >= 0, "the highest bit of a 64-bit length must be 0");
        require(frameBytesLeft > CONTROL_BYTES_MAX, "the length must take the fewest bytes");
        require(frameBytesLeft > 0xffff || !lengthIsWide, "the length must take the fewest bytes");
    }

    private void lengthKnown() throws WebSocketProtocolException {
        stage = Stage.MASK;
        fieldBytesLeft = 4;
        if (isControl()) {
            control = frameBytesLeft == 0 ? NO_BYTES : new byte[(int) frameBytesLeft];
            return;
        }
        int opcode = firstByte & OPCODE;
        if (opcode != OP_CONTINUATION) {
            messageOpen = true;
            messageOpcode = opcode;
            messageDeflated = (firstByte & RSV1) != 0;
            messageBytes = 0;
            utf8.reset();
        }
        long bytesMax = messageDeflated ? deflatedBytesMax : plainBytesMax;
        if (frameBytesLeft > bytesMax - messageBytes) {
            throw new WebSocketProtocolException(CloseCode.TOO_BIG, "a message takes at most " + plainBytesMax);
        }
        messageBytes += frameBytesLeft;
    }

    private Signal takePiece(ByteBuf in) throws WebSocketProtocolException {
        pieceIndex = in.readerIndex();
        pieceLength = (int) Math.min(frameBytesLeft, in.readableBytes());
        int end = pieceIndex + pieceLength;
        if (messageOpcode == OP_TEXT && !messageDeflated) {
            unmaskText(in, pieceIndex, end);
        } else {
            unmask(in, pieceIndex, end);
        }
        in.readerIndex(end);
        frameBytesLeft -= pieceLength;
        if (frameBytesLeft == 0) {
            stage = Stage.FIRST_BYTE;
            pieceEndsMessage = isFinal();
            messageOpen = !pieceEndsMessage;
        }
        if (pieceEndsMessage && !utf8.isComplete()) {
            throw invalidText();
        }
        return Signal.PIECE;
    }

    private Signal takeControl(ByteBuf in) {
        int from = control.length - (int) frameBytesLeft;
        int taken = Math.min((int) frameBytesLeft, in.readableBytes());
        unmask(in, in.readerIndex(), in.readerIndex() + taken);
        in.readBytes(control, from, taken);
        frameBytesLeft -= taken;
        if (frameBytesLeft > 0) {
            return Signal.NEEDS_BYTES;
        }
        stage = Stage.FIRST_BYTE;
        return Signal.CONTROL;
    }

    private void unmask(ByteBuf in, int from, int end) {
        long mask8 = mask8();
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            in.setLong(i, in.getLong(i) ^ mask8);
        }
        for (; i < end; i++) {
            unmaskByte(in, i);
        }
    }

    private void unmaskText(ByteBuf in, int from, int end) throws WebSocketProtocolException {
        long mask8 = mask8();
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long bytes = in.getLong(i) ^ mask8;
            in.setLong(i, bytes);
            if (!utf8.acceptEight(bytes)) {
                throw invalidText();
            }
        }
        for (; i < end; i++) {
            if (!utf8.accept(unmaskByte(in, i))) {
                throw invalidText();
            }
        }
    }

    /// The mask twice; eight bytes on, the four-byte mask stands where it stood.
    private long mask8() {
        return (mask & 0xffff_ffffL) << 32 | (mask & 0xffff_ffffL);
    }

    /// The mask turns with each byte, so it is right for the next one wherever this piece was cut.
    private int unmaskByte(ByteBuf in, int index) {
        int unmasked = (in.getByte(index) ^ (mask >>> 24)) & 0xff;
        in.setByte(index, unmasked);
        mask = Integer.rotateLeft(mask, 8);
        return unmasked;
    }

    private static void require(boolean holds, String rule) throws WebSocketProtocolException {
        if (!holds) {
            throw new WebSocketProtocolException(CloseCode.PROTOCOL_ERROR, rule);
        }
    }

    private static WebSocketProtocolException invalidText() {
        return new WebSocketProtocolException(CloseCode.INVALID_PAYLOAD, "text must be UTF-8");
    }
}
