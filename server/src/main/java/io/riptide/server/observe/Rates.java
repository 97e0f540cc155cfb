package io.riptide.server.observe;

import io.riptide.engine.metrics.Counters;
import java.util.concurrent.TimeUnit;

/// What the server did a second, over the last second, ten seconds and minute.
///
/// Only four sums are sampled and not all figures: copying the histograms each second would cost a thousand
/// times as much, and nobody would look at them.
///
/// - **Threading:** [#sample] is for one thread, once a second; anyone may read.
/// - **Bounds:** [#SAMPLES] samples.
public final class Rates {
    /// A minute has one more end than seconds.
    static final int SAMPLES = 61;

    private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);

    /// Sums since the start, at one instant.
    private record Sample(long takenNs, long events, long bytes, long drops, long runs) {}

    /// Means a second over some time.
    ///
    /// @param events delivered
    /// @param bytes handed to channels
    /// @param drops events that a policy kept from a stream
    /// @param runs set to work
    public record Rate(double events, double bytes, double drops, double runs) {
        static final Rate NONE = new Rate(0, 0, 0, 0);
    }

    private final Counters counters;
    private final Sample[] samples = new Sample[SAMPLES];
    private int count;

    /// Rates of what `counters` count.
    public Rates(Counters counters) {
        this.counters = counters;
    }

    /// Remembers what has been counted by `nowNs`.
    public synchronized void sample(long nowNs) {
        samples[count % SAMPLES] = new Sample(
                nowNs,
                counters.eventsDelivered.sum(),
                counters.bytesDelivered.sum(),
                counters.eventsDropped.sum(),
                counters.runsStarted.sum());
        count++;
    }

    /// The mean over the last `seconds` samples, or over as many as there are.
    public synchronized Rate over(int seconds) {
        assert seconds >= 1 && seconds < SAMPLES : seconds;
        int steps = Math.min(seconds, count - 1);
        if (steps < 1) {
            return Rate.NONE;
        }
        Sample last = samples[(count - 1) % SAMPLES];
        Sample first = samples[(count - 1 - steps) % SAMPLES];
        double tookS = Math.max(1, last.takenNs - first.takenNs) / NS_PER_S;
        return new Rate(
                (last.events - first.events) / tookS,
                (last.bytes - first.bytes) / tookS,
                (last.drops - first.drops) / tookS,
                (last.runs - first.runs) / tookS);
    }
}
