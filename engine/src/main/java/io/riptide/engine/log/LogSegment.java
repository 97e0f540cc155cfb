package io.riptide.engine.log;

import io.riptide.engine.memory.Segment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One link of a log: a leased segment and where it stands.
///
/// | field | written by | read by | mode |
/// |---|---|---|---|
/// | `limit` | appender | cursors | release / acquire: everything below it is committed and never changes |
/// | `next` | appender, once, after the last change of `limit` | cursors | release / acquire |
/// | `references` | log (1) and each cursor while it polls | all | atomic; never rises from 0 |
final class LogSegment {
    private static final VarHandle LIMIT;
    private static final VarHandle NEXT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LIMIT = lookup.findVarHandle(LogSegment.class, "limit", int.class);
            NEXT = lookup.findVarHandle(LogSegment.class, "next", LogSegment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Log position of the first byte.
    final long basePosition;

    /// Offset of the first record.
    final long baseOffset;

    final Segment memory;

    /// `System.nanoTime()` when it was linked: nothing in it is older, nothing before it younger.
    final long linkedNs;

    private final AtomicInteger references = new AtomicInteger(1);

    @SuppressWarnings("UnusedVariable") // by LIMIT
    private int limit;

    @SuppressWarnings("UnusedVariable") // by NEXT
    private @Nullable LogSegment next;

    LogSegment(Segment memory, long basePosition, long baseOffset, long linkedNs) {
        this.memory = memory;
        this.linkedNs = linkedNs;
        this.basePosition = basePosition;
        this.baseOffset = baseOffset;
    }

    int limitAcquire() {
        return (int) LIMIT.getAcquire(this);
    }

    void limitRelease(int newLimit) {
        LIMIT.setRelease(this, newLimit);
    }

    @Nullable
    LogSegment nextAcquire() {
        return (LogSegment) NEXT.getAcquire(this);
    }

    void nextRelease(LogSegment newNext) {
        NEXT.setRelease(this, newNext);
    }

    /// Keeps the memory from going back; false when it already has.
    boolean tryRetain() {
        int count;
        do {
            count = references.get();
            if (count == 0) {
                return false;
            }
        } while (!references.compareAndSet(count, count + 1));
        return true;
    }

    void release() {
        int left = references.decrementAndGet();
        assert left >= 0 : left;
        if (left == 0) {
            memory.release();
        }
    }
}
