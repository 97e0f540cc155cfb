package io.riptide.engine.log;

import io.riptide.engine.OnConsumer;
import io.riptide.engine.memory.Segment;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// A place in a log's chain of segments, and the hold on the segment it is in.
///
/// - **Threading:** one reader.
/// - **Ownership:** holds one segment between [#pin] and [#unpin], and none otherwise.
@OnConsumer
final class SegmentReader {
    private final EventLog log;
    private @Nullable LogSegment segment;
    private int index;
    private int visibleLimit;
    private long offset;
    private boolean wasPassed;

    SegmentReader(EventLog log, long offset) {
        this.log = log;
        this.offset = offset;
    }

    /// Finds the place of the offset from `head` on; under the log's lock, so that nothing is evicted
    /// meanwhile. Returns the place's position, or `otherwise` when the log is empty.
    long seek(@Nullable LogSegment head, long otherwise) {
        LogSegment candidate = head;
        if (candidate == null) {
            return otherwise;
        }
        for (LogSegment after = candidate.nextAcquire();
                after != null && after.baseOffset <= offset;
                after = candidate.nextAcquire()) {
            candidate = after;
        }
        enter(candidate);
        for (long before = candidate.baseOffset; before < offset; before++) {
            index = RecordLayout.next(candidate.memory.buffer(), index);
        }
        return candidate.basePosition + index;
    }

    /// Holds the segment; when it is gone, goes on at the first that is still there, and [#offset] then is a
    /// later one. False when nothing is there.
    boolean pin() {
        LogSegment held = segment;
        wasPassed = false;
        if (held != null && held.tryRetain()) {
            visibleLimit = Math.max(visibleLimit, held.limitAcquire());
            offset = Math.max(offset, held.baseOffset);
            return true;
        }
        LogSegment first = log.headAcquire();
        while (first != null && !first.tryRetain()) {
            first = log.headAcquire();
        }
        if (first == null) {
            return false;
        }
        wasPassed = first.baseOffset > offset;
        offset = Math.max(offset, first.baseOffset);
        enter(first);
        return true;
    }

    /// Whether the last [#pin] found that the appender had passed this place.
    boolean wasPassed() {
        return wasPassed;
    }

    void unpin() {
        current().release();
    }

    /// Whether there is a record here; moves on to the next segment for it.
    boolean hasRecord() {
        while (index == visibleLimit) {
            LogSegment current = current();
            // Read before the limit: once a next segment is linked, the limit has its last value.
            LogSegment after = current.nextAcquire();
            visibleLimit = current.limitAcquire();
            if (index < visibleLimit) {
                return true;
            }
            if (after == null || !after.tryRetain()) {
                return false;
            }
            current.release();
            enter(after);
        }
        return true;
    }

    void step() {
        index = RecordLayout.next(buffer(), index);
        offset++;
    }

    /// Lends `handler` the records from here to the end of what was published of this segment when it was last
    /// looked at, but `max` at most; returns how many it took.
    int lend(RecordHandler handler, int max) {
        Segment memory = memory();
        int last = handler.onRecords(memory, index, visibleLimit, max);
        if (last == RecordHandler.NONE) {
            return 0;
        }
        long next = RecordLayout.offset(memory.buffer(), last) + 1;
        int taken = (int) (next - offset);
        index = RecordLayout.next(memory.buffer(), last);
        offset = next;
        return taken;
    }

    /// Offset of the record here, or the one that will be.
    long offset() {
        return offset;
    }

    /// Log position of this place; while pinned.
    long position() {
        return current().basePosition + index;
    }

    Segment memory() {
        return current().memory;
    }

    UnsafeBuffer buffer() {
        return current().memory.buffer();
    }

    int index() {
        return index;
    }

    boolean isControl() {
        return isControl(buffer(), index);
    }

    int priority() {
        return RecordLayout.priority(buffer(), index);
    }

    /// Shows `plan` the priorities of all that waits from here on; while pinned.
    void countPriorities(DropPlan plan) {
        count(current(), index, plan);
        LogSegment at = retained(current().nextAcquire());
        while (at != null) {
            count(at, 0, plan);
            LogSegment after = retained(at.nextAcquire());
            at.release();
            at = after;
        }
    }

    private static void count(LogSegment counted, int from, DropPlan plan) {
        UnsafeBuffer buffer = counted.memory.buffer();
        int limit = counted.limitAcquire();
        for (int i = from; i < limit; i = RecordLayout.next(buffer, i)) {
            if (!isControl(buffer, i)) {
                plan.count(RecordLayout.offset(buffer, i), RecordLayout.priority(buffer, i));
            }
        }
    }

    private static @Nullable LogSegment retained(@Nullable LogSegment candidate) {
        return candidate != null && candidate.tryRetain() ? candidate : null;
    }

    private void enter(LogSegment entered) {
        segment = entered;
        index = 0;
        visibleLimit = entered.limitAcquire();
    }

    private LogSegment current() {
        LogSegment current = segment;
        assert current != null;
        return current;
    }

    private static boolean isControl(UnsafeBuffer buffer, int index) {
        return (RecordLayout.flags(buffer, index) & RecordLayout.FLAG_CONTROL) != 0;
    }
}
