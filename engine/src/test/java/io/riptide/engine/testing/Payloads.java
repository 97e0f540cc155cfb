package io.riptide.engine.testing;

import io.riptide.engine.log.RecordWriter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// Payloads that tell which event they belong to, so that a torn, reused or misplaced one is found out.
///
/// ```
///  offset, 16 hex digits │ letters that follow from offset and index │ sum of all before, 8 hex digits
/// ```
public final class Payloads {
    /// Offset and sum without any letters.
    public static final int LENGTH_MIN = 24;

    private static final String HEX = "0123456789abcdef";

    private Payloads() {}

    /// Writes payloads of `length` bytes.
    public static RecordWriter ofLength(int length) {
        if (length < LENGTH_MIN) {
            throw new IllegalArgumentException("length=" + length);
        }
        return (offset, buffer, index) -> write(offset, buffer, index, length);
    }

    /// Whether the payload at `index` is exactly what was written for `offset`.
    public static boolean isIntact(DirectBuffer buffer, int index, int length, long offset) {
        if (length < LENGTH_MIN) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < length - 8; i++) {
            byte expected = i < 16 ? hexDigit(offset, 15 - i) : letter(offset, i);
            if (buffer.getByte(index + i) != expected) {
                return false;
            }
            sum = sum * 31 + expected;
        }
        for (int i = 0; i < 8; i++) {
            if (buffer.getByte(index + length - 8 + i) != hexDigit(sum, 7 - i)) {
                return false;
            }
        }
        return true;
    }

    private static int write(long offset, MutableDirectBuffer buffer, int index, int length) {
        int sum = 0;
        for (int i = 0; i < length - 8; i++) {
            byte b = i < 16 ? hexDigit(offset, 15 - i) : letter(offset, i);
            buffer.putByte(index + i, b);
            sum = sum * 31 + b;
        }
        for (int i = 0; i < 8; i++) {
            buffer.putByte(index + length - 8 + i, hexDigit(sum, 7 - i));
        }
        return length;
    }

    private static byte hexDigit(long value, int place) {
        return (byte) HEX.charAt((int) (value >>> (4 * place)) & 15);
    }

    private static byte letter(long offset, int i) {
        return (byte) ('a' + (int) ((offset + i) % 26));
    }
}
