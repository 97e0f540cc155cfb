package io.riptide.server.bench;

/// A number that mostly grows by little, kept as digits in the text it is part of.
///
/// Writing a number anew costs a division for every two digits; counting on costs a look at the last one.
///
/// - **Bounds:** the number keeps its count of digits; [#set] and [#increment] say when it no longer fits.
final class DecimalCounter {
    /// Digits that change between two looks at a clock in nanoseconds, mostly; eight are a tenth of a second.
    private static final int LOW_DIGITS = 8;

    private static final int LOW_SCALE = 100_000_000;

    private final byte[] text;
    private final int start;
    private final int length;

    /// `value` without its last [#LOW_DIGITS] digits.
    private long high;

    /// The digits of `value` at `text[start, start + length)`.
    DecimalCounter(byte[] text, int start, int length, long value) {
        this.text = text;
        this.start = start;
        this.length = length;
        write(value);
    }

    /// Digits of `value`.
    static int digits(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /// Adds one; false when the number no longer fits.
    boolean increment() {
        for (int i = start + length - 1; i >= start; i--) {
            if (text[i] != '9') {
                text[i]++;
                return true;
            }
            text[i] = '0';
        }
        return false;
    }

    /// Makes it `newValue`, writing only the low digits while the others stay; false when it does not fit.
    boolean set(long newValue) {
        int low = (int) (newValue - high * LOW_SCALE);
        if (low >= 0 && low < LOW_SCALE && length > LOW_DIGITS) {
            writeLow(low);
            return true;
        }
        if (digits(newValue) != length) {
            return false;
        }
        write(newValue);
        return true;
    }

    private void write(long number) {
        high = number / LOW_SCALE;
        long rest = number;
        for (int i = start + length - 1; i >= start; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /// In `int`, whose division by a constant is a multiplication.
    private void writeLow(int low) {
        int rest = low;
        int end = start + length;
        for (int i = end - 1; i >= end - LOW_DIGITS; i--) {
            int tenth = rest / 10;
            text[i] = (byte) ('0' + rest - tenth * 10);
            rest = tenth;
        }
    }
}
