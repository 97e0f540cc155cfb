package io.riptide.engine.pipeline;

import io.riptide.engine.metrics.LatencyRecorder;

/// What one node counts.
///
/// - **Threading:** written by the node's thread, read by any.
@SuppressWarnings("NonAtomicVolatileUpdate") // one writer
final class NodeFigures {
    /// Nanoseconds a frame takes in the node; of a source, to make it.
    final LatencyRecorder latency = new LatencyRecorder();

    /// How late a paced source was.
    final LatencyRecorder jitter = new LatencyRecorder();

    private volatile long framesIn;
    private volatile long framesOut;
    private volatile long errors;
    private volatile long skipped;
    private volatile long restarts;

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
