package io.riptide.bench.load;

/// How evenly a server treats connections that all want as much as they can get.
public record Fairness(long slowest, long fastest) {
    /// Of what each connection got.
    public static Fairness of(long[] eventsByConnection) {
        assert eventsByConnection.length > 0;
        long slowest = Long.MAX_VALUE;
        long fastest = 0;
        for (long events : eventsByConnection) {
            slowest = Math.min(slowest, events);
            fastest = Math.max(fastest, events);
        }
        return new Fairness(slowest, fastest);
    }

    /// Slowest over fastest: 1 is even, 0 means that somebody starved.
    public double ratio() {
        return fastest == 0 ? 0 : (double) slowest / fastest;
    }
}
