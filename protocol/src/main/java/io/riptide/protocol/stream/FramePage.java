package io.riptide.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.compression.GzipBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Frames of consecutive events, one behind the other, that any number of streams take runs of.
///
/// - **Threading:** on one event loop.
/// - **Ownership:** owns its bytes until [#release]; each run taken keeps them for itself.
@OnEventLoop
final class FramePage {
    private static final int EVENTS_AT_FIRST = 8;

    private final ByteBuf frames;
    private final long firstOffset;

    /// Where the frame of each event ends.
    private int[] ends = new int[EVENTS_AT_FIRST];

    private int count;
    private @Nullable List<Block> blocks;

    /// The frames of some events, compressed.
    private record Block(long from, long end, GzipBlock gzip) {}

    /// A page in `frames`, which is its own now, whose first event will be the one at `firstOffset`.
    FramePage(ByteBuf frames, long firstOffset) {
        this.frames = frames;
        this.firstOffset = firstOffset;
    }

    /// Where the next frame is to be appended, if there is room for it.
    ByteBuf frames() {
        return frames;
    }

    boolean hasRoom(int lengthBytes) {
        return frames.writableBytes() >= lengthBytes;
    }

    /// What was appended to [#frames] since the last call is the frame of the next event.
    void endFrame() {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count++] = frames.writerIndex();
    }

    boolean holds(long offset) {
        return offset >= firstOffset && offset < endOffset();
    }

    /// Offset of the event whose frame comes next.
    long endOffset() {
        return firstOffset + count;
    }

    int capacity() {
        return frames.capacity();
    }

    /// Where the frame of the event begins in [#frames]; of the one behind the last, where it will.
    int indexOf(long offset) {
        assert offset >= firstOffset && offset <= endOffset() : offset;
        return offset == firstOffset ? 0 : ends[(int) (offset - firstOffset) - 1];
    }

    /// The frames of the events in `[from, end)`; the caller's.
    ByteBuf slice(long from, long end) {
        int index = indexOf(from);
        return frames.retainedSlice(index, indexOf(end) - index);
    }

    /// The block that begins with this event, if there is one.
    @Nullable
    GzipBlock blockFrom(long from) {
        Block block = find(from);
        return block == null ? null : block.gzip;
    }

    /// Offset behind the block that begins with this event; behind all events when there is none.
    long blockEnd(long from) {
        Block block = find(from);
        return block == null ? Long.MAX_VALUE : block.end;
    }

    /// Keeps the block of the events in `[from, end)`.
    void keep(long from, long end, GzipBlock block) {
        if (blocks == null) {
            blocks = new ArrayList<>(2);
        }
        blocks.add(new Block(from, end, block));
    }

    void release() {
        frames.release();
        if (blocks != null) {
            blocks.forEach(block -> block.gzip.release());
        }
    }

    /// From the newest on, which is the one most ask for.
    private @Nullable Block find(long from) {
        if (blocks != null) {
            for (int i = blocks.size() - 1; i >= 0; i--) {
                if (blocks.get(i).from == from) {
                    return blocks.get(i);
                }
            }
        }
        return null;
    }
}
