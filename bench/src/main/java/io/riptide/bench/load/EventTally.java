package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What one stream has brought so far, and what was wrong with it.
///
/// Events are told apart by the first letter of their `type`, which an event begins with (after `stream`, if it
/// has that). The first fault is kept; the stream goes on being read.
final class EventTally {
    private static final byte[] TYPE = "\"type\":\"".getBytes(UTF_8);
    private static final byte[] CLOCK = "\"ts\":".getBytes(UTF_8);
    private static final byte[] NUMBER = "\"n\":".getBytes(UTF_8);
    private static final int STREAM_FIELD_BYTES_MAX = 80;

    private final int sizeExpected;
    private final @Nullable Histogram latencies;
    private long ticks;
    private long others;
    private long lastNumber = -1;
    private boolean terminated;
    private @Nullable String fault;
    private long readAtNs;

    /// `sizeExpected` 0 takes ticks of any size; with `latencies` each tick's age is recorded in nanoseconds.
    EventTally(int sizeExpected, @Nullable Histogram latencies) {
        this.sizeExpected = sizeExpected;
        this.latencies = latencies;
    }

    long ticks() {
        return ticks;
    }

    /// Ticks and all others.
    long events() {
        return ticks + others;
    }

    /// Of the last message; -1 before the first.
    long lastNumber() {
        return lastNumber;
    }

    /// Whether the `summary` or `error` event has come.
    boolean terminated() {
        return terminated;
    }

    @Nullable
    String fault() {
        return fault;
    }

    boolean wantsClocks() {
        return latencies != null;
    }

    int sizeExpected() {
        return sizeExpected;
    }

    /// When the bytes that are about to be scanned came.
    void readAt(long nowNs) {
        readAtNs = nowNs;
    }

    void addTick() {
        ticks++;
    }

    /// Records an event of `length` bytes, `head` being its first `headLength`. Returns the index in it of the
    /// type's first letter.
    int add(byte[] head, int headLength, long length) {
        if (terminated) {
            blame("an event after the terminal one");
        }
        int typeAt = find(TYPE, head, Math.min(headLength, STREAM_FIELD_BYTES_MAX + TYPE.length)) + TYPE.length;
        if (typeAt < TYPE.length || typeAt >= headLength) {
            blame("an event without a type: " + new String(head, 0, Math.min(headLength, 60), UTF_8));
            return 0;
        }
        switch (head[typeAt]) {
            case 't' -> addTick(head, headLength, length - typeAt + TYPE.length + 1);
            case 's' -> {
                others++;
                terminated |= head[typeAt + 1] == 'u';
            }
            case 'm' -> {
                // `metadata`, or a `message` of a topic
                if (typeAt + 2 < headLength && head[typeAt + 2] == 's') {
                    addMessage(head, headLength);
                } else {
                    others++;
                }
            }
            case 'e' -> {
                others++;
                terminated = true;
                blame(new String(head, 0, headLength, UTF_8));
            }
            default -> others++;
        }
        return typeAt;
    }

    void blame(String what) {
        if (fault == null) {
            fault = what;
        }
    }

    private void addTick(byte[] head, int headLength, long size) {
        ticks++;
        if (sizeExpected > 0 && size != sizeExpected) {
            blame("a tick of " + size + " bytes instead of " + sizeExpected);
        }
        if (latencies != null) {
            latencies.recordValue(Math.max(0, readAtNs - clock(head, headLength)));
        }
    }

    /// Messages are numbered by who publishes them; each must be the next one.
    private void addMessage(byte[] head, int headLength) {
        ticks++;
        long number = number(NUMBER, head, headLength, -1);
        if (lastNumber >= 0 && number != lastNumber + 1) {
            blame("message " + number + " behind message " + lastNumber);
        }
        lastNumber = number;
        if (latencies != null) {
            latencies.recordValue(Math.max(0, readAtNs - clock(head, headLength)));
        }
    }

    private long clock(byte[] head, int headLength) {
        long clock = number(CLOCK, head, headLength, -1);
        if (clock < 0) {
            blame("an event without ts");
            return readAtNs;
        }
        return clock;
    }

    private static long number(byte[] name, byte[] head, int headLength, long otherwise) {
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
    private static int find(byte[] wanted, byte[] bytes, int length) {
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
