package io.riptide.engine.log;

import io.riptide.engine.OnConsumer;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.memory.Segment;
import org.agrona.concurrent.UnsafeBuffer;

/// The reading of a cursor whose policy lets newer events replace those that wait.
///
/// ```
///  log ──reader keeps up──────────────────────► handler
///   └──absorb──► newest event of each key ──due──┘
/// ```
///
/// What is missing between two events that were delivered is the gap before the second, so nothing is counted
/// twice.
///
/// - **Threading:** the cursor's.
/// - **Ownership:** owns the events it absorbed until they are taken, or [#free].
@OnConsumer
final class ConflatingReader {
    private final LogCursor cursor;
    private final EventLog log;
    private final SegmentReader reader;
    private final DeliveryPolicy policy;
    private final Account account;
    private final ConflatedEvents waiting;

    /// The first offset that was neither delivered nor told as part of a gap.
    private long untold;

    private long sampledNs;

    ConflatingReader(LogCursor cursor, EventLog log, SegmentReader reader, DeliveryPolicy policy, Account account) {
        assert policy.conflates() : policy;
        this.cursor = cursor;
        this.log = log;
        this.reader = reader;
        this.policy = policy;
        this.account = account;
        this.waiting = new ConflatedEvents(log.pool, log.budget);
        this.untold = reader.offset();
        this.sampledNs = policy instanceof DeliveryPolicy.Sample sample ? System.nanoTime() - sample.intervalNs() : 0;
    }

    /// See [LogCursor#poll].
    int poll(RecordHandler handler, int limit) {
        if (!passesOn() || !cursor.pin()) {
            boolean _ = absorb();
            int conflated = takeConflated(handler, limit);
            boolean isHeldUp = conflated < limit && waiting.isEmpty() && reader.offset() < log.publishedOffset();
            return isHeldUp ? conflated + takeControl(handler) : conflated;
        }
        int taken = 0;
        try {
            while (untold == reader.offset()
                    && taken < limit
                    && reader.hasRecord()
                    && handler.onRecord(reader.memory(), reader.index())) {
                account.took(1);
                taken++;
                reader.step();
                untold = reader.offset();
            }
        } finally {
            cursor.unpin();
        }
        return taken;
    }

    /// See [LogCursor#absorb].
    boolean absorb() {
        if (!cursor.pin()) {
            return true;
        }
        try {
            while (reader.hasRecord()) {
                if (!isTakenOver()) {
                    return false;
                }
                reader.step();
            }
            return true;
        } finally {
            cursor.unpin();
        }
    }

    /// Without memory for it, a data event will be part of the gap before the next one, and a control event
    /// stays where it is.
    private boolean isTakenOver() {
        return waiting.add(keyHere(), reader.buffer(), reader.index()) || !reader.isControl();
    }

    /// See [LogCursor#dueInNs].
    long dueInNs() {
        if (!(policy instanceof DeliveryPolicy.Sample sample) || log.isClosed() || account.delivered() == 0) {
            return 0;
        }
        return Math.max(0, sample.intervalNs() - (System.nanoTime() - sampledNs));
    }

    /// Whether nothing that was absorbed waits.
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// See [LogCursor#untoldOffset].
    long untoldOffset() {
        return untold;
    }

    /// How many that were absorbed wait.
    int count() {
        return waiting.count();
    }

    /// When the oldest of them was appended; only when there is one.
    long oldestAppendedNs() {
        return RecordLayout.appendedNs(waiting.segment().buffer(), waiting.index());
    }

    /// Gives back all memory.
    void free() {
        waiting.free();
    }

    /// Whether events can go straight from the log to the reader, for none waits that another could replace.
    private boolean passesOn() {
        return policy instanceof DeliveryPolicy.Latest
                && waiting.isEmpty()
                && untold == reader.offset()
                && log.publishedOffset() - untold <= cursor.window().events();
    }

    private int takeConflated(RecordHandler handler, int limit) {
        int taken = 0;
        while (taken < limit && !waiting.isEmpty() && dueInNs() == 0) {
            Segment memory = waiting.segment();
            int at = waiting.index();
            long offset = RecordLayout.offset(memory.buffer(), at);
            if (!tellMissing(handler, offset) || !handler.onRecord(memory, at)) {
                break;
            }
            if ((RecordLayout.flags(memory.buffer(), at) & RecordLayout.FLAG_CONTROL) == 0) {
                sampledNs = System.nanoTime();
            }
            waiting.take();
            untold = offset + 1;
            account.took(1);
            taken++;
        }
        return taken;
    }

    /// Lends the control event that found no memory straight from the log; none if that is not what comes.
    private int takeControl(RecordHandler handler) {
        if (!cursor.pin()) {
            return 0;
        }
        try {
            boolean isTaken = reader.hasRecord()
                    && reader.isControl()
                    && tellMissing(handler, reader.offset())
                    && handler.onRecord(reader.memory(), reader.index());
            if (!isTaken) {
                return 0;
            }
            account.took(1);
            reader.step();
            untold = reader.offset();
            return 1;
        } finally {
            cursor.unpin();
        }
    }

    /// Tells what is missing before `offset`; false when that is declined.
    private boolean tellMissing(RecordHandler handler, long offset) {
        if (untold < offset) {
            if (!handler.onGap(untold, offset - 1, gapReason())) {
                return false;
            }
            account.told(untold, offset - 1, gapReason());
            untold = offset;
        }
        return true;
    }

    private GapReason gapReason() {
        return policy instanceof DeliveryPolicy.Sample ? GapReason.SAMPLE : GapReason.LATEST;
    }

    private long keyHere() {
        if (!(policy instanceof DeliveryPolicy.Latest latest)) {
            return 0;
        }
        UnsafeBuffer buffer = reader.buffer();
        int index = reader.index();
        return latest.key().of(buffer, RecordLayout.payloadIndex(index), RecordLayout.payloadLength(buffer, index));
    }
}
