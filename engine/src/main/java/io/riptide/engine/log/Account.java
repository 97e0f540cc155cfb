package io.riptide.engine.log;

import io.riptide.engine.OnConsumer;

/// What one reader was given, what it was not, and the gap it is to be told of next.
///
/// - **Threading:** the reader's.
@OnConsumer
final class Account {
    private static final long NO_GAP = -1;

    private long delivered;
    private long dropped;

    /// Of those, the ones that were no longer held.
    private long expired;

    /// Why the others went: a policy has one reason.
    private GapReason reasonOfPolicy = GapReason.EXPIRED;

    private long gapFrom = NO_GAP;
    private long gapTo;
    private GapReason gapReason = GapReason.EXPIRED;

    /// Events the handler took.
    long delivered() {
        return delivered;
    }

    /// Events the reader was not given.
    long dropped() {
        return dropped;
    }

    /// Those of them that went for this reason.
    long dropped(GapReason reason) {
        if (reason == GapReason.EXPIRED) {
            return expired;
        }
        return reason == reasonOfPolicy ? dropped - expired : 0;
    }

    /// The handler took so many.
    void took(int events) {
        delivered += events;
    }

    /// A gap was told that nobody had noted before.
    void told(long from, long to, GapReason reason) {
        count(to - from + 1, reason);
    }

    /// Adds to the gap that is to be told, or begins one.
    void noteGap(long from, long to, GapReason reason) {
        if (gapFrom == NO_GAP) {
            gapFrom = from;
            gapReason = reason;
        }
        gapTo = to;
        count(to - from + 1, reason);
    }

    /// Whether a gap is still to be told.
    boolean hasGap() {
        return gapFrom != NO_GAP;
    }

    /// Where the gap that is to be told begins, or `next` when there is none.
    long untoldOffset(long next) {
        return hasGap() ? gapFrom : next;
    }

    /// Tells the gap, if there is one; false when the handler declines it.
    boolean tellGap(RecordHandler handler) {
        if (!hasGap()) {
            return true;
        }
        if (!handler.onGap(gapFrom, gapTo, gapReason)) {
            return false;
        }
        gapFrom = NO_GAP;
        return true;
    }

    private void count(long events, GapReason reason) {
        dropped += events;
        if (reason == GapReason.EXPIRED) {
            expired += events;
        } else {
            reasonOfPolicy = reason;
        }
    }
}
