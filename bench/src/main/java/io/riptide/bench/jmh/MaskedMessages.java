package io.riptide.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Text messages as a WebSocket client sends them.
///
/// - **Source:** RFC 6455, 5.2 and 5.3.
public enum MaskedMessages {
    ASCII_16(16, false, 1),
    ASCII_128(128, false, 1),
    ASCII_1K(1024, false, 1),
    ASCII_64K(64 * 1024, false, 1),
    MULTIBYTE_128(128, true, 1),
    MULTIBYTE_64K(64 * 1024, true, 1),
    /// In eight frames.
    FRAGMENTED_1K(1024, false, 8);

    /// Two, three and four bytes a character, in nine.
    private static final String MULTIBYTE = "é€𝄞";

    private static final int MASK = 0x37fa213d;
    private static final int FIN = 0x80;
    private static final int OP_TEXT = 1;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final int length;
    private final boolean isMultibyte;
    private final int fragments;

    MaskedMessages(int length, boolean isMultibyte, int fragments) {
        this.length = length;
        this.isMultibyte = isMultibyte;
        this.fragments = fragments;
    }

    /// So many of them, one behind the other; the caller's.
    public ByteBuf frames(int messages) {
        ByteBuf frames = Unpooled.directBuffer();
        byte[] text = text();
        int part = text.length / fragments;
        for (int i = 0; i < messages; i++) {
            for (int k = 0; k < fragments; k++) {
                boolean isLast = k == fragments - 1;
                frame((isLast ? FIN : 0) | (k == 0 ? OP_TEXT : 0), text, k * part, part, frames);
            }
        }
        return frames;
    }

    private byte[] text() {
        if (!isMultibyte) {
            return "x".repeat(length).getBytes(UTF_8);
        }
        int characterBytes = MULTIBYTE.getBytes(UTF_8).length;
        String text = MULTIBYTE.repeat(length / characterBytes);
        return (text + "x".repeat(length % characterBytes)).getBytes(UTF_8);
    }

    private static void frame(int first, byte[] text, int from, int length, ByteBuf out) {
        out.writeByte(first);
        if (length < LENGTH_16) {
            out.writeByte(MASKED | length);
        } else if (length < 1 << Short.SIZE) {
            out.writeByte(MASKED | LENGTH_16).writeShort(length);
        } else {
            out.writeByte(MASKED | LENGTH_64).writeLong(length);
        }
        out.writeInt(MASK);
        for (int i = 0; i < length; i++) {
            out.writeByte(text[from + i] ^ (MASK >>> (Integer.SIZE - Byte.SIZE - i % Integer.BYTES * Byte.SIZE)));
        }
    }
}
