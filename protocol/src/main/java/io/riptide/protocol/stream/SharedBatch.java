package io.riptide.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.memory.Segment;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.compression.GzipBlock;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A run of consecutive events of one stream, in frames that it shares with others of its loop.
///
/// It takes no gap and no terminal event: these are the stream's own, and for [EventBatch].
///
/// - **Threading:** on the channel's event loop.
/// - **Bounds:** one page of frames.
@OnEventLoop
final class SharedBatch implements RecordHandler {
    private static final Function<ByteBuffer, Object> AS_BYTE_BUF = Unpooled::wrappedBuffer;

    private final Framing framing;
    private final EventNames names;
    private final byte[] epoch;
    private final LogCursor cursor;
    private final SharedFrames frames;

    private @Nullable FramePage page;
    private long from;
    private long end;

    /// Behind the last event that may be part of the run.
    private long bound;

    private int framed;
    private long payloadBytes;
    private long oldestAppendedNs;

    SharedBatch(Framing framing, EventNames names, byte[] epoch, LogCursor cursor, SharedFrames frames) {
        this.framing = framing;
        this.names = names;
        this.epoch = epoch;
        this.cursor = cursor;
        this.frames = frames;
    }

    /// Takes at most `limit` events. Returns what [LogCursor#poll] does; 0 also when what is next cannot be
    /// shared.
    int fill(int limit) {
        page = null;
        framed = 0;
        payloadBytes = 0;
        return cursor.poll(this, limit);
    }

    /// When the first event of the run was appended.
    long oldestAppendedNs() {
        return oldestAppendedNs;
    }

    /// Bytes of the run's events.
    long payloadBytes() {
        return payloadBytes;
    }

    /// Events of the run that nobody had framed before.
    int framed() {
        return framed;
    }

    /// The run in the form of the wire; the caller's.
    ByteBuf take() {
        return current().slice(from, end);
    }

    /// The run compressed; kept by the frames, and to be used at once.
    GzipBlock block(int level) {
        return frames.block(current(), from, end, level);
    }

    @Override
    public boolean onRecord(Segment segment, int index) {
        int flags = RecordLayout.flags(segment.buffer(), index);
        if ((flags & RecordLayout.FLAG_TERMINAL) != 0) {
            return false;
        }
        long offset = RecordLayout.offset(segment.buffer(), index);
        int length = RecordLayout.payloadLength(segment.buffer(), index);
        FramePage holder = page == null ? begin(offset, length) : page;
        if (holder == null || offset != end || offset >= bound) {
            return false;
        }
        if (!holder.holds(offset)) {
            if (!frames.canAppend(holder, framing.encodedLengthMax(length))) {
                return false;
            }
            frame(segment, index, length, offset, holder);
        }
        if (from == offset) {
            oldestAppendedNs = RecordLayout.appendedNs(segment.buffer(), index);
        }
        payloadBytes += length;
        end = offset + 1;
        return true;
    }

    @Override
    public boolean onGap(long gapFrom, long gapTo, GapReason reason) {
        return false;
    }

    private @Nullable FramePage begin(long offset, int length) {
        page = frames.page(offset, framing.encodedLengthMax(length));
        if (page != null) {
            from = offset;
            end = offset;
            bound = page.blockEnd(offset);
        }
        return page;
    }

    private void frame(Segment segment, int index, int length, long offset, FramePage holder) {
        ByteBuf source = (ByteBuf) segment.view(AS_BYTE_BUF);
        int sourceIndex = segment.viewOffset() + RecordLayout.payloadIndex(index);
        byte[] name = names.name(RecordLayout.type(segment.buffer(), index));
        framing.encode(name, epoch, offset, source, sourceIndex, length, frames.beginFrame(holder));
        frames.endFrame(holder);
        framed++;
    }

    private FramePage current() {
        FramePage held = page;
        assert held != null;
        return held;
    }
}
