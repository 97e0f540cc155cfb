package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import io.riptide.engine.pipeline.node.NodeOutput;

/// How long a node has been at one frame, without the time it waits for others; and the end of a call that
/// takes too long.
///
/// - **Threading:** the node's thread, but for [#interruptIfOver].
final class CallClock {
    private static final long IDLE = Long.MIN_VALUE;

    private final Object lock = new Object();
    private volatile long startNs = IDLE;
    private long waitStartNs;
    private long waitedNs;
    private boolean isWaiting;
    private boolean isInterrupted;

    void begin() {
        synchronized (lock) {
            waitedNs = 0;
            startNs = System.nanoTime();
        }
    }

    void beginWait() {
        synchronized (lock) {
            isWaiting = true;
            waitStartNs = System.nanoTime();
        }
    }

    void endWait() {
        synchronized (lock) {
            isWaiting = false;
            waitedNs += System.nanoTime() - waitStartNs;
        }
    }

    /// What `wait` waits for, whose time is none of the call's.
    <T> T waitFor(NodeOutput.Wait<T> wait) throws InterruptedException {
        beginWait();
        try {
            return wait.await();
        } finally {
            endWait();
        }
    }

    /// The call is over; what it took without its waits.
    long end() {
        synchronized (lock) {
            long tookNs = System.nanoTime() - startNs - waitedNs;
            startNs = IDLE;
            return tookNs;
        }
    }

    /// Whether the call that just ended was interrupted for its time; the interrupt is forgotten with that.
    boolean wasInterrupted() {
        synchronized (lock) {
            if (!isInterrupted) {
                return false;
            }
            isInterrupted = false;
            return true;
        }
    }

    /// Interrupts the call, once, if it has worked for more than `maxNs`.
    @AnyThread
    void interruptIfOver(long maxNs, Thread thread) {
        if (startNs == IDLE) {
            return;
        }
        synchronized (lock) {
            boolean isOver =
                    startNs != IDLE && !isWaiting && !isInterrupted && System.nanoTime() - startNs - waitedNs > maxNs;
            if (isOver) {
                isInterrupted = true;
                thread.interrupt();
            }
        }
    }
}
