package io.riptide.engine.pipeline;

import io.riptide.engine.metrics.LatencyRecorder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What one node counts.
///
/// - **Threading:** written by the node's thread, read by any.
@SuppressWarnings("NonAtomicVolatileUpdate") // one writer
final class NodeFigures {
    private static final Histogram NOTHING = new Histogram(1);

    /// Nanoseconds a frame takes in the node; of a source, to make it.
    final LatencyRecorder latency = new LatencyRecorder();

    /// How late a paced source was; made by the first turn.
    private volatile @Nullable LatencyRecorder jitter;

    private volatile long framesIn;
    private volatile long framesOut;
    private volatile long errors;
    private volatile long skipped;
    private volatile long restarts;

    void recordJitter(long lateNs) {
        LatencyRecorder known = jitter;
        if (known == null) {
            known = new LatencyRecorder();
            jitter = known;
        }
        known.record(lateNs);
    }

    Histogram jitter() {
        LatencyRecorder known = jitter;
        return known == null ? NOTHING.copy() : known.snapshot();
    }

    void countIn() {
        framesIn++;
    }

    void countOut() {
        framesOut++;
    }

    void countError() {
        errors++;
    }

    void countSkipped() {
        skipped++;
    }

    void countRestart() {
        restarts++;
    }

    long framesIn() {
        return framesIn;
    }

    long framesOut() {
        return framesOut;
    }

    long errors() {
        return errors;
    }

    long skipped() {
        return skipped;
    }

    long restarts() {
        return restarts;
    }
}
