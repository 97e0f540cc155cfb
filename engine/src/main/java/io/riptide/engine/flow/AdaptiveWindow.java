package io.riptide.engine.flow;

/// Decides how far a producer may run ahead of one reader, from how the reader did so far.
///
/// It grows by half when the window was what held the producer up and the reader kept up. It shrinks by a
/// quarter when of the last 50 drains more than half found an event older than 100 ms, and, while memory is
/// short, after every 50 drains; it does not grow then.
///
/// - **Threading:** the reader's.
/// - **Bounds:** between [#EVENTS_MIN], or the ceiling if that is less, and the ceiling.
public final class AdaptiveWindow {
    /// Events below which a window does not shrink.
    public static final int EVENTS_MIN = 64;

    private static final int DRAINS = 50;
    private static final long SLOW_NS = 100_000_000;

    private final int ceiling;
    private int events;

    /// The last drains, one bit each, 1 for a slow one.
    private long slowDrains;

    private int seen;

    /// A window that begins with `start` events and never exceeds `ceiling`.
    public AdaptiveWindow(int start, int ceiling) {
        if (start < 1 || start > ceiling) {
            throw new IllegalArgumentException("start=" + start + " ceiling=" + ceiling);
        }
        this.events = start;
        this.ceiling = ceiling;
    }

    /// Events the producer may run ahead.
    public int events() {
        return events;
    }

    /// Learns of a drain whose oldest event was `ageNs` old; `wasLimit` says that the window was full,
    /// `keepsUp` that the reader has made room since. Returns whether the window has changed.
    public boolean onDrain(long ageNs, boolean wasLimit, boolean keepsUp, boolean isMemoryShort) {
        slowDrains = ((slowDrains << 1) | (ageNs > SLOW_NS ? 1 : 0)) & ((1L << DRAINS) - 1);
        seen++;
        int before = events;
        if (seen >= DRAINS && (isMemoryShort || Long.bitCount(slowDrains) > DRAINS / 2)) {
            events = Math.max(Math.min(EVENTS_MIN, ceiling), events - events / 4);
            seen = 0;
        } else if (wasLimit && keepsUp && !isMemoryShort) {
            events = Math.min(ceiling, events + Math.max(1, events / 2));
        }
        return events != before;
    }
}
