package io.riptide.engine.log;

import org.agrona.DirectBuffer;

/// Finds raw line ends, 32 bytes at a step.
///
/// `(v - 0x20…) & ~v & 0x80…` is not zero exactly when some byte of `v` is below 0x20 (Bit Twiddling Hacks,
/// "Determine if a word has a byte less than n"). Compact JSON has none, so one such look at each word is all
/// that most events cost; only where there is one the bytes are looked at.
final class LineEnds {
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long SPACES = LOW_BITS * ' ';
    private static final int STEP = 4 * Long.BYTES;

    private LineEnds() {}

    /// Whether `[index, index + length)` holds a CR or LF.
    static boolean contains(DirectBuffer buffer, int index, int length) {
        int i = index;
        int end = index + length;
        for (; i + STEP <= end; i += STEP) {
            long control = control(buffer.getLong(i))
                    | control(buffer.getLong(i + 8))
                    | control(buffer.getLong(i + 16))
                    | control(buffer.getLong(i + 24));
            if (control != 0 && containsIn(buffer, i, i + STEP)) {
                return true;
            }
        }
        return containsIn(buffer, i, end);
    }

    private static boolean containsIn(DirectBuffer buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = buffer.getByte(i);
            if (b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }

    private static long control(long v) {
        return (v - SPACES) & ~v & HIGH_BITS;
    }
}
