package io.riptide.engine.flow;

import io.riptide.engine.OnConsumer;

/// A strategy that learns how often a reader is pressed: the more often, the earlier and the more it drops.
///
/// | when a reader is pressed | threshold | share of what waits that goes |
/// |---|---|---|
/// | less than 1 s after the last time | − 0.05, not below 0.5 | + 0.1, up to 0.8 |
/// | more than 5 s after the last time, and every 5 s in which it is not | + 0.02, up to 0.9 | − 0.05, down to 0.1 |
///
/// It begins with 0.8 and 0.1. Pressed is a reader whose utilisation is above the threshold and for which more
/// waits than it was promised. While memory is short it keeps what it was promised.
///
/// - **Threading:** the reader's.
@OnConsumer
public final class AdaptivePressure implements PressureStrategy {
    static final double THRESHOLD_MIN = 0.5;
    static final double THRESHOLD_MAX = 0.9;
    static final double SHARE_MIN = 0.1;
    static final double SHARE_MAX = 0.8;

    private static final double THRESHOLD_FIRST = 0.8;
    private static final double THRESHOLD_STEP_DOWN = 0.05;
    private static final double THRESHOLD_STEP_UP = 0.02;
    private static final double SHARE_STEP_UP = 0.1;
    private static final double SHARE_STEP_DOWN = 0.05;
    private static final long AGAIN_NS = 1_000_000_000;
    private static final long QUIET_NS = 5_000_000_000L;

    private final AdaptiveWindow window;
    private double threshold = THRESHOLD_FIRST;
    private double share = SHARE_MIN;
    private boolean wasPressed;

    /// When it was pressed last, or last rewarded for not being.
    private long judgedNs;

    /// A strategy whose window begins with `start` events and never exceeds `ceiling`.
    public AdaptivePressure(int start, int ceiling) {
        this.window = new AdaptiveWindow(start, ceiling);
    }

    @Override
    public String wireName() {
        return "adaptive";
    }

    @Override
    public int window(Pressure pressure) {
        window.onDrain(pressure, pressure.utilisation() < threshold);
        return window.events();
    }

    @Override
    public long keeps(Pressure pressure) {
        boolean isPressed = pressure.utilisation() > threshold && pressure.waiting() > pressure.promised();
        learn(isPressed, pressure.nowNs());
        if (pressure.isMemoryShort()) {
            return pressure.promised();
        }
        return isPressed ? (long) (pressure.waiting() * (1 - share)) : pressure.waiting();
    }

    /// Utilisation above which a reader is pressed.
    double threshold() {
        return threshold;
    }

    /// Part of what waits that goes when it is.
    double share() {
        return share;
    }

    private void learn(boolean isPressed, long nowNs) {
        long sinceNs = nowNs - judgedNs;
        if (wasPressed && sinceNs > QUIET_NS) {
            threshold = Math.min(THRESHOLD_MAX, threshold + THRESHOLD_STEP_UP);
            share = Math.max(SHARE_MIN, share - SHARE_STEP_DOWN);
            judgedNs = nowNs;
        } else if (wasPressed && isPressed && sinceNs < AGAIN_NS) {
            threshold = Math.max(THRESHOLD_MIN, threshold - THRESHOLD_STEP_DOWN);
            share = Math.min(SHARE_MAX, share + SHARE_STEP_UP);
        }
        if (isPressed) {
            wasPressed = true;
            judgedNs = nowNs;
        }
    }
}
