package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.AnyThread;

/// Frames what is written between two calls as one chunk, without knowing its size beforehand.
///
/// ```
/// 000001F4⏎ <500 bytes> ⏎          a size may have leading zeros
/// ```
///
/// 1. `int at = ChunkFraming.begin(out)` leaves room for the size.
/// 2. The caller appends the data, at least one byte of it.
/// 3. `ChunkFraming.end(out, at)` fills the size in and ends the chunk; or [#cancel] takes the room back.
/// 4. [#last], once, ends the content.
///
/// - **Threading:** stateless.
/// - **Ownership:** borrows `out`, appends only; the caller has made enough bytes writable.
/// - **Bounds:** [#OVERHEAD_BYTES] a chunk; a chunk's data is limited by the buffer, since eight digits hold
///   any index.
/// - **Source:** RFC 9112, 7.1.
@AnyThread
public final class ChunkFraming {
    /// Eight digits and CRLF.
    public static final int HEADER_BYTES = 10;

    /// What a chunk costs beside its data.
    public static final int OVERHEAD_BYTES = HEADER_BYTES + 2;

    /// What [#last] appends.
    public static final int LAST_BYTES = 5;

    private static final int SIZE_DIGITS = 8;
    private static final short CRLF = '\r' << 8 | '\n';

    private ChunkFraming() {}

    /// Leaves room for a chunk's size and returns where, for [#end].
    public static int begin(ByteBuf out) {
        assert out.writableBytes() >= OVERHEAD_BYTES : out;
        int headerIndex = out.writerIndex();
        out.writerIndex(headerIndex + HEADER_BYTES);
        return headerIndex;
    }

    /// Ends the chunk begun at `headerIndex`.
    public static void end(ByteBuf out, int headerIndex) {
        int size = out.writerIndex() - headerIndex - HEADER_BYTES;
        assert size > 0 : "an empty chunk would be the last one, size=" + size;
        for (int i = SIZE_DIGITS - 1, rest = size; i >= 0; i--, rest >>>= 4) {
            out.setByte(headerIndex + i, hexDigit(rest & 0xf));
        }
        out.setShort(headerIndex + SIZE_DIGITS, CRLF);
        out.writeShort(CRLF);
    }

    /// Takes the room back, with whatever has been appended since.
    public static void cancel(ByteBuf out, int headerIndex) {
        assert out.writerIndex() >= headerIndex + HEADER_BYTES : headerIndex;
        out.writerIndex(headerIndex);
    }

    /// Ends the content: the last chunk, and no trailers.
    public static void last(ByteBuf out) {
        assert out.writableBytes() >= LAST_BYTES : out;
        out.writeByte('0');
        out.writeShort(CRLF);
        out.writeShort(CRLF);
    }

    private static int hexDigit(int value) {
        return value < 10 ? '0' + value : 'A' + value - 10;
    }
}
