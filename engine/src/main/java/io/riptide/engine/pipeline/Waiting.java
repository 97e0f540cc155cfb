package io.riptide.engine.pipeline;

import io.riptide.engine.AnyThread;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where one thread waits for something that others bring about.
///
/// Who waits says so and looks once more; who brings it about does so and looks whether somebody waits. Between
/// the two steps of each is a full fence, so one of them sees the other.
///
/// - **Threading:** one thread waits at a time; any wakes it. To wake nobody is a fence and a read.
/// - **Failure:** [InterruptedException].
@AnyThread
final class Waiting {
    private volatile @Nullable Thread waiter;

    /// Waits until `isOver` says so.
    void await(BooleanSupplier isOver) throws InterruptedException {
        await(isOver, Long.MAX_VALUE);
    }

    /// Waits until `isOver` says so, or until the time is `untilNs`; [Long#MAX_VALUE] is never.
    void await(BooleanSupplier isOver, long untilNs) throws InterruptedException {
        while (!isOver.getAsBoolean()) {
            waiter = Thread.currentThread();
            VarHandle.fullFence();
            try {
                if (isOver.getAsBoolean()) {
                    return;
                }
                if (untilNs == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    long leftNs = untilNs - System.nanoTime();
                    if (leftNs <= 0) {
                        return;
                    }
                    LockSupport.parkNanos(this, leftNs);
                }
            } finally {
                waiter = null;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /// Waits until the time is `untilNs`.
    void awaitTime(long untilNs) throws InterruptedException {
        long leftNs = untilNs - System.nanoTime();
        while (leftNs > 0) {
            LockSupport.parkNanos(this, leftNs);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            leftNs = untilNs - System.nanoTime();
        }
    }

    /// Lets who waits look again; after what it waits for was written.
    void wake() {
        VarHandle.fullFence();
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }
}
