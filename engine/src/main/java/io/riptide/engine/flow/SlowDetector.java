package io.riptide.engine.flow;

import io.riptide.engine.OnConsumer;

/// Finds out by its progress, not by the size of its queue, whether a reader is slow.
///
/// A reader becomes slow when of the last 50 deliveries more than half took over 100 ms. It keeps up again only
/// when less than a fifth did and next to nothing waits: one that goes to and fro between the two would be told
/// of each time. A reader that takes nothing makes no deliveries that could be counted. It is slow once that
/// has lasted as long as the slow deliveries that make one slow, and stalled after `stallNs`.
///
/// - **Threading:** the reader's.
@OnConsumer
public final class SlowDetector {
    private static final int SLOW_MIN = Pressure.DELIVERIES / 2 + 1;
    private static final int SLOW_MAX_TO_LEAVE = Pressure.DELIVERIES / 5 - 1;

    /// Parts of the window of which no more than one may wait.
    private static final int NEARLY_EMPTY = 10;

    /// Without progress for so long, a reader is slow.
    public static final long STUCK_NS = SLOW_MIN * Pressure.SLOW_NS;

    private final long stallNs;
    private ReaderState state = ReaderState.KEEPS_UP;

    /// A detector for which a reader has stalled after so long without progress.
    public SlowDetector(long stallNs) {
        this.stallNs = stallNs;
    }

    /// How the reader gets on, as far as is known.
    public ReaderState state() {
        return state;
    }

    /// Learns of a delivery, which `pressure` knows already.
    public ReaderState onDelivery(Pressure pressure) {
        if (state == ReaderState.KEEPS_UP) {
            if (pressure.deliveries() == Pressure.DELIVERIES && pressure.slowDeliveries() >= SLOW_MIN) {
                state = ReaderState.SLOW;
            }
        } else {
            boolean isNearlyEmpty = pressure.waiting() * NEARLY_EMPTY <= pressure.window();
            boolean isQuick = pressure.slowDeliveries() <= SLOW_MAX_TO_LEAVE;
            state = isQuick && isNearlyEmpty ? ReaderState.KEEPS_UP : ReaderState.SLOW;
        }
        return state;
    }

    /// Learns that something waits and for `sinceNs` there has been no progress.
    public ReaderState onStuck(long sinceNs) {
        if (sinceNs >= stallNs) {
            state = ReaderState.STALLED;
        } else if (sinceNs >= STUCK_NS && state == ReaderState.KEEPS_UP) {
            state = ReaderState.SLOW;
        }
        return state;
    }
}
