package io.riptide.bench.wire;

import static io.riptide.bench.wire.EventHead.find;
import static io.riptide.bench.wire.EventHead.number;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// What one stream has brought so far, and what was wrong with it.
///
/// Events are told apart by the first letter of their `type`, which an event begins with (after `stream`, if it
/// has that). The first fault is kept; the stream goes on being read.
public final class EventTally {
    private static final byte[] TYPE = "\"type\":\"".getBytes(UTF_8);
    private static final byte[] CLOCK = "\"ts\":".getBytes(UTF_8);
    private static final byte[] NUMBER = "\"n\":".getBytes(UTF_8);
    private static final byte[] SEQUENCE = "\"seq\":".getBytes(UTF_8);
    private static final byte[] COUNT = "\"count\":".getBytes(UTF_8);
    private static final byte[] UNFETCHED = "\"status\":0,".getBytes(UTF_8);
    private static final int STREAM_FIELD_BYTES_MAX = 80;

    private final int sizeExpected;
    private final @Nullable EventClock clock;
    private long ticks;
    private long others;
    private long lastNumber = -1;
    private boolean terminated;
    private boolean isMissingTold;
    private long missing;
    private long gapped;
    private long unfetched;
    private @Nullable String fault;
    private String faultKind = "";
    private long readAtNs;

    /// `sizeExpected` 0 takes ticks of any size; `clock` is told of each tick and message.
    public EventTally(int sizeExpected, @Nullable EventClock clock) {
        this.sizeExpected = sizeExpected;
        this.clock = clock;
    }

    /// Ticks, or messages of a topic.
    public long ticks() {
        return ticks;
    }

    /// Ticks and all others.
    public long events() {
        return ticks + others;
    }

    /// Of the last message; -1 before the first.
    public long lastNumber() {
        return lastNumber;
    }

    /// Messages that were published and did not come, whether the server told of it or not.
    public long missing() {
        return missing;
    }

    /// Events that the server said it had left out.
    public long gapped() {
        return gapped;
    }

    /// Results of pages that were not fetched at all.
    public long unfetched() {
        return unfetched;
    }

    /// Whether the `summary` or `error` event has come.
    public boolean terminated() {
        return terminated;
    }

    /// What was wrong first.
    public @Nullable String fault() {
        return fault;
    }

    /// Throws what was wrong first, if anything was.
    ///
    /// @throws ProbeException of the fault's kind
    public void throwIfFaulty() throws ProbeException {
        if (fault != null) {
            throw new ProbeException(faultKind, fault);
        }
    }

    boolean wantsClocks() {
        return clock != null;
    }

    /// How much of an event is kept to be looked into.
    int headBytes() {
        return clock == null ? EventClock.HEAD_BYTES : clock.headBytes();
    }

    int sizeExpected() {
        return sizeExpected;
    }

    /// When the bytes that are about to be scanned came.
    public void readAt(long nowNs) {
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
        long ticksBefore = ticks;
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
                blame(ProbeException.ERROR_EVENT, new String(head, 0, headLength, UTF_8));
            }
            case 'g' -> {
                others++;
                isMissingTold = true;
                gapped += number(COUNT, head, headLength, 0);
            }
            case 'r' -> {
                others++;
                if (find(UNFETCHED, head, headLength) >= 0) {
                    unfetched++;
                }
            }
            default -> others++;
        }
        if (clock != null && ticks == ticksBefore) {
            clock.cameOther(head, headLength, length, readAtNs);
        }
        return typeAt;
    }

    void blame(String what) {
        blame(ProbeException.CONTENT, what);
    }

    private void blame(String kind, String what) {
        if (fault == null) {
            fault = what;
            faultKind = kind;
        }
    }

    private void addTick(byte[] head, int headLength, long size) {
        ticks++;
        if (sizeExpected > 0 && size != sizeExpected) {
            blame("a tick of " + size + " bytes instead of " + sizeExpected);
        }
        if (clock != null) {
            clock.came(number(SEQUENCE, head, headLength, -1), made(head, headLength), readAtNs);
        }
    }

    /// Messages are numbered by who publishes them; each must be the next one, unless a `gap` came before.
    private void addMessage(byte[] head, int headLength) {
        ticks++;
        long number = number(NUMBER, head, headLength, -1);
        if (lastNumber >= 0 && number != lastNumber + 1) {
            missing += Math.max(0, number - lastNumber - 1);
            if (!isMissingTold || number <= lastNumber) {
                blame("message " + number + " behind message " + lastNumber);
            }
        }
        isMissingTold = false;
        lastNumber = number;
        if (clock != null) {
            clock.came(-1, made(head, headLength), readAtNs);
        }
    }

    private long made(byte[] head, int headLength) {
        long clockNs = number(CLOCK, head, headLength, -1);
        if (clockNs < 0) {
            blame("an event without ts");
            return readAtNs;
        }
        return clockNs;
    }
}
