package io.riptide.engine.log;

import io.riptide.engine.OnConsumer;
import io.riptide.engine.memory.Segment;

/// Takes records from a [LogCursor].
///
/// - **Ownership:** borrows the segment until it returns.
/// - **Failure:** what it throws, the poll throws; nothing of the run that it was lent counts as taken.
@OnConsumer
public interface RecordHandler {
    /// What [#onRecords] returns when it takes nothing.
    int NONE = -1;

    /// Takes the record at `index` of `segment`, see [RecordLayout]; false leaves it for the next poll and ends
    /// this one.
    boolean onRecord(Segment segment, int index);

    /// Takes at most `max` of the records that lie one behind the other from `index` on and end at `limit`, of
    /// which there is at least one. Returns the index of the last one taken, or [#NONE], which ends this poll
    /// as [#onRecord]'s false does; who took fewer is asked for the rest.
    ///
    /// For who can do better than to be called for each: most of what an event of 100 bytes costs its reader is
    /// the way to it. Others take one. While a run is lent, what the cursor says of itself is as before the
    /// run.
    default int onRecords(Segment segment, int index, int limit, int max) {
        return onRecord(segment, index) ? index : NONE;
    }

    /// Learns that the events `from` to `to`, inclusive, will never come to this cursor; false asks again
    /// later.
    boolean onGap(long from, long to, GapReason reason);
}
