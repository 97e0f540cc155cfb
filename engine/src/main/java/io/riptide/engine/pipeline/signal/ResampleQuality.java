package io.riptide.engine.pipeline.signal;

import java.util.Locale;

/// How sharp the filter of a [Resample] is, and so how long.
///
/// Frequencies and lengths are those of the lower of both rates: 1 is half of it, the highest frequency that it
/// can carry.
///
/// - **Source:** J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974: the
///   length and the shape of the window for an attenuation and a width of the transition.
enum ResampleQuality {
    MEDIUM(100, 0.9, 1_024),
    LOW(60, 0.8, 128),
    HIGH(120, 0.95, 2_048);

    /// The filter's is better by that, for errors of several frequencies may add up in one.
    private static final double MARGIN_DB = 4;

    private final double filterDb;
    private final double passed;
    private final int rows;

    /// @param attenuationDb of what is at 1 and above
    /// @param passed the highest frequency that passes as it is
    /// @param rows a straight line between so many weights of a sample is off by less than what is let through:
    ///     by (π × passed / rows)² / 8
    ResampleQuality(double attenuationDb, double passed, int rows) {
        this.filterDb = attenuationDb + MARGIN_DB;
        this.passed = passed;
        this.rows = rows;
    }

    /// The quality that graphs call `word`.
    static ResampleQuality of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// What graphs call it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Where half of the amplitude passes: amid the transition, so that it ends at 1.
    double cutoff() {
        return (1 + passed) / 2;
    }

    /// Weights from one sample to the next, where there is no room for all.
    int rows() {
        return rows;
    }

    /// Samples from the filter's middle to its end.
    double halfWidth() {
        return (filterDb - 7.95) / (2.285 * Math.PI * (1 - passed)) / 2;
    }

    /// The window at `place`, from -1 to 1; 0 outside.
    double window(double place) {
        double inside = 1 - place * place;
        double beta = 0.1102 * (filterDb - 8.7);
        return inside < 0 ? 0 : bessel(beta * Math.sqrt(inside)) / bessel(beta);
    }

    /// The modified Bessel function of the first kind and order 0, by its power series.
    private static double bessel(double x) {
        double quarterSquare = x * x / 4;
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-17; k++) {
            term *= quarterSquare / ((double) k * k);
            sum += term;
        }
        return sum;
    }
}
