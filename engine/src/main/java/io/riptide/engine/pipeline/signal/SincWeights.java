package io.riptide.engine.pipeline.signal;

/// What the samples around a place are multiplied by to get the signal there: a sinc under a Kaiser window, cut
/// off below half the lower of both rates.
///
/// ```
///   phase 0     ┄┄•┄┄┄┄•┄┄┄┄•┄┄┄┄•┄┄   one row of weights for each place between two samples
///   phase 1/3   ┄┄┄┄•┄┄┄┄•┄┄┄┄•┄┄┄┄•
///   phase 2/3   •┄┄┄┄•┄┄┄┄•┄┄┄┄•┄┄┄┄
/// ```
///
/// A ratio has as many phases as its `to`. Where there is a row for each, it is used as it is. Where that would
/// be too many, a phase between two rows takes its share of both. The weights of a row add up to 1, so that what
/// does not change stays what it is.
///
/// - **Threading:** immutable.
/// - **Bounds:** 6.4 MiB, at high quality and an odd ratio; 180 kB for 44,100 to 48,000 Hz at medium quality.
/// - **Source:** R. E. Crochiere and L. R. Rabiner, "Multirate Digital Signal Processing", 1983; J. O. Smith, "Digital
///   Audio Resampling Home Page", on rows and lines between them.
final class SincWeights {
    /// Of rows for all phases; above it, phases take their share of two.
    private static final int EXACT_MAX = 1 << 18;

    private final RateRatio ratio;
    private final ResampleQuality quality;
    private final int half;
    private final int rows;
    private final double[] weights;

    SincWeights(RateRatio ratio, ResampleQuality quality) {
        this.ratio = ratio;
        this.quality = quality;
        // Even, so that a row is a multiple of four.
        this.half = 2 * (int) Math.ceil(quality.halfWidth() / ratio.lowerShare() / 2);
        boolean isExact = ratio.to() <= EXACT_MAX / taps();
        this.rows = isExact ? (int) ratio.to() : (int) Math.ceil(quality.rows() * ratio.lowerShare());
        this.weights = new double[(rows + 1) * taps()];
        for (int row = 0; row <= rows; row++) {
            fill(row);
        }
    }

    private void fill(int row) {
        int at = row * taps();
        double phase = (double) row / rows;
        double sum = 0;
        for (int i = 0; i < taps(); i++) {
            double place = (i - (half - 1) - phase) * ratio.lowerShare();
            weights[at + i] = sinc(quality.cutoff() * place) * quality.window(place / quality.halfWidth());
            sum += weights[at + i];
        }
        for (int i = 0; i < taps(); i++) {
            weights[at + i] /= sum;
        }
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    boolean isOf(RateRatio otherRatio, ResampleQuality otherQuality) {
        return ratio.equals(otherRatio) && quality == otherQuality;
    }

    RateRatio ratio() {
        return ratio;
    }

    /// Samples that have to be known after a place; before it, the one at it included, there are as many.
    int half() {
        return half;
    }

    /// Samples that one is made of.
    int taps() {
        return 2 * half;
    }

    /// The signal at `phase` / `to` after the [#half]th of the [#taps] samples from `start` on.
    double at(long phase, double[] samples, int start) {
        assert phase >= 0 && phase < ratio.to() : phase;
        long scaled = phase * rows;
        int row = (int) (scaled / ratio.to());
        long rest = scaled % ratio.to();
        double here = product(row, samples, start);
        if (rest == 0) {
            return here;
        }
        return here + (product(row + 1, samples, start) - here) * rest / ratio.to();
    }

    /// Four sums, for each addition would wait for the one before.
    private double product(int row, double[] samples, int start) {
        int end = (row + 1) * taps();
        int from = start - row * taps();
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        for (int i = row * taps(); i < end; i += 4) {
            first += weights[i] * samples[from + i];
            second += weights[i + 1] * samples[from + i + 1];
            third += weights[i + 2] * samples[from + i + 2];
            fourth += weights[i + 3] * samples[from + i + 3];
        }
        return first + second + (third + fourth);
    }
}
