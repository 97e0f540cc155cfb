package io.riptide.engine.memory;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// One piece of memory from the operating system, cut into segments of one length.
///
/// While any of its segments is leased it keeps that length; once it is empty it can be cut anew or given back.
///
/// - **Threading:** guarded by the lock of its pool, except for [#view].
final class Slab {
    /// Bytes of every slab, and so of the longest segment.
    static final int LENGTH = 2 * 1024 * 1024;

    /// Segments start on a cache line.
    private static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final ByteBuffer memory;
    private Segment[] segments = {};
    private int[] free = {};
    private int freeCount;

    /// What a transport keeps to read this memory in its own terms; see [Segment#view].
    volatile @Nullable Object view;

    Slab() {
        memory = arena.allocate(LENGTH, ALIGNMENT).asByteBuffer();
    }

    /// Cuts the slab into segments of `length` bytes; only while none is leased.
    void cut(SegmentPool pool, int length) {
        assert freeCount == segments.length : freeCount;
        if (isCutTo(length)) {
            return;
        }
        int count = LENGTH / length;
        segments = new Segment[count];
        free = new int[count];
        for (int i = 0; i < count; i++) {
            segments[i] = new Segment(pool, this, i, new UnsafeBuffer(memory, i * length, length));
            free[i] = count - 1 - i;
        }
        freeCount = count;
    }

    /// Whether its segments are of `length` bytes.
    boolean isCutTo(int length) {
        return segments.length == LENGTH / length;
    }

    boolean isFull() {
        return freeCount == 0;
    }

    boolean isEmpty() {
        return freeCount == segments.length;
    }

    Segment take() {
        assert freeCount > 0;
        return segments[free[--freeCount]];
    }

    void put(Segment segment) {
        assert freeCount < free.length : "a segment came back twice";
        free[freeCount++] = segment.index();
    }

    /// Makes the view once, however many readers come first at the same time.
    synchronized Object makeView(Function<ByteBuffer, Object> wrap) {
        Object made = view;
        if (made == null) {
            made = wrap.apply(memory.duplicate());
            view = made;
        }
        return made;
    }

    /// Gives the memory back to the operating system; nobody may touch it afterwards.
    void free() {
        assert isEmpty();
        arena.close();
    }
}
