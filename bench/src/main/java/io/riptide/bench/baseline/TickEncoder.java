package io.riptide.bench.baseline;

/// Makes one stream's `tick` events, each of exactly `size` bytes without its framing.
///
/// ```
/// {"type":"tick","id":"0netty00-17","seq":16,"ts":1529123456789,"pad":"xxxx…"}
/// ```
///
/// The last event is kept as bytes; the next one is that with its decimal counters incremented in place and its
/// clock written over. Only when a number gains a digit, so that the padding must shrink, and every tenth of a
/// second for the clock's high digits, is it laid out anew.
final class TickEncoder {
    /// Below this the padding could become negative.
    static final int SIZE_MIN = 96;

    /// 10^8, so that the low part of the clock is an int of eight digits.
    private static final long CLOCK_LOW_NS = 100_000_000;

    private static final byte[] TWO_DIGITS = twoDigits();

    private final Wire wire;
    private final String epoch;
    private final int size;
    private final int[] counterEnds = new int[3];
    private byte[] last = new byte[0];
    private int counters;
    private int clockEnd;

    /// What the last event's clock reads above its eight low digits, which alone change most of the time.
    private long clockHigh;

    private long seq;

    TickEncoder(Wire wire, String epoch, int size) {
        assert size >= SIZE_MIN : size;
        this.wire = wire;
        this.epoch = epoch;
        this.size = size;
        layOut(0);
    }

    /// An upper bound of the next event's bytes on the wire, framing included.
    int nextLengthMax() {
        return last.length + 1;
    }

    /// Appends the next event, stamped `nowNs`; returns where the byte after it goes.
    int encode(byte[] out, int at, long nowNs) {
        long high = nowNs / CLOCK_LOW_NS;
        boolean isStale = high != clockHigh || high == 0;
        if (isStale) {
            layOut(nowNs);
        }
        int end = Wire.append(last, out, at);
        if (!isStale) {
            // Into the copy: written before it, the digits would still be on their way to memory when it reads them.
            writeDigits((int) (nowNs - high * CLOCK_LOW_NS), out, at + clockEnd);
        }
        seq++;
        boolean grew = false;
        for (int i = 0; i < counters; i++) {
            grew |= !increment(last, counterEnds[i]);
        }
        if (grew) {
            layOut(nowNs);
        }
        return end;
    }

    /// Adds one to the decimal that ends before `end`; false if it has no more digits to carry into.
    private static boolean increment(byte[] decimal, int end) {
        int i = end - 1;
        while (decimal[i] == '9') {
            decimal[i--] = '0';
        }
        if (decimal[i] < '0' || decimal[i] > '9') {
            return false;
        }
        decimal[i]++;
        return true;
    }

    private void layOut(long nowNs) {
        String id = epoch + '-' + (seq + 1);
        String open = "{\"type\":\"tick\",\"id\":\"" + id + "\",\"seq\":" + seq;
        String clock = ",\"ts\":" + nowNs;
        String pad = ",\"pad\":\"";
        String close = "\"}";
        int padding = size - open.length() - clock.length() - pad.length() - close.length();
        assert padding >= 0 : padding;

        last = wire.frame("tick", id, open + clock + pad + "x".repeat(padding) + close);
        int jsonAt = indexOf(last, '{');
        counters = 0;
        if (wire == Wire.SSE) {
            counterEnds[counters++] = "id: ".length() + id.length();
        }
        counterEnds[counters++] = jsonAt + open.indexOf(id) + id.length();
        counterEnds[counters++] = jsonAt + open.length();
        clockEnd = jsonAt + open.length() + clock.length();
        clockHigh = nowNs / CLOCK_LOW_NS;
    }

    /// Writes eight digits that end before `end`.
    private static void writeDigits(int value, byte[] out, int end) {
        int rest = value;
        for (int i = end; i > end - 8; i -= 2) {
            int pair = (rest % 100) << 1;
            rest /= 100;
            out[i - 1] = TWO_DIGITS[pair + 1];
            out[i - 2] = TWO_DIGITS[pair];
        }
    }

    private static int indexOf(byte[] bytes, char wanted) {
        int i = 0;
        while (bytes[i] != wanted) {
            i++;
        }
        return i;
    }

    private static byte[] twoDigits() {
        byte[] table = new byte[200];
        for (int i = 0; i < 100; i++) {
            table[2 * i] = (byte) ('0' + i / 10);
            table[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return table;
    }
}
