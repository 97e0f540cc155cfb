package io.riptide.engine.pipeline.frame;

import io.riptide.engine.AnyThread;
import io.riptide.engine.memory.ByteBudget;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The frames of one pipeline, made when first needed and used again.
///
/// Free ones are a stack, so that the next frame is one whose samples are still in a processor's cache. A ring
/// would not do: a thread that is stopped while it leaves a place keeps all others from it.
///
/// - **Threading:** any thread; lock-free.
/// - **Ownership:** whoever acquires a frame holds a reference. The pool itself ends with its pipeline; what is
///   [#outstanding] then has leaked, and its memory goes with the pool.
/// - **Bounds:** `framesMax` frames; bytes of samples and of metadata by the budget.
/// - **Failure:** [FramesExhaustedException].
@AnyThread
public final class FramePool implements AutoCloseable {
    private static final int NONE = -1;
    private static final long INDEX_MASK = 0xFFFF_FFFFL;

    private final ByteBudget budget;
    private final int framesMax;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean isClosed;

    /// All frames, by their numbers; each place is written once.
    private final AtomicReferenceArray<Frame> frames;

    /// Of each free frame, the number of the one below it in the stack.
    private final AtomicIntegerArray below;

    /// The number of the free frame on top, in the low half. The high half counts changes: the same number may
    /// be on top again with another below it.
    private final AtomicLong top = new AtomicLong(INDEX_MASK);

    /// A pool of so many frames whose samples count against `budget`.
    public FramePool(int framesMax, ByteBudget budget) {
        if (framesMax < 1) {
            throw new IllegalArgumentException("framesMax=" + framesMax);
        }
        this.framesMax = framesMax;
        this.budget = budget;
        this.frames = new AtomicReferenceArray<>(framesMax);
        this.below = new AtomicIntegerArray(framesMax);
    }

    /// An empty frame with one reference, the caller's; the one that came back last, if any.
    public Frame acquire() {
        int number = pop();
        Frame frame = number == NONE ? make() : frames.get(number);
        outstanding.incrementAndGet();
        return frame.begin();
    }

    private Frame make() {
        int number = made.getAndUpdate(count -> Math.min(count + 1, framesMax));
        if (number == framesMax) {
            throw new FramesExhaustedException("all " + framesMax + " frames of the pipeline are held");
        }
        Frame frame = new Frame(this, number);
        frames.set(number, frame);
        return frame;
    }

    void takeBack(Frame frame) {
        outstanding.decrementAndGet();
        int number = frame.number();
        long before;
        do {
            before = top.get();
            below.set(number, (int) before);
        } while (!top.compareAndSet(before, changed(before, number)));
    }

    private int pop() {
        while (true) {
            long before = top.get();
            int number = (int) before;
            if (number == NONE || top.compareAndSet(before, changed(before, below.get(number)))) {
                return number;
            }
        }
    }

    private static long changed(long before, int number) {
        return ((before >>> Integer.SIZE) + 1) << Integer.SIZE | (number & INDEX_MASK);
    }

    void reserve(long more) {
        if (isClosed) {
            throw new FramesExhaustedException("the pipeline has ended");
        }
        if (!budget.tryReserve(more)) {
            throw new FramesExhaustedException(
                    "no " + more + " more bytes for samples and metadata: the pipeline holds " + bytes.get()
                            + ", all pipelines " + budget.reserved() + " of " + budget.limit());
        }
        bytes.addAndGet(more);
    }

    /// What was reserved and is needed no more. After [#close] there is nothing to give back.
    void giveBack(long fewer) {
        long before = bytes.getAndUpdate(held -> held >= fewer ? held - fewer : held);
        if (before >= fewer) {
            budget.release(fewer);
        }
    }

    /// Frames that somebody holds.
    public int outstanding() {
        return outstanding.get();
    }

    /// Bytes of samples of all frames that were made, and of the metadata that was weighed.
    public long bytes() {
        return bytes.get();
    }

    /// Gives the bytes back to the budget; nobody may acquire or add channels any more.
    @Override
    public void close() {
        isClosed = true;
        budget.release(bytes.getAndSet(0));
    }
}
