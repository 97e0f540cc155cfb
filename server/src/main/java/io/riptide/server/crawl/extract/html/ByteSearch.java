package io.riptide.server.crawl.extract.html;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks for a byte, eight at a time, and says on the way whether what it passed is plain: a text that stands for
/// itself, since it has neither a character beyond ASCII nor an ampersand.
///
/// - **Threading:** one page, one thread.
final class ByteSearch {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long AMPERSANDS = '&' * ONES;

    private final byte[] bytes;
    private boolean plain;
    private boolean hasNull;

    ByteSearch(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Where `wanted` is next, from `from` on; `end` when it is nowhere before that.
    int find(char wanted, int from, int end) {
        long pattern = wanted * ONES;
        long passed = 0;
        long ampersands = 0;
        long nulls = 0;
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, i);
            long hits = zeros(eight ^ pattern);
            if (hits != 0) {
                int before = Long.numberOfTrailingZeros(hits) >>> 3;
                long mask = before == 0 ? 0 : -1L >>> (Long.SIZE - before * Byte.SIZE);
                passed |= eight & mask;
                ampersands |= zeros(eight ^ AMPERSANDS) & mask;
                nulls |= zeros(eight) & mask;
                found(passed, ampersands, nulls);
                return i + before;
            }
            passed |= eight;
            ampersands |= zeros(eight ^ AMPERSANDS);
            nulls |= zeros(eight);
        }
        for (; i < end && bytes[i] != wanted; i++) {
            passed |= bytes[i];
            ampersands |= bytes[i] == '&' ? 1 : 0;
            nulls |= bytes[i] == 0 ? 1 : 0;
        }
        found(passed, ampersands, nulls);
        return i;
    }

    /// A high bit where a byte is zero. Those above the first one that is may be told wrongly, which is as well: each
    /// answer is that there is one at all, or which is the first.
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & HIGHS;
    }

    private void found(long passed, long ampersands, long nulls) {
        plain = ((passed & HIGHS) | ampersands) == 0;
        hasNull |= nulls != 0;
    }

    /// Whether what the last search passed is ASCII without an ampersand.
    boolean isPlain() {
        return plain;
    }

    /// Whether any search passed a NUL.
    boolean hasNull() {
        return hasNull;
    }

    /// How many characters (UTF-16) the UTF-8 between `from` and `end` is; near enough where it is malformed.
    static int utf8Chars(byte[] bytes, int from, int end) {
        int chars = end - from;
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, i);
            if ((eight & HIGHS) != 0) {
                long seconds = eight << 1;
                long continuations = eight & ~seconds & HIGHS;
                long leadsOfFour = eight & seconds & eight << 2 & eight << 3 & HIGHS;
                chars += Long.bitCount(leadsOfFour) - Long.bitCount(continuations);
            }
        }
        for (; i < end; i++) {
            int b = bytes[i] & 0xFF;
            chars += b >= 0xF0 ? 1 : 0;
            chars -= b >= 0x80 && b < 0xC0 ? 1 : 0;
        }
        return chars;
    }
}
