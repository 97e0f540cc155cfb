package io.riptide.server.event;

import io.riptide.engine.log.CursorId;
import io.riptide.engine.log.RecordWriter;
import io.riptide.engine.run.WorkSource;
import org.agrona.MutableDirectBuffer;

/// An event whose fields are there as a JSON object already; type and id are put before them.
///
/// ```
/// {"type":"result","id":"k3v9x0ab-17"  +  ,"index":0,…}
/// ```
public final class JsonEvent implements RecordWriter {
    /// `","` or `"}` behind the id.
    private static final int CLOSING_LENGTH = 2;

    private final EventType type;
    private final byte[] epoch;
    private final byte[] fields;

    /// The event of `type` in the log of `epoch` with the fields of `fields`, a compact JSON object with no
    /// line ends.
    public JsonEvent(EventType type, byte[] epoch, byte[] fields) {
        assert fields.length >= 2 && fields[0] == '{' : fields.length;
        this.type = type;
        this.epoch = epoch;
        this.fields = fields;
    }

    /// Bytes the event takes at most.
    public int lengthMax() {
        return type.opening().length + CursorId.LENGTH_MAX + CLOSING_LENGTH + fields.length;
    }

    /// Its record type.
    public int type() {
        return type.recordType();
    }

    /// As a source hands it over.
    public WorkSource.Event toEvent() {
        return new WorkSource.Event(type(), lengthMax(), this);
    }

    @Override
    public int write(long offset, MutableDirectBuffer buffer, int index) {
        int i = writeOpening(type, epoch, offset, buffer, index);
        buffer.putByte(i++, (byte) '"');
        boolean isEmpty = fields.length == 2;
        if (!isEmpty) {
            buffer.putByte(i++, (byte) ',');
        }
        buffer.putBytes(i, fields, 1, fields.length - 1);
        return i + fields.length - 1 - index;
    }

    /// Writes type and id up to the closing quote of the id, and returns the index behind it.
    public static int writeOpening(EventType type, byte[] epoch, long offset, MutableDirectBuffer buffer, int index) {
        int i = index;
        buffer.putBytes(i, type.opening());
        i += type.opening().length;
        buffer.putBytes(i, epoch);
        i += epoch.length;
        buffer.putByte(i++, (byte) '-');
        return i + buffer.putNaturalLongAscii(i, offset);
    }
}
