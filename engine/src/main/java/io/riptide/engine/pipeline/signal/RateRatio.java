package io.riptide.engine.pipeline.signal;

/// Two sample rates, of what comes and of what is given, in lowest terms.
///
/// Whole numbers keep the place of each sample exact, however many there are: the sum of a fraction would drift.
///
/// - **Bounds:** rates to the millionth of a hertz; one at most [#FACTOR_MAX] times the other.
///
/// @param from of what comes
/// @param to of what is given
record RateRatio(long from, long to) {
    /// How many times as high the one rate may be as the other.
    static final int FACTOR_MAX = 256;

    private static final double UNITS_PER_HZ = 1e6;

    RateRatio {
        if (from < 1 || to < 1 || from / FACTOR_MAX > to || to / FACTOR_MAX > from) {
            throw new IllegalArgumentException("from=" + from + " to=" + to);
        }
        long divisor = commonDivisor(from, to);
        from /= divisor;
        to /= divisor;
    }

    static RateRatio ofHz(double from, double to) {
        return new RateRatio(Math.round(from * UNITS_PER_HZ), Math.round(to * UNITS_PER_HZ));
    }

    /// Euclid's.
    private static long commonDivisor(long first, long second) {
        return second == 0 ? first : commonDivisor(second, first % second);
    }

    boolean isOne() {
        return from == to;
    }

    /// Samples that are given for one that comes.
    double growth() {
        return (double) to / from;
    }

    /// The lower rate, in parts of that of what comes.
    double lowerShare() {
        return Math.min(1, growth());
    }

    /// Samples, at most, that are given for so many that come.
    int givenMax(int coming) {
        return (int) (coming * growth()) + 2;
    }

    /// For so many samples at most no more than `given` are given.
    int comingMax(int given) {
        return (int) Math.min(given, (given - 2) / growth());
    }
}
