package io.riptide.engine.flow;

import io.riptide.engine.OnConsumer;

/// The strategy of those who choose none: fixed thresholds.
///
/// From a utilisation of 0.8 on a reader is pressed and its window does not grow. Beyond 0.9 a reader that may
/// lose events keeps 0.8, so that it is not pressed for a while. While memory is short it keeps what it was
/// promised.
///
/// - **Threading:** the reader's.
@OnConsumer
public final class SteadyPressure implements PressureStrategy {
    private static final double PRESSED_FROM = 0.8;
    private static final double DROPS_FROM = 0.9;

    private final AdaptiveWindow window;

    /// A strategy whose window begins with `start` events and never exceeds `ceiling`.
    public SteadyPressure(int start, int ceiling) {
        this.window = new AdaptiveWindow(start, ceiling);
    }

    @Override
    public String wireName() {
        return "default";
    }

    @Override
    public int window(Pressure pressure) {
        window.onDrain(pressure, pressure.utilisation() < PRESSED_FROM);
        return window.events();
    }

    @Override
    public long keeps(Pressure pressure) {
        if (pressure.isMemoryShort()) {
            return pressure.promised();
        }
        return pressure.utilisation() > DROPS_FROM ? (long) (PRESSED_FROM * pressure.ceiling()) : pressure.waiting();
    }
}
