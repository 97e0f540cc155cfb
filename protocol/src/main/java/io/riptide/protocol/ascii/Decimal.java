package io.riptide.protocol.ascii;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.AnyThread;

/// Writes numbers in decimal digits, allocating nothing.
@AnyThread
public final class Decimal {
    /// Digits of `Long.MAX_VALUE`.
    public static final int LENGTH_MAX = 19;

    private static final byte[] TENS = pairs(true);
    private static final byte[] ONES = pairs(false);

    private Decimal() {}

    /// Appends `value`, which is not negative, to `out`.
    public static void write(long value, ByteBuf out) {
        assert value >= 0 : value;
        int length = length(value);
        int start = out.writerIndex();
        out.ensureWritable(length);
        int i = start + length;
        long rest = value;
        while (rest >= 100) {
            int pair = (int) (rest % 100);
            rest /= 100;
            out.setByte(--i, ONES[pair]);
            out.setByte(--i, TENS[pair]);
        }
        out.setByte(--i, ONES[(int) rest]);
        if (rest >= 10) {
            out.setByte(--i, TENS[(int) rest]);
        }
        assert i == start;
        out.writerIndex(start + length);
    }

    /// How many digits `value` has.
    public static int length(long value) {
        int length = 1;
        for (long bound = 10; length < LENGTH_MAX && value >= bound; bound *= 10) {
            length++;
        }
        return length;
    }

    private static byte[] pairs(boolean tens) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            digits.append(tens ? i / 10 : i % 10);
        }
        return digits.toString().getBytes(US_ASCII);
    }
}
