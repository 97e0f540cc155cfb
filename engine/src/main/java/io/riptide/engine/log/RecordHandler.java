package io.riptide.engine.log;

import io.riptide.engine.OnConsumer;
import io.riptide.engine.memory.Segment;

/// Takes records from a [LogCursor].
///
/// - **Ownership:** borrows the segment until it returns.
@OnConsumer
public interface RecordHandler {
    /// Takes the record at `index` of `segment`, see [RecordLayout]; false leaves it for the next poll and ends
    /// this one.
    boolean onRecord(Segment segment, int index);

    /// Learns that the events `from` to `to`, inclusive, will never come to this cursor; false asks again
    /// later.
    boolean onGap(long from, long to, GapReason reason);
}
