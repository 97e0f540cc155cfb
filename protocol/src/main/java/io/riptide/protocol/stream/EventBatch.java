package io.riptide.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.memory.Segment;
import io.riptide.protocol.OnEventLoop;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// The way of one stream's events from the log's records into a buffer, many at a time; each is copied once.
///
/// - **Threading:** on the channel's event loop.
/// - **Ownership:** borrows cursor and buffer for one [#fill].
/// - **Bounds:** what the buffer holds, or one event if that is longer.
@OnEventLoop
final class EventBatch implements RecordHandler {
    private static final Function<ByteBuffer, Object> AS_BYTE_BUF = Unpooled::wrappedBuffer;

    private final Framing framing;
    private final EventNames names;
    private final StreamEvents events;
    private final byte[] epoch;
    private final LogCursor cursor;
    private final LongSupplier ttfbNs;
    private final @Nullable SharedFrames shared;

    private @Nullable ByteBuf out;
    private int bodyIndex;
    private int reservedBytes;
    private boolean yieldsToShared;
    private long oldestAppendedNs;
    private long payloadBytes;
    private boolean isLast;

    /// Batches of `cursor`, which reads a log of this epoch. `ttfbNs` is how long the first byte took, for the
    /// stream's tally.
    EventBatch(
            Framing framing,
            EventNames names,
            StreamEvents events,
            byte[] epoch,
            LogCursor cursor,
            LongSupplier ttfbNs,
            @Nullable SharedFrames shared) {
        this.framing = framing;
        this.names = names;
        this.events = events;
        this.epoch = epoch;
        this.cursor = cursor;
        this.ttfbNs = ttfbNs;
        this.shared = shared;
    }

    /// Frames at most `limit` events behind what `target` holds, and leaves `reserved` bytes free. When it
    /// `yields`, it ends before an event that can be had as a shared frame. Returns what [LogCursor#poll] does.
    int fill(ByteBuf target, int reserved, int limit, boolean yields) {
        out = target;
        bodyIndex = target.writerIndex();
        reservedBytes = reserved;
        yieldsToShared = yields;
        oldestAppendedNs = 0;
        isLast = false;
        int taken = cursor.poll(this, limit);
        out = null;
        return taken;
    }

    /// When the first event of the last batch was appended.
    long oldestAppendedNs() {
        return oldestAppendedNs;
    }

    /// Counts the bytes of events that went another way, for the stream's tally.
    void delivered(long bytes) {
        payloadBytes += bytes;
    }

    /// Bytes of the events delivered so far, without their framing.
    long payloadBytes() {
        return payloadBytes;
    }

    /// Whether the last batch ended with the log's last event.
    boolean isLast() {
        return isLast;
    }

    @Override
    public boolean onRecord(Segment segment, int index) {
        UnsafeBuffer buffer = segment.buffer();
        int length = RecordLayout.payloadLength(buffer, index);
        int type = RecordLayout.type(buffer, index);
        boolean isTerminal = (RecordLayout.flags(buffer, index) & RecordLayout.FLAG_TERMINAL) != 0;
        long offset = RecordLayout.offset(buffer, index);
        if (yieldsToShared && target().writerIndex() > bodyIndex && shared != null && shared.serves(offset)) {
            return false;
        }
        boolean hasTally = isTerminal && type == names.summaryType();
        if (!makeRoom(framing.encodedLengthMax(hasTally ? length + StreamEvents.TALLY_LENGTH_MAX : length))) {
            return false;
        }
        ByteBuf source = (ByteBuf) segment.view(AS_BYTE_BUF);
        int sourceIndex = segment.viewOffset() + RecordLayout.payloadIndex(index);
        if (hasTally) {
            events.summary(offset, source, sourceIndex, length, tally(offset), target());
        } else {
            framing.encode(names.name(type), epoch, offset, source, sourceIndex, length, target());
        }
        payloadBytes += length;
        if (oldestAppendedNs == 0) {
            oldestAppendedNs = RecordLayout.appendedNs(buffer, index);
        }
        isLast = isTerminal;
        return true;
    }

    /// The events of a run that are nothing special, in one loop.
    @Override
    public int onRecords(Segment segment, int index, int limit, int max) {
        if (yieldsToShared && shared != null) {
            return RecordHandler.super.onRecords(segment, index, limit, max);
        }
        UnsafeBuffer buffer = segment.buffer();
        ByteBuf source = (ByteBuf) segment.view(AS_BYTE_BUF);
        ByteBuf target = target();
        if (oldestAppendedNs == 0) {
            oldestAppendedNs = RecordLayout.appendedNs(buffer, index);
        }
        int last = NONE;
        int at = index;
        for (int left = max; at < limit && left > 0; left--) {
            int length = RecordLayout.payloadLength(buffer, at);
            boolean isTerminal = (RecordLayout.flags(buffer, at) & RecordLayout.FLAG_TERMINAL) != 0;
            if (isTerminal || target.writableBytes() - reservedBytes < framing.encodedLengthMax(length)) {
                break;
            }
            framing.encode(
                    names.name(RecordLayout.type(buffer, at)),
                    epoch,
                    RecordLayout.offset(buffer, at),
                    source,
                    segment.viewOffset() + RecordLayout.payloadIndex(at),
                    length,
                    target);
            payloadBytes += length;
            last = at;
            at = RecordLayout.next(buffer, at);
        }
        // A tally counts what was taken before, so it is for the next call.
        return last == NONE && onRecord(segment, index) ? index : last;
    }

    @Override
    public boolean onGap(long from, long to, GapReason reason) {
        if (!makeRoom(framing.encodedLengthMax(StreamEvents.GAP_LENGTH_MAX))) {
            return false;
        }
        events.gap(from, to, reason, target());
        return true;
    }

    private StreamTally tally(long offset) {
        return new StreamTally(
                offset - cursor.startOffset(),
                cursor.delivered(),
                cursor.dropped(),
                payloadBytes,
                TimeUnit.NANOSECONDS.toMicros(ttfbNs.getAsLong()));
    }

    /// An event longer than the buffer gets its room when it is the first there; else it waits for the next
    /// buffer.
    private boolean makeRoom(int lengthMax) {
        ByteBuf target = target();
        int needed = lengthMax + reservedBytes;
        if (target.writableBytes() >= needed) {
            return true;
        }
        if (target.writerIndex() > bodyIndex) {
            return false;
        }
        target.ensureWritable(needed);
        return true;
    }

    private ByteBuf target() {
        ByteBuf target = out;
        assert target != null;
        return target;
    }
}
