package io.riptide.engine.pipeline.signal;

/// One channel on its way to another rate: the samples that are still needed, and the place of the next that is
/// given.
///
/// Before the first sample and after the last there is silence. Of `n` samples, as many are given as there are
/// places before the `n`th: `n * to / from`, rounded up.
///
/// - **Threading:** its node's thread.
/// - **Bounds:** two filters' lengths of samples, at least 1,024 and one length; at the most, at high quality and
///   a 256th of the rate, 1.3 MB.
final class ResampledChannel {
    private static final int ROOM_MIN = 1_024;

    private final SincWeights weights;
    private final double[] samples;

    /// From one sample that is given to the next: so many that came, and so many parts of one.
    private final int step;

    private final long stepPhase;

    /// The first of the samples that the next one is made of; it may be yet to come.
    private int start;

    /// How far the next one is from the sample in the middle, in parts of one.
    private long phase;

    private int filled;

    ResampledChannel(SincWeights weights) {
        this.weights = weights;
        this.samples = new double[weights.taps() + Math.max(weights.taps(), ROOM_MIN)];
        this.step = (int) (weights.ratio().from() / weights.ratio().to());
        this.stepPhase = weights.ratio().from() % weights.ratio().to();
        this.filled = weights.half() - 1;
    }

    /// Takes `length` samples, those of `in` from `from` on, and gives what can be made by now: how many it wrote
    /// to `out`.
    int resample(double[] in, int from, int length, double[] out) {
        int given = 0;
        int taken = 0;
        while (taken < length) {
            if (filled == samples.length) {
                forget();
            }
            int part = Math.min(length - taken, samples.length - filled);
            System.arraycopy(in, from + taken, samples, filled, part);
            filled += part;
            taken += part;
            given = give(out, given);
        }
        return given;
    }

    /// Gives all that is left, and is not to be used any more.
    int finish(double[] out) {
        return resample(new double[weights.half()], 0, weights.half(), out);
    }

    private int give(double[] out, int at) {
        int given = at;
        while (start + weights.taps() <= filled) {
            out[given++] = weights.at(phase, samples, start);
            start += step;
            phase += stepPhase;
            if (phase >= weights.ratio().to()) {
                phase -= weights.ratio().to();
                start++;
            }
        }
        return given;
    }

    /// Moves what is still needed, less than one filter's length, to the front.
    private void forget() {
        int kept = Math.max(0, filled - start);
        assert kept < weights.taps() : kept;
        System.arraycopy(samples, filled - kept, samples, 0, kept);
        start -= filled - kept;
        filled = kept;
    }
}
