package io.riptide.bench.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.engine.log.RecordWriter;
import io.riptide.server.event.EventType;

/// Synthetic events of a length that is asked for.
public final class Ticks {
    /// Their record type.
    public static final int TYPE = EventType.TICK.recordType();

    /// Their name on the wire.
    public static final byte[] NAME = EventType.NAMES.name(TYPE);

    private static final String OPENING = "{\"type\":\"tick\",\"id\":\"k3v9x0ab-17\",\"key\":";
    private static final int KEY_DIGITS = 8;
    private static final int FIRST_KEY = 10_000_000;

    private Ticks() {}

    /// One compact object of exactly `lengthBytes`.
    public static byte[] event(int lengthBytes) {
        String start = OPENING + FIRST_KEY + ",\"pad\":\"";
        return (start + "x".repeat(lengthBytes - start.length() - 2) + "\"}").getBytes(US_ASCII);
    }

    /// Writes that same event each time.
    public static RecordWriter repeating(byte[] event) {
        return (_, buffer, index) -> {
            buffer.putBytes(index, event);
            return event.length;
        };
    }

    /// Writes events of `lengthBytes` whose keys go around among `keys` values; offsets tell which.
    public static RecordWriter keyed(int lengthBytes, int keys) {
        byte[] event = event(lengthBytes);
        return (offset, buffer, index) -> {
            buffer.putBytes(index, event);
            buffer.putNaturalIntAscii(index + OPENING.length(), FIRST_KEY + (int) (offset % keys));
            return event.length;
        };
    }

    /// Where the eight bytes of the key are in an event.
    public static int keyIndex() {
        assert KEY_DIGITS == Long.BYTES : KEY_DIGITS;
        return OPENING.length();
    }
}
