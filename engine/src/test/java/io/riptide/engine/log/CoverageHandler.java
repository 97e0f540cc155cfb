package io.riptide.engine.log;

import io.riptide.engine.memory.Segment;
import io.riptide.engine.testing.Payloads;

/// Checks, without allocating, that each offset is delivered once, intact and in order, or is inside exactly
/// one gap.
class CoverageHandler implements RecordHandler {
    private long next;
    private long delivered;
    private long missed;

    CoverageHandler(long start) {
        next = start;
    }

    /// The offset that has to come next, delivered or missed.
    long next() {
        return next;
    }

    long delivered() {
        return delivered;
    }

    long missed() {
        return missed;
    }

    @Override
    public boolean onRecord(Segment segment, int index) {
        long offset = RecordLayout.offset(segment.buffer(), index);
        int length = RecordLayout.payloadLength(segment.buffer(), index);
        if (offset != next) {
            throw new AssertionError("event " + offset + " instead of " + next);
        }
        if (!Payloads.isIntact(segment.buffer(), RecordLayout.payloadIndex(index), length, offset)) {
            throw new AssertionError("payload of " + offset + " is torn or of another event");
        }
        next++;
        delivered++;
        return true;
    }

    @Override
    public boolean onGap(long from, long to, GapReason reason) {
        if (from != next || to < from) {
            throw new AssertionError("gap " + from + ".." + to + " " + reason + " instead of " + next);
        }
        next = to + 1;
        missed += to - from + 1;
        return true;
    }
}
