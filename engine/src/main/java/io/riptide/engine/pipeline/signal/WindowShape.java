package io.riptide.engine.pipeline.signal;

import io.riptide.engine.AnyThread;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// How a frame is faded in and out.
///
/// - **Source:** F. J. Harris, "On the use of windows for harmonic analysis", 1978; periodic forms.
@AnyThread
public enum WindowShape {
    HANN(0.5, 0.5, 0),
    HAMMING(0.54, 0.46, 0),
    BLACKMAN(0.42, 0.5, 0.08),
    RECTANGULAR(1, 0, 0);

    private final double constant;
    private final double once;
    private final double twice;

    WindowShape(double constant, double once, double twice) {
        this.constant = constant;
        this.once = once;
        this.twice = twice;
    }

    /// The shape that graphs call `word`.
    public static WindowShape of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// What graphs call the shapes, `first` first.
    public static List<String> words(WindowShape first) {
        return Stream.concat(Stream.of(first), Stream.of(values()).filter(shape -> shape != first))
                .map(shape -> shape.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /// What each of `length` samples is multiplied by.
    public double[] weights(int length) {
        double[] weights = new double[length];
        for (int i = 0; i < length; i++) {
            double turn = 2 * Math.PI * i / length;
            weights[i] = constant - once * Math.cos(turn) + twice * Math.cos(2 * turn);
        }
        return weights;
    }
}
