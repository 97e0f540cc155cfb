package io.riptide.protocol.websocket;

import io.netty.buffer.ByteBuf;

/// The head of a frame, as the server writes it: never masked, its length in the fewest bytes.
///
/// ```
///  0               1               2 …
/// +-+-+-+-+-------+-+-------------+-----------------------------+
/// |F|R|R|R| opcode|M| length 0–125| 16 bits if 126, 64 if 127    |
/// +-+-+-+-+-------+-+-------------+-----------------------------+
/// ```
///
/// - **Source:** RFC 6455, 5.2.
final class FrameHeader {
    static final int FIN = 0x80;
    static final int RSV1 = 0x40;
    static final int RSV2_AND_3 = 0x30;
    static final int OPCODE = 0x0f;
    static final int CONTROL = 0x08;
    static final int MASKED = 0x80;

    static final int OP_CONTINUATION = 0x0;
    static final int OP_TEXT = 0x1;
    static final int OP_BINARY = 0x2;
    static final int OP_CLOSE = 0x8;
    static final int OP_PING = 0x9;
    static final int OP_PONG = 0xa;

    static final int LENGTH_16 = 126;
    static final int LENGTH_64 = 127;
    static final int CONTROL_BYTES_MAX = 125;

    /// Two bytes and a 64-bit length.
    static final int BYTES_MAX = 10;

    private FrameHeader() {}

    /// Bytes of the head before a payload of `payloadBytes`.
    static int lengthBefore(long payloadBytes) {
        if (payloadBytes <= CONTROL_BYTES_MAX) {
            return 2;
        }
        return payloadBytes <= 0xffff ? 4 : BYTES_MAX;
    }

    /// Appends the head; `firstByte` is opcode and flags.
    static void write(int firstByte, long payloadBytes, ByteBuf out) {
        if (payloadBytes <= CONTROL_BYTES_MAX) {
            out.writeShort(firstByte << 8 | (int) payloadBytes);
        } else if (payloadBytes <= 0xffff) {
            out.writeInt(firstByte << 24 | LENGTH_16 << 16 | (int) payloadBytes);
        } else {
            out.writeShort(firstByte << 8 | LENGTH_64);
            out.writeLong(payloadBytes);
        }
    }
}
