package io.riptide.engine.log;

import org.agrona.DirectBuffer;

/// Finds raw line ends, eight bytes at a step.
///
/// A byte of `x ^ pattern` is zero where `x` holds the sought byte, and `(v - 0x01…) & ~v & 0x80…` is not zero
/// exactly when some byte of `v` is (Hacker's Delight, 6-1).
final class LineEnds {
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LINE_FEEDS = LOW_BITS * '\n';
    private static final long CARRIAGE_RETURNS = LOW_BITS * '\r';

    private LineEnds() {}

    /// Whether `[index, index + length)` holds a CR or LF.
    static boolean contains(DirectBuffer buffer, int index, int length) {
        int i = index;
        int end = index + length;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long word = buffer.getLong(i);
            if ((zeroBytes(word ^ LINE_FEEDS) | zeroBytes(word ^ CARRIAGE_RETURNS)) != 0) {
                return true;
            }
        }
        for (; i < end; i++) {
            byte b = buffer.getByte(i);
            if (b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }

    private static long zeroBytes(long v) {
        return (v - LOW_BITS) & ~v & HIGH_BITS;
    }
}
