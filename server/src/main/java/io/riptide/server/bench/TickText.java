package io.riptide.server.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The text of one tick, in which from one to the next only some digits change.
///
/// - **Threading:** its source's.
/// - **Bounds:** exactly `size` bytes.
final class TickText {
    private static final byte[] OPENING = "{\"type\":\"tick\",\"id\":\"".getBytes(US_ASCII);
    private static final byte[] SEQ = "\",\"seq\":".getBytes(US_ASCII);
    private static final byte[] TS = ",\"ts\":".getBytes(US_ASCII);
    private static final byte[] PAD = ",\"pad\":\"".getBytes(US_ASCII);
    private static final byte[] CLOSING = "\"}".getBytes(US_ASCII);

    private final byte[] epoch;
    private final byte[] text;
    private @Nullable DecimalCounter offset;
    private @Nullable DecimalCounter seq;
    private @Nullable DecimalCounter ts;
    private long nextOffset = -1;

    TickText(byte[] epoch, int size) {
        this.epoch = epoch;
        this.text = new byte[size];
    }

    /// Makes it the tick with these numbers.
    void next(long offsetNumber, long seqNumber, long tsNumber) {
        DecimalCounter offsets = offset;
        DecimalCounter seqs = seq;
        DecimalCounter clock = ts;
        boolean isNext = offsetNumber == nextOffset;
        nextOffset = offsetNumber + 1;
        if (isNext && offsets != null && seqs != null && clock != null) {
            isNext = offsets.increment() && seqs.increment() && clock.set(tsNumber);
        }
        if (!isNext) {
            lay(offsetNumber, seqNumber, tsNumber);
        }
    }

    byte[] text() {
        return text;
    }

    /// Writes everything, for the first tick and whenever a number has got a digit more.
    private void lay(long offsetNumber, long seqNumber, long tsNumber) {
        int at = put(OPENING, 0);
        at = put(epoch, at);
        text[at++] = '-';
        int digits = DecimalCounter.digits(offsetNumber);
        offset = new DecimalCounter(text, at, digits, offsetNumber);
        at = put(SEQ, at + digits);
        digits = DecimalCounter.digits(seqNumber);
        seq = new DecimalCounter(text, at, digits, seqNumber);
        at = put(TS, at + digits);
        digits = DecimalCounter.digits(tsNumber);
        ts = new DecimalCounter(text, at, digits, tsNumber);
        at = put(PAD, at + digits);
        Arrays.fill(text, at, text.length - CLOSING.length, (byte) 'x');
        put(CLOSING, text.length - CLOSING.length);
    }

    private int put(byte[] part, int at) {
        System.arraycopy(part, 0, text, at, part.length);
        return at + part.length;
    }
}
