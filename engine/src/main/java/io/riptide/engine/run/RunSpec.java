package io.riptide.engine.run;

import java.time.Duration;

/// What someone asks to be run.
///
/// @param id name of the run, unique on this node
/// @param kind what kind of work it is, for listings and figures
/// @param client whom the memory and the number of runs are counted on
/// @param source the work
/// @param onDisconnect what becomes of it when its last viewer has gone
/// @param grace how long [OnDisconnect#GRACE] waits
/// @param deadline time the work may take
/// @param retainedBytesMax bytes of events kept for those who come later
public record RunSpec(
        String id,
        String kind,
        String client,
        WorkSource source,
        OnDisconnect onDisconnect,
        Duration grace,
        Duration deadline,
        long retainedBytesMax) {
    /// Refuses sizes below zero and times below zero or beyond 292 years.
    public RunSpec {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE);
        if (deadline.compareTo(longest) > 0 || grace.compareTo(longest) > 0) {
            throw new IllegalArgumentException("grace=" + grace + " deadline=" + deadline);
        }
        if (grace.isNegative() || deadline.isNegative() || deadline.isZero() || retainedBytesMax < 0) {
            throw new IllegalArgumentException(
                    "grace=" + grace + " deadline=" + deadline + " retainedBytesMax=" + retainedBytesMax);
        }
    }
}
