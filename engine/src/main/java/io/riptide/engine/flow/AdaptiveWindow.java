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

    private final int ceiling;
    private int events;

    /// Drains since it last shrank.
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

    /// Learns of a drain, which `pressure` knows already; returns whether the window has changed.
    public boolean onDrain(Pressure pressure, boolean mayGrow) {
        seen++;
        int before = events;
        if (seen >= Pressure.DELIVERIES && (pressure.isMemoryShort() || isSlow(pressure))) {
            events = Math.max(Math.min(EVENTS_MIN, ceiling), events - events / 4);
            seen = 0;
        } else if (mayGrow && pressure.wasLimit() && pressure.keepsUp() && !pressure.isMemoryShort()) {
            events = Math.min(ceiling, events + Math.max(1, events / 2));
        }
        return events != before;
    }

    private static boolean isSlow(Pressure pressure) {
        return pressure.slowDeliveries() > Pressure.DELIVERIES / 2;
    }
}
