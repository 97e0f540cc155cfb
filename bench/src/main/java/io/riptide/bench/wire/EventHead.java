package io.riptide.bench.wire;

/// Looks into the first bytes of an event, without decoding any of it.
///
/// - **Ownership:** borrows the bytes.
public final class EventHead {
    private EventHead() {}

    /// The digits behind `name`, a quoted name with its colon, or `otherwise` if the name is not there.
    public static long number(byte[] name, byte[] head, int headLength, long otherwise) {
        int i = find(name, head, headLength);
        if (i < 0) {
            return otherwise;
        }
        long number = 0;
        for (i += name.length; i < headLength && head[i] >= '0' && head[i] <= '9'; i++) {
            number = number * 10 + head[i] - '0';
        }
        return number;
    }

    /// Where `wanted` begins, or less than zero by more than any length.
    public static int find(byte[] wanted, byte[] bytes, int length) {
        for (int from = 0; from + wanted.length <= length; from++) {
            int i = 0;
            while (i < wanted.length && bytes[from + i] == wanted[i]) {
                i++;
            }
            if (i == wanted.length) {
                return from;
            }
        }
        return Integer.MIN_VALUE / 2;
    }
}
