package io.riptide.bench.stress;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.log.RecordWriter;
import io.riptide.engine.log.Retention;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.Segment;
import io.riptide.engine.memory.SegmentPool;

/// A log of two threads, with a reader that remembers the last it was given.
///
/// Every byte of a payload is `a` plus its offset, so a torn one, or one of another event, shows.
final class StressLog implements RecordHandler {
    /// What [#seen] is after an event that was not whole.
    static final int TORN = -1;

    private static final long CAPACITY_BYTES = 1L << 30;
    private static final SegmentPool POOL = new SegmentPool(CAPACITY_BYTES);
    private static final ByteBudget BUDGET = ByteBudget.root("stress", CAPACITY_BYTES);

    private final EventLog log = new EventLog(POOL, BUDGET, Retention.NONE, EventLog.EVENT_BYTES_MAX);
    private final LogCursor cursor;
    private int seen;
    private int gaps;
    private volatile int wakeUps;

    StressLog(DeliveryPolicy policy, Window window) {
        cursor = log.open(0, policy, window, this::wake);
    }

    void append(int length) {
        RecordWriter writer = (offset, buffer, index) -> {
            buffer.setMemory(index, length, (byte) ('a' + offset));
            return length;
        };
        if (log.appender().append(1, 5, 0, 0, length, writer) < 0) {
            throw new IllegalStateException("no room in a test that has plenty");
        }
        log.appender().publish();
    }

    /// 1 plus the offset of the event it was given, 0 for none, [#TORN] for one that was not whole.
    int poll() {
        seen = 0;
        cursor.poll(this, 1);
        return seen;
    }

    int gaps() {
        return gaps;
    }

    boolean park() {
        return cursor.park();
    }

    int wakeUps() {
        return wakeUps;
    }

    void free() {
        cursor.close();
        log.free();
    }

    @Override
    public boolean onRecord(Segment segment, int index) {
        long offset = RecordLayout.offset(segment.buffer(), index);
        int first = RecordLayout.payloadIndex(index);
        int end = first + RecordLayout.payloadLength(segment.buffer(), index);
        seen = first == end ? TORN : (int) offset + 1;
        for (int i = first; i < end; i++) {
            if (segment.buffer().getByte(i) != (byte) ('a' + offset)) {
                seen = TORN;
            }
        }
        return true;
    }

    @Override
    public boolean onGap(long from, long to, GapReason reason) {
        gaps += (int) (to - from + 1);
        return true;
    }

    private synchronized void wake() {
        wakeUps++;
    }
}
