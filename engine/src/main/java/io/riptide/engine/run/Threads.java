package io.riptide.engine.run;

import io.riptide.engine.AnyThread;
import java.util.Collection;

/// The end of threads that somebody has started.
@AnyThread
public final class Threads {
    private Threads() {}

    /// Interrupts all of `threads` and waits until none is alive, however long that takes. An interrupt of the
    /// caller does not shorten it, and is kept.
    public static void end(Collection<Thread> threads) {
        threads.forEach(Thread::interrupt);
        boolean wasInterrupted = Thread.interrupted();
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
