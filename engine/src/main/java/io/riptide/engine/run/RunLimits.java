package io.riptide.engine.run;

import io.riptide.engine.log.EventLog;
import java.time.Duration;

/// How much work a node takes.
///
/// @param runsMax runs at once
/// @param runsPerClientMax runs of one client at once
/// @param eventBytesMax bytes of one event
/// @param clientBytesMax bytes of memory for all runs of one client
/// @param runBytesMax bytes of memory for one run
/// @param refuseAbovePercent share of the node's memory above which new runs are refused
/// @param shedAbovePercent share of the node's memory above which what may be lost is given up
/// @param finishedMax finished runs that stay listed
/// @param retain how long a finished run that may be viewed again is kept
public record RunLimits(
        int runsMax,
        int runsPerClientMax,
        int eventBytesMax,
        long clientBytesMax,
        long runBytesMax,
        int refuseAbovePercent,
        int shedAbovePercent,
        int finishedMax,
        Duration retain) {
    /// Refuses bounds that would let nothing through.
    public RunLimits {
        if (runsMax < 1 || runsPerClientMax < 1 || eventBytesMax < 1 || clientBytesMax < 1 || runBytesMax < 1) {
            throw new IllegalArgumentException("runsMax=" + runsMax + " runsPerClientMax=" + runsPerClientMax
                    + " eventBytesMax=" + eventBytesMax + " clientBytesMax=" + clientBytesMax + " runBytesMax="
                    + runBytesMax);
        }
        if (eventBytesMax > EventLog.EVENT_BYTES_MAX) {
            throw new IllegalArgumentException("eventBytesMax=" + eventBytesMax + " > " + EventLog.EVENT_BYTES_MAX);
        }
        if (shedAbovePercent < 1 || shedAbovePercent > 100) {
            throw new IllegalArgumentException("shedAbovePercent=" + shedAbovePercent);
        }
        if (refuseAbovePercent < 1 || refuseAbovePercent > 100 || finishedMax < 0 || retain.isNegative()) {
            throw new IllegalArgumentException(
                    "refuseAbovePercent=" + refuseAbovePercent + " finishedMax=" + finishedMax + " retain=" + retain);
        }
    }
}
