package io.riptide.engine.log;

import io.riptide.engine.OnConsumer;
import java.util.Arrays;

/// Which of the events that wait a reader that fell behind does not get. Control events are not its affair.
///
/// - **Threading:** the reader's.
@OnConsumer
final class DropPlan {
    private static final int PRIORITIES = 10;

    private final long[] counts = new long[PRIORITIES];

    /// What was there when the cursor was opened is kept, for it was asked for.
    private final long backlogEnd;

    /// Events from `keptUntil` to here go, or those of them that the priorities say.
    private long judgedUntil;

    private long keptUntil;
    private boolean isByPriority;
    private boolean keepsOldest;
    private int threshold;

    /// At the threshold: how many more are kept before the rest is dropped, or dropped before the rest is kept.
    private long leftAtThreshold;

    DropPlan(long backlogEnd) {
        this.backlogEnd = backlogEnd;
        this.keptUntil = backlogEnd;
    }

    /// Drops the oldest below `end`.
    void dropOldest(long end) {
        judgedUntil = Math.max(judgedUntil, end);
        isByPriority = false;
    }

    /// Keeps `allowed` events from `next` on and drops those behind them up to `published`.
    void dropNewest(long next, long allowed, long published) {
        if (next >= judgedUntil) {
            keptUntil = next + allowed;
        }
        judgedUntil = published;
        isByPriority = false;
    }

    /// Begins to count what waits, for [#dropLowest].
    void beginCounting() {
        Arrays.fill(counts, 0);
    }

    void count(long offset, int priority) {
        if (offset >= backlogEnd) {
            counts[priority]++;
        }
    }

    /// Drops `surplus` of the counted events below `published`, the lowest priorities first; among equals the
    /// oldest, or the newest when the oldest are to be kept.
    void dropLowest(long surplus, long published, boolean toKeepOldest) {
        judgedUntil = published;
        keptUntil = backlogEnd;
        isByPriority = true;
        keepsOldest = toKeepOldest;
        threshold = 0;
        long left = surplus;
        while (threshold < PRIORITIES - 1 && counts[threshold] < left) {
            left -= counts[threshold];
            threshold++;
        }
        left = Math.min(left, counts[threshold]);
        leftAtThreshold = toKeepOldest ? counts[threshold] - left : left;
    }

    /// Below this nothing more is judged than was.
    long judgedUntil() {
        return judgedUntil;
    }

    boolean drops(long offset, int priority) {
        if (offset >= judgedUntil || offset < keptUntil) {
            return false;
        }
        if (!isByPriority || priority < threshold) {
            return true;
        }
        return priority == threshold && (leftAtThreshold == 0) == keepsOldest;
    }

    /// The event was dropped, or taken, as the plan said.
    void passed(long offset, int priority) {
        if (isByPriority
                && priority == threshold
                && leftAtThreshold > 0
                && offset >= keptUntil
                && offset < judgedUntil) {
            leftAtThreshold--;
        }
    }
}
