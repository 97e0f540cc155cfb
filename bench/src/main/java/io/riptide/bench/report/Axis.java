package io.riptide.bench.report;

import io.riptide.bench.load.Table;
import java.util.ArrayList;
import java.util.List;

/// One direction of a plot: where a value lies between 0 and 1, and what is written beside it.
record Axis(String label, double min, double max, boolean isLogarithmic, List<Tick> ticks) {
    /// A place with a grid line.
    record Tick(double at, String text) {}

    private static final int TICKS = 5;

    /// From zero to a round number that is not below `highest`.
    static Axis linear(String label, double highest) {
        double raw = Math.max(highest, 1e-9) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = power * (raw / power <= 1 ? 1 : raw / power <= 2 ? 2 : raw / power <= 5 ? 5 : 10);
        List<Tick> ticks = new ArrayList<>();
        double top = Math.ceil(Math.max(highest, 1e-9) / step - 1e-9) * step;
        for (int i = 0; i * step <= top * (1 + 1e-9); i++) {
            ticks.add(new Tick(i * step, number(i * step)));
        }
        return new Axis(label, 0, top, false, ticks);
    }

    /// From one power of ten to another.
    static Axis logarithmic(String label, double lowest, double highest) {
        int from = (int) Math.floor(Math.log10(Math.max(lowest, 0.1)));
        int to = Math.max(from + 1, (int) Math.ceil(Math.log10(Math.max(highest, 0.1))));
        List<Tick> ticks = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            ticks.add(new Tick(Math.pow(10, i), number(Math.pow(10, i))));
        }
        return new Axis(label, Math.pow(10, from), Math.pow(10, to), true, ticks);
    }

    /// Percentiles by the share that lies beyond: each step to the right is a tenth of it. Values are 1 over
    /// that share: 1 for 0 %, 10 for 90 %, 10,000 for 99.99 %.
    static Axis percentiles() {
        return new Axis(
                "percentile",
                1,
                10_000,
                true,
                List.of(
                        new Tick(1, "0 %"),
                        new Tick(2, "50 %"),
                        new Tick(10, "90 %"),
                        new Tick(100, "99 %"),
                        new Tick(1_000, "99.9 %"),
                        new Tick(10_000, "99.99 %")));
    }

    double share(double value) {
        double held = Math.clamp(value, min, max);
        return isLogarithmic
                ? (Math.log(held) - Math.log(min)) / (Math.log(max) - Math.log(min))
                : (held - min) / (max - min);
    }

    private static String number(double value) {
        if (value >= 1e6) {
            return Table.decimal("%.4g", value / 1e6).replaceFirst("\\.?0+$", "") + " M";
        }
        if (value >= 1 || value == 0) {
            return Table.decimal(value == Math.rint(value) ? "%,.0f" : "%,.1f", value);
        }
        return Table.decimal("%.3f", value).replaceFirst("0+$", "");
    }
}
