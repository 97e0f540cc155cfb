package io.riptide.engine.log;

import static org.agrona.BitUtil.align;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// How an event lies in a log.
///
/// ```
///   0        7 8       15 16                31 32                                          63
///  +------------------------------------------+----------------------------------------------+
///  |              payload length              |        type        | priority |    flags     |
///  +------------------------------------------+----------------------------------------------+
///  |                                       offset                                            |
///  +-----------------------------------------------------------------------------------------+
///  |                              appended, CLOCK_MONOTONIC ns                               |
///  +------------------------------------------+----------------------------------------------+
///  |                 key hash                 |                  reserved                    |
///  +------------------------------------------+----------------------------------------------+
///  |  payload …                                                        padded to 8 bytes     |
///  +-----------------------------------------------------------------------------------------+
/// ```
public final class RecordLayout {
    /// Bytes before the payload.
    public static final int HEADER_LENGTH = 32;

    /// Every record starts on a multiple of this.
    public static final int ALIGNMENT = 8;

    /// Set on events that no policy may drop.
    public static final int FLAG_CONTROL = 1;

    /// Set on the last event of a log.
    public static final int FLAG_TERMINAL = 2;

    private static final int LENGTH_OFFSET = 0;
    private static final int TYPE_OFFSET = 4;
    private static final int PRIORITY_OFFSET = 6;
    private static final int FLAGS_OFFSET = 7;
    private static final int OFFSET_OFFSET = 8;
    private static final int APPENDED_OFFSET = 16;
    private static final int KEY_HASH_OFFSET = 24;

    private RecordLayout() {}

    /// Bytes a record with `payloadLength` takes in its log.
    public static int recordLength(int payloadLength) {
        return align(HEADER_LENGTH + payloadLength, ALIGNMENT);
    }

    /// Index of the record behind the one at `index`.
    public static int next(DirectBuffer buffer, int index) {
        return index + recordLength(payloadLength(buffer, index));
    }

    /// Index of the payload of the record at `index`.
    public static int payloadIndex(int index) {
        return index + HEADER_LENGTH;
    }

    static void write(
            MutableDirectBuffer buffer,
            int index,
            int payloadLength,
            int type,
            int priority,
            int flags,
            long offset,
            long appendedNs,
            int keyHash) {
        assert type == (short) type && flags == (byte) flags : type + " " + flags;
        buffer.putInt(index + LENGTH_OFFSET, payloadLength);
        buffer.putShort(index + TYPE_OFFSET, (short) type);
        buffer.putByte(index + PRIORITY_OFFSET, (byte) priority);
        buffer.putByte(index + FLAGS_OFFSET, (byte) flags);
        buffer.putLong(index + OFFSET_OFFSET, offset);
        buffer.putLong(index + APPENDED_OFFSET, appendedNs);
        buffer.putInt(index + KEY_HASH_OFFSET, keyHash);
    }

    /// Bytes of the payload.
    public static int payloadLength(DirectBuffer buffer, int index) {
        return buffer.getInt(index + LENGTH_OFFSET);
    }

    /// What kind of event it is; the numbers are the log user's own.
    public static int type(DirectBuffer buffer, int index) {
        return buffer.getShort(index + TYPE_OFFSET);
    }

    /// 0, dropped first, to 9.
    public static int priority(DirectBuffer buffer, int index) {
        return buffer.getByte(index + PRIORITY_OFFSET);
    }

    /// [#FLAG_CONTROL] and [#FLAG_TERMINAL].
    public static int flags(DirectBuffer buffer, int index) {
        return buffer.getByte(index + FLAGS_OFFSET);
    }

    /// The event's place among the events of its log, from 0, without holes.
    public static long offset(DirectBuffer buffer, int index) {
        return buffer.getLong(index + OFFSET_OFFSET);
    }

    /// `System.nanoTime()` when it was appended, or the first of those published with it.
    public static long appendedNs(DirectBuffer buffer, int index) {
        return buffer.getLong(index + APPENDED_OFFSET);
    }

    /// Takes over a record from another buffer, with `key` in the eight bytes of key hash and reserve.
    static void copy(
            DirectBuffer source, int sourceIndex, MutableDirectBuffer target, int index, int length, long key) {
        target.putBytes(index, source, sourceIndex, length);
        target.putLong(index + KEY_HASH_OFFSET, key);
    }

    /// The key that [#copy] put there.
    static long key(DirectBuffer buffer, int index) {
        return buffer.getLong(index + KEY_HASH_OFFSET);
    }

    /// Hash of the key events are conflated by; 0 when there is none.
    public static int keyHash(DirectBuffer buffer, int index) {
        return buffer.getInt(index + KEY_HASH_OFFSET);
    }
}
