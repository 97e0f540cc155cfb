package io.riptide.engine.memory;

import io.riptide.engine.AnyThread;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// A leased piece of off-heap memory of a fixed length.
///
/// - **Threading:** the memory belongs to whoever leased it; how it is shared is the lessee's affair.
/// - **Ownership:** [#release] exactly once, then never touch it again. The object is used anew for the next
///   lease.
@AnyThread
public final class Segment {
    private final SegmentPool pool;
    private final Slab slab;
    private final int index;
    private final UnsafeBuffer buffer;
    private @Nullable ByteBudget budget;

    Segment(SegmentPool pool, Slab slab, int index, UnsafeBuffer buffer) {
        this.pool = pool;
        this.slab = slab;
        this.index = index;
        this.buffer = buffer;
    }

    /// The memory, from index 0 to [#length]; its content at first is whatever was there before.
    public UnsafeBuffer buffer() {
        return buffer;
    }

    /// Bytes of this segment, a power of two.
    public int length() {
        return buffer.capacity();
    }

    /// Where this segment begins in the memory that [#view] shows.
    public int viewOffset() {
        return index * buffer.capacity();
    }

    /// The memory around this segment in the reader's own terms, made by `wrap` at first use and kept as long
    /// as that memory is. It lets a transport read records without wrapping each of them, and this module
    /// without knowing what a transport's buffers are.
    public Object view(Function<ByteBuffer, Object> wrap) {
        Object view = slab.view;
        return view == null ? slab.makeView(wrap) : view;
    }

    /// Ends the lease: memory and budget are free again.
    public void release() {
        pool.release(this);
    }

    Slab slab() {
        return slab;
    }

    int index() {
        return index;
    }

    void lease(ByteBudget lessee) {
        assert budget == null : "leased twice";
        budget = lessee;
    }

    ByteBudget endLease() {
        ByteBudget lessee = budget;
        assert lessee != null : "released twice";
        budget = null;
        return lessee;
    }
}
