package io.riptide.protocol.stream;

import io.riptide.engine.flow.ReaderState;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.GapReason;
import java.util.Map;

/// How one stream stood at one moment.
///
/// @param state what the stream does, in one lower-case word; `blocked` when its channel takes nothing more
/// @param reader how its reader gets on
/// @param strategy who moves its window; empty when nobody does
/// @param window events and bytes that may wait now
/// @param ceiling events that the window never exceeds
/// @param waiting events that wait
/// @param oldestAgeNs how long ago the oldest of them was appended; 0 when none waits
/// @param isWritable whether its channel takes more
/// @param queuedBytes bytes in its channel that the kernel has not taken
/// @param delivered events written
/// @param dropped events not written, by reason; only those reasons that there were
/// @param credit events the client still lets through; [#NO_CREDIT] when it gives none
/// @param isPaused whether the client wants nothing for now
/// @param ttfbNs from the request to the first byte
/// @param sinceProgressNs since its reader last took anything
public record StreamSnapshot(
        String state,
        ReaderState reader,
        String strategy,
        Window window,
        int ceiling,
        long waiting,
        long oldestAgeNs,
        boolean isWritable,
        long queuedBytes,
        long delivered,
        Map<GapReason, Long> dropped,
        long credit,
        boolean isPaused,
        long ttfbNs,
        long sinceProgressNs) {
    /// The client lets everything through.
    public static final long NO_CREDIT = Long.MAX_VALUE;
}
