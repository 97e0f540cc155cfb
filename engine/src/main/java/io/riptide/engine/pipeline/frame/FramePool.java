package io.riptide.engine.pipeline.frame;

import io.riptide.engine.AnyThread;
import io.riptide.engine.memory.ByteBudget;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/// The frames of one pipeline, made when first needed and used again.
///
/// - **Threading:** any thread.
/// - **Ownership:** whoever acquires a frame holds a reference. The pool itself ends with its pipeline; what is
///   [#outstanding] then has leaked, and its memory goes with the pool.
/// - **Bounds:** `framesMax` frames; bytes of samples by the budget.
/// - **Failure:** [FramesExhaustedException].
@AnyThread
public final class FramePool implements AutoCloseable {
    private final ManyToManyConcurrentArrayQueue<Frame> free;
    private final ByteBudget budget;
    private final int framesMax;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /// A pool of so many frames whose samples count against `budget`.
    public FramePool(int framesMax, ByteBudget budget) {
        if (framesMax < 1) {
            throw new IllegalArgumentException("framesMax=" + framesMax);
        }
        this.framesMax = framesMax;
        this.budget = budget;
        this.free = new ManyToManyConcurrentArrayQueue<>(Math.max(2, framesMax));
    }

    /// An empty frame with one reference, the caller's.
    public Frame acquire() {
        Frame frame = free.poll();
        if (frame == null) {
            frame = make();
        }
        outstanding.incrementAndGet();
        return frame.begin();
    }

    private Frame make() {
        if (made.incrementAndGet() > framesMax) {
            made.decrementAndGet();
            throw new FramesExhaustedException("all " + framesMax + " frames of the pipeline are held");
        }
        return new Frame(this);
    }

    void takeBack(Frame frame) {
        outstanding.decrementAndGet();
        boolean isKept = free.offer(frame);
        assert isKept : "more frames than were made";
    }

    void reserve(long more) {
        if (!budget.tryReserve(more)) {
            throw new FramesExhaustedException("no " + more + " more bytes for samples: the pipeline holds "
                    + bytes.get() + ", all pipelines " + budget.reserved() + " of " + budget.limit());
        }
        bytes.addAndGet(more);
    }

    /// Frames that somebody holds.
    public int outstanding() {
        return outstanding.get();
    }

    /// Bytes of samples of all frames that were made.
    public long bytes() {
        return bytes.get();
    }

    /// Gives the bytes back to the budget; nobody may acquire or add channels any more.
    @Override
    public void close() {
        budget.release(bytes.getAndSet(0));
    }
}
