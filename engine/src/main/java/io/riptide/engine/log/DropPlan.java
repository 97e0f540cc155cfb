package io.riptide.engine.log;

import io.riptide.engine.OnConsumer;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Pressure;
import io.riptide.engine.flow.PressureStrategy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which of the events that wait a reader that fell behind does not get. Control events are not its affair.
///
/// - **Threading:** the reader's.
@OnConsumer
final class DropPlan {
    private static final int PRIORITIES = 10;
    private static final long[] NONE = {};

    /// Of what waits, by priority; nothing until something had to go by it.
    private long[] counts = NONE;

    private final DeliveryPolicy policy;

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

    /// By how many events what waits is more than is allowed, and where it ended, as of the last look.
    private long surplus;

    private long published;

    /// Of those that are to go, how many have not been passed yet.
    private long condemned;

    private @Nullable PressureStrategy strategy;
    private @Nullable Pressure pressure;

    DropPlan(DeliveryPolicy policy, long backlogEnd) {
        this.policy = policy;
        this.backlogEnd = backlogEnd;
        this.keptUntil = backlogEnd;
    }

    /// Lets the policy look at what waits from `next` to `end`, of which `window` events may; false means
    /// disconnect.
    boolean judge(long next, long end, int window) {
        published = end;
        surplus = 0;
        condemned = Math.min(condemned, Math.max(0, judgedUntil - next));
        // What was asked for is no reason to call the reader slow.
        long backlog = Math.max(0, backlogEnd - next);
        long waiting = end - next - backlog - condemned;
        if (waiting <= 0) {
            return true;
        }
        long kept = keeps(waiting, window);
        if (waiting <= kept) {
            return true;
        }
        long allowed = backlog + kept;
        return switch (policy) {
            case DeliveryPolicy.Block _, DeliveryPolicy.Latest _, DeliveryPolicy.Sample _ -> true;
            case DeliveryPolicy.Disconnect _ -> false;
            case DeliveryPolicy.DropOldest _ -> {
                surplus = end - next - allowed;
                dropOldest(next, end - allowed);
                yield true;
            }
            case DeliveryPolicy.DropNewest _ -> {
                surplus = end - next - allowed;
                dropNewest(next, allowed);
                yield true;
            }
        };
    }

    /// What the strategy says, within what it may say; the window when there is none, but what was promised.
    private long keeps(long waiting, int window) {
        Pressure shown = pressure;
        if (shown == null) {
            return window;
        }
        PressureStrategy asked = strategy;
        if (asked == null) {
            return Math.max(window, shown.promised());
        }
        shown.see(waiting, window, System.nanoTime());
        return Math.clamp(asked.keeps(shown), shown.promised(), shown.ceiling());
    }

    /// See [LogCursor#shedBy].
    void shedBy(PressureStrategy newStrategy, Pressure newPressure) {
        pressure = newPressure;
        if (policy instanceof DeliveryPolicy.DropOldest || policy instanceof DeliveryPolicy.DropNewest) {
            strategy = newStrategy;
        }
    }

    /// Drops nothing more: the reader was passed, so that what was counted is not what waits.
    void forget() {
        judgedUntil = 0;
        keptUntil = backlogEnd;
        condemned = 0;
        isByPriority = false;
    }

    boolean isInBacklog(long offset) {
        return offset < backlogEnd;
    }

    /// Whether some have to go, as of the last look.
    boolean hasSurplus() {
        return surplus > 0;
    }

    /// What is told of those that go.
    GapReason reason() {
        return policy instanceof DeliveryPolicy.DropNewest ? GapReason.DROP_NEWEST : GapReason.DROP_OLDEST;
    }

    /// Drops the oldest below `end`.
    private void dropOldest(long next, long end) {
        judgedUntil = Math.max(judgedUntil, end);
        // None, when the oldest that are too many are those that were asked for.
        condemned = Math.max(0, judgedUntil - Math.max(next, keptUntil));
        isByPriority = false;
    }

    /// Keeps `allowed` events from `next` on and drops those behind them.
    private void dropNewest(long next, long allowed) {
        if (next >= judgedUntil) {
            keptUntil = next + allowed;
        }
        judgedUntil = published;
        condemned = judgedUntil - Math.max(next, keptUntil);
        isByPriority = false;
    }

    /// Begins to count what waits, for [#dropLowest].
    void beginCounting() {
        if (counts.length == 0) {
            counts = new long[PRIORITIES];
        }
        Arrays.fill(counts, 0);
    }

    void count(long offset, int priority) {
        if (offset >= backlogEnd) {
            counts[priority]++;
        }
    }

    /// Drops the surplus of the counted events, the lowest priorities first; among equals the oldest, or the
    /// newest when the oldest are to be kept.
    void dropLowest() {
        judgedUntil = published;
        keptUntil = backlogEnd;
        isByPriority = true;
        keepsOldest = policy instanceof DeliveryPolicy.DropNewest;
        threshold = 0;
        condemned = surplus;
        long left = surplus;
        while (threshold < PRIORITIES - 1 && counts[threshold] < left) {
            left -= counts[threshold];
            threshold++;
        }
        condemned -= Math.max(0, left - counts[threshold]);
        left = Math.min(left, counts[threshold]);
        leftAtThreshold = keepsOldest ? counts[threshold] - left : left;
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

    /// One of those that were to go is gone.
    void dropped() {
        condemned--;
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
