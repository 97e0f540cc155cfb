package io.riptide.protocol.compression;

import io.riptide.protocol.AnyThread;

/// The CRC-32 of two pieces behind one another, from those of the pieces and the length of the second.
///
/// A CRC is the remainder of its message, a polynomial over GF(2), by the polynomial *P*. What is appended
/// moves the message up by `8 n` places, so
///
/// ```
/// crc(A B) = crc(A) · x^(8 n) mod P  +  crc(B)          n = bytes of B, + is exclusive or
/// ```
///
/// The initial and final inversions of CRC-32 cancel out. `x^(8 n)` is the product of those `x^(2^k)` whose bit
/// is set in `8 n`; since it depends on the length alone, a block keeps it, and to append the block costs one
/// multiplication: 32 steps without a branch. The classic matrices over GF(2) are the same mapping at 32 times
/// the size.
///
/// Bits are reflected, as in all of gzip: bit 31 is the coefficient of `x^0`.
///
/// - **Threading:** stateless.
/// - **Bounds:** `x` has order 2³²−1 modulo *P*, so exponents wrap there and any length will do.
/// - **Source:** RFC 1952, 8; Peterson and Brown, Cyclic Codes for Error Detection, 1961.
@AnyThread
final class CrcCombination {
    /// Reflected, without its term `x^32`.
    private static final int POLYNOMIAL = 0xedb88320;

    private static final int X_TO_0 = 1 << 31;
    private static final int X_TO_1 = 1 << 30;

    /// `x^(2^k) mod P`; since `x^(2^32) = x`, the powers go round.
    private static final int[] X_TO_POWERS_OF_2 = new int[Integer.SIZE];

    /// Bits of a byte are 2^3.
    private static final int BYTE_BITS_LOG2 = 3;

    static {
        int power = X_TO_1;
        for (int k = 0; k < Integer.SIZE; k++) {
            X_TO_POWERS_OF_2[k] = power;
            power = product(power, power);
        }
    }

    private CrcCombination() {}

    /// `x^(8 n) mod P`, what `length` bytes do to the CRC before them.
    static int shift(long length) {
        assert length >= 0 : length;
        int shift = X_TO_0;
        int k = BYTE_BITS_LOG2;
        for (long rest = length; rest != 0; rest >>>= 1, k++) {
            if ((rest & 1) != 0) {
                shift = product(shift, X_TO_POWERS_OF_2[k % Integer.SIZE]);
            }
        }
        return shift;
    }

    /// The CRC of a piece with CRC `first` and one with CRC `second` whose length has the shift
    /// `shiftOfSecond`.
    static int combine(int first, int second, int shiftOfSecond) {
        return product(shiftOfSecond, first) ^ second;
    }

    /// `a · b mod P`.
    private static int product(int a, int b) {
        int sum = 0;
        int term = b;
        for (int rest = a; rest != 0; rest <<= 1) {
            sum ^= term & (rest >> 31);
            term = (term >>> 1) ^ (POLYNOMIAL & -(term & 1));
        }
        return sum;
    }
}
