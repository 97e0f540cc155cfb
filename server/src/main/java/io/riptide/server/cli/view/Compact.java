package io.riptide.server.cli.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers in four digits, for lines in which many of them stand.
final class Compact {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
    private static final double PLAIN_MIN = 1e-4;
    private static final double PLAIN_MAX = 1e6;

    private Compact() {}

    /// `0.3536`, `48000`, `1.5E-7`.
    static String of(double number) {
        if (!Double.isFinite(number)) {
            return Double.toString(number);
        }
        if (number == Math.rint(number) && Math.abs(number) < PLAIN_MAX) {
            return Long.toString((long) number);
        }
        BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
        boolean isPlain = Math.abs(number) >= PLAIN_MIN && Math.abs(number) < PLAIN_MAX;
        return isPlain ? rounded.toPlainString() : rounded.toString();
    }
}
