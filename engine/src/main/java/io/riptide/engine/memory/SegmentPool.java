package io.riptide.engine.memory;

import io.riptide.engine.AnyThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.BitUtil;
import org.jspecify.annotations.Nullable;

/// All off-heap memory of the engine.
///
/// ```
/// slabs of 2 MiB ──cut into──► segments of one length each: 4 KiB, 8 KiB … 2 MiB
/// ```
///
/// - **Threading:** any thread. A lock guards a few list operations; it is taken once per segment, so once per
///   some hundred events, and never while memory is asked from the operating system.
/// - **Ownership:** a lease belongs to its lessee until [Segment#release].
/// - **Bounds:** slabs never exceed `capacityBytes`; the sum of all leases is [#leasedBytes] and equals what
///   their budgets hold, which count a lease a moment before it begins and a moment after it ends. A slab is
///   cut to one length while any of it is leased, so a length may find no room although others have.
/// - **Failure:** [#lease] returns null when the budget, the pool or the memory behind it is used up.
@AnyThread
public final class SegmentPool implements AutoCloseable {
    /// Bytes of the shortest segment.
    public static final int SEGMENT_LENGTH_MIN = 4 * 1024;

    /// Bytes of the longest segment.
    public static final int SEGMENT_LENGTH_MAX = Slab.LENGTH;

    private static final int CLASSES = Integer.numberOfTrailingZeros(SEGMENT_LENGTH_MAX / SEGMENT_LENGTH_MIN) + 1;

    private static final int EMPTY_LOOKED_AT_MAX = 16;

    private final long capacityBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayList<ArrayDeque<Slab>> withRoom = new ArrayList<>(CLASSES);
    private final ArrayDeque<Slab> empty = new ArrayDeque<>();
    private long slabBytes;
    private long leasedBytes;

    /// A pool of at most `capacityBytes`, which takes memory only as it is needed.
    public SegmentPool(long capacityBytes) {
        if (capacityBytes < Slab.LENGTH) {
            throw new IllegalArgumentException("capacityBytes=" + capacityBytes + " is less than " + Slab.LENGTH);
        }
        this.capacityBytes = capacityBytes;
        for (int i = 0; i < CLASSES; i++) {
            withRoom.add(new ArrayDeque<>());
        }
    }

    /// Leases a segment of at least `lengthMin` bytes on `budget`, or returns null when either has no room.
    public @Nullable Segment lease(int lengthMin, ByteBudget budget) {
        assert lengthMin > 0 && lengthMin <= SEGMENT_LENGTH_MAX : lengthMin;
        int length = segmentLength(lengthMin);
        if (!budget.tryReserve(length)) {
            return null;
        }
        Segment segment = takeOrGrow(length);
        if (segment == null) {
            budget.release(length);
            return null;
        }
        segment.lease(budget);
        return segment;
    }

    /// Bytes that a lease of `lengthMin` really takes.
    public static int segmentLength(int lengthMin) {
        return Math.max(SEGMENT_LENGTH_MIN, BitUtil.findNextPositivePowerOfTwo(lengthMin));
    }

    /// Bytes leased now.
    public long leasedBytes() {
        lock.lock();
        try {
            return leasedBytes;
        } finally {
            lock.unlock();
        }
    }

    /// Bytes taken from the operating system now, leased or not.
    public long slabBytes() {
        lock.lock();
        try {
            return slabBytes;
        } finally {
            lock.unlock();
        }
    }

    /// Bytes that may be taken at most.
    public long capacityBytes() {
        return capacityBytes;
    }

    /// Gives empty slabs back to the operating system until at most `keepBytes` of them are kept, and returns
    /// how many bytes that freed.
    public long trim(long keepBytes) {
        ArrayList<Slab> surplus = new ArrayList<>();
        lock.lock();
        try {
            while ((long) empty.size() * Slab.LENGTH > keepBytes) {
                surplus.add(empty.pop());
                slabBytes -= Slab.LENGTH;
            }
        } finally {
            lock.unlock();
        }
        surplus.forEach(Slab::free);
        return (long) surplus.size() * Slab.LENGTH;
    }

    /// Frees everything. Whoever still holds a lease has a bug.
    @Override
    public void close() {
        assert leasedBytes() == 0 : leasedBytes();
        trim(0);
    }

    void release(Segment segment) {
        int length = segment.length();
        ByteBudget budget = segment.endLease();
        Slab slab = segment.slab();
        lock.lock();
        try {
            boolean wasFull = slab.isFull();
            slab.put(segment);
            leasedBytes -= length;
            ArrayDeque<Slab> sameLength = withRoom.get(classOf(length));
            if (slab.isEmpty()) {
                if (!wasFull) {
                    sameLength.remove(slab);
                }
                empty.push(slab);
            } else if (wasFull) {
                sameLength.push(slab);
            }
        } finally {
            lock.unlock();
        }
        budget.release(length);
    }

    private @Nullable Segment takeOrGrow(int length) {
        Segment segment = take(length, null);
        if (segment != null || !reserveSlab()) {
            return segment;
        }
        return take(length, newSlab());
    }

    private @Nullable Segment take(int length, @Nullable Slab grown) {
        lock.lock();
        try {
            ArrayDeque<Slab> sameLength = withRoom.get(classOf(length));
            Slab slab = sameLength.peek();
            if (grown != null) {
                empty.push(grown);
            }
            if (slab == null) {
                slab = takeEmpty(length);
                if (slab == null) {
                    return null;
                }
                slab.cut(this, length);
                sameLength.push(slab);
            }
            Segment segment = slab.take();
            leasedBytes += length;
            if (slab.isFull()) {
                sameLength.remove(slab);
            }
            return segment;
        } finally {
            lock.unlock();
        }
    }

    /// One that is cut so already, if there is one among the newest: to cut anew makes up to 512 segments.
    private @Nullable Slab takeEmpty(int length) {
        int left = EMPTY_LOOKED_AT_MAX;
        for (Iterator<Slab> slabs = empty.iterator(); left > 0 && slabs.hasNext(); left--) {
            Slab slab = slabs.next();
            if (slab.isCutTo(length)) {
                slabs.remove();
                return slab;
            }
        }
        return empty.poll();
    }

    /// The operating system, or the bound the JVM was started with, may have less than this pool was promised.
    private @Nullable Slab newSlab() {
        try {
            return new Slab();
        } catch (OutOfMemoryError e) {
            lock.lock();
            try {
                slabBytes -= Slab.LENGTH;
            } finally {
                lock.unlock();
            }
            return null;
        }
    }

    private boolean reserveSlab() {
        lock.lock();
        try {
            if (slabBytes + Slab.LENGTH > capacityBytes) {
                return false;
            }
            slabBytes += Slab.LENGTH;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static int classOf(int length) {
        return Integer.numberOfTrailingZeros(length / SEGMENT_LENGTH_MIN);
    }
}
