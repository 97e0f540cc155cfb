package io.riptide.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.compression.GzipBlock;
import io.riptide.protocol.compression.GzipBlocks;
import io.riptide.protocol.http.ChunkFraming;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The newest events of one log, framed once for all streams of one event loop that frame them alike.
///
/// Whoever comes first to an event frames it, and the others take it from here. Who has fallen behind what is
/// kept frames for itself, so nobody waits for anybody. Over HTTP/1.1 each event is a chunk of its own: then
/// any run of events is bytes that are ready for the wire, wherever a stream happens to be.
///
/// ```
///  pages   [ 17 18 19 20 ] [ 21 22 23 ……… ]      a stream at 18 takes 18–20, then 21–23
/// ```
///
/// - **Threading:** on its event loop.
/// - **Bounds:** 128 KiB, so that who has the first turn in a round does not outrun the others, or one event if
///   that is longer. Pages begin with 1 KiB, since a stopped reader keeps the whole page that it has a run of,
///   and double up to 16 KiB while there is more.
@OnEventLoop
final class SharedFrames {
    private static final int HELD_BYTES_MAX = 128 * 1024;
    private static final int PAGE_LENGTH_MIN = 1024;
    private static final int PAGE_LENGTH_MAX = 16 * 1024;

    private final LoopFrames owner;
    private final LoopFrames.Key key;
    private final ByteBufAllocator allocator;

    /// The oldest first.
    private final ArrayList<FramePage> pages = new ArrayList<>();

    private int heldBytes;
    private int members;
    private int pageLength = PAGE_LENGTH_MIN;
    private boolean wasUsed;

    SharedFrames(LoopFrames owner, LoopFrames.Key key, ByteBufAllocator allocator) {
        this.owner = owner;
        this.key = key;
        this.allocator = allocator;
    }

    LoopFrames.Key key() {
        return key;
    }

    void join() {
        members++;
    }

    /// Returns how many are left. One alone has nobody to share with.
    int leave() {
        members--;
        if (members < 2) {
            free();
        }
        return members;
    }

    boolean isShared() {
        return members > 1;
    }

    /// Whether the event's frame is here or may be appended; false as long as nobody has asked for any.
    boolean serves(long offset) {
        FramePage newest = newest();
        return newest != null && (offset >= newest.endOffset() || find(offset) != null);
    }

    /// A page that holds the event, or has room for its frame of at most `lengthMax` bytes and no event
    /// between; null for an event that is behind what is kept.
    @Nullable
    FramePage page(long offset, int lengthMax) {
        wasUsed = true;
        FramePage held = find(offset);
        if (held != null) {
            return held;
        }
        int needed = lengthMax + overheadPerEvent();
        FramePage newest = newest();
        if (newest != null) {
            if (offset < newest.endOffset()) {
                return null;
            }
            if (offset == newest.endOffset() && newest.hasRoom(needed)) {
                return newest;
            }
        }
        return newPage(offset, needed);
    }

    /// Whether the frame of the event behind the last of `page` can be appended to it.
    boolean canAppend(FramePage page, int lengthMax) {
        return newest() == page && page.hasRoom(lengthMax + overheadPerEvent());
    }

    /// Where to append the frame of the next event of `page`, and nothing else, until [#endFrame].
    ByteBuf beginFrame(FramePage page) {
        ByteBuf frames = page.frames();
        frames.writerIndex(page.indexOf(page.endOffset())); // in case the last one failed half-way
        if (isChunkEach()) {
            ChunkFraming.begin(frames);
        }
        return frames;
    }

    void endFrame(FramePage page) {
        if (isChunkEach()) {
            ChunkFraming.end(page.frames(), page.indexOf(page.endOffset()));
        }
        page.endFrame();
    }

    /// The block of the events in `[from, end)` of `page`, compressed for the first who asks; kept here.
    GzipBlock block(FramePage page, long from, long end, int level) {
        GzipBlock kept = page.blockFrom(from);
        if (kept != null && page.blockEnd(from) == end) {
            return kept;
        }
        int index = page.indexOf(from);
        GzipBlock made = GzipBlocks.ofLoop(level).block(page.frames(), index, page.indexOf(end) - index, allocator);
        page.keep(from, end, made);
        return made;
    }

    /// Frees the pages if nobody has asked for one since the last call. Returns whether there are any left.
    boolean sweep() {
        if (!wasUsed) {
            free();
        }
        wasUsed = false;
        return !pages.isEmpty();
    }

    void free() {
        while (!pages.isEmpty()) {
            release(pages.removeLast());
        }
        pageLength = PAGE_LENGTH_MIN;
    }

    private @Nullable FramePage newest() {
        return pages.isEmpty() ? null : pages.getLast();
    }

    private @Nullable FramePage find(long offset) {
        for (int i = pages.size() - 1; i >= 0; i--) {
            if (pages.get(i).holds(offset)) {
                return pages.get(i);
            }
        }
        return null;
    }

    private FramePage newPage(long offset, int needed) {
        FramePage page = new FramePage(allocator.directBuffer(Math.max(pageLength, needed)), offset);
        pageLength = Math.min(PAGE_LENGTH_MAX, 2 * pageLength);
        heldBytes += page.capacity();
        while (heldBytes > HELD_BYTES_MAX && !pages.isEmpty()) {
            release(pages.removeFirst());
        }
        pages.add(page);
        owner.allocated(this, page.capacity());
        return page;
    }

    private void release(FramePage page) {
        heldBytes -= page.capacity();
        owner.freed(page.capacity());
        page.release();
    }

    /// Compressed, a run of events is one chunk, which each stream puts around it.
    private boolean isChunkEach() {
        return key.transfer() == Transfer.CHUNKED && key.coding() instanceof ContentCoding.Identity;
    }

    private int overheadPerEvent() {
        return isChunkEach() ? ChunkFraming.OVERHEAD_BYTES : 0;
    }
}
