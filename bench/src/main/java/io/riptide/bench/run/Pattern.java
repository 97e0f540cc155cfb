package io.riptide.bench.run;

/// How things that are to happen spread over time.
public sealed interface Pattern {
    /// How many are due within the first `seconds`, as a number that never falls.
    double countAt(double seconds);

    /// On average, each second.
    double meanRate();

    /// When the one with this number, counted from 0, is due.
    default long dueNs(long number) {
        double low = 0;
        double high = 1;
        while (countAt(high) < number) {
            high *= 2;
        }
        // A double's 53 bits: more steps would change nothing.
        for (int i = 0; i < 53; i++) {
            double middle = (low + high) / 2;
            if (countAt(middle) >= number) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (long) (high * 1e9);
    }

    /// As many in each second.
    record Steady(double rate) implements Pattern {
        public Steady {
            positive("rate", rate);
        }

        @Override
        public double countAt(double seconds) {
            return rate * seconds;
        }

        @Override
        public double meanRate() {
            return rate;
        }

        @Override
        public long dueNs(long number) {
            return (long) (number / rate * 1e9);
        }
    }

    /// A rate that goes up and down.
    ///
    /// @param mean of the rate
    /// @param swing how far it goes from the mean, as a share of it: 0 to 1
    /// @param periodSeconds of one wave
    record Sine(double mean, double swing, double periodSeconds) implements Pattern {
        public Sine {
            positive("mean", mean);
            positive("periodSeconds", periodSeconds);
            if (!(swing >= 0 && swing <= 1)) {
                throw new IllegalArgumentException("swing=" + swing + ", wanted 0 to 1");
            }
        }

        @Override
        public double countAt(double seconds) {
            double angle = 2 * Math.PI / periodSeconds;
            return mean * (seconds + swing * (1 - Math.cos(angle * seconds)) / angle);
        }

        @Override
        public double meanRate() {
            return mean;
        }
    }

    /// A steady rate, and now and then very many at once.
    ///
    /// @param rate between the bursts
    /// @param size of a burst
    /// @param everySeconds from one burst to the next; the first comes after one such time
    record Bursts(double rate, int size, double everySeconds) implements Pattern {
        public Bursts {
            positive("rate", rate);
            positive("size", size);
            positive("everySeconds", everySeconds);
        }

        @Override
        public double countAt(double seconds) {
            return rate * seconds + size * Math.floor(seconds / everySeconds);
        }

        @Override
        public double meanRate() {
            return rate + size / everySeconds;
        }
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && value < 1e9)) {
            throw new IllegalArgumentException(name + "=" + value + ", wanted more than 0");
        }
    }
}
