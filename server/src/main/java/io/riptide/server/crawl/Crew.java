package io.riptide.server.crawl;

import io.riptide.engine.run.Threads;
import io.riptide.server.crawl.schedule.FetchScheduler;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The threads of a crawl: one in each [Seat], and those of pages that wait without one.
///
/// - **Threading:** any virtual thread.
/// - **Ownership:** owns its threads; [#stop] ends them.
/// - **Bounds:** `seats` threads, and [#ASIDE_MAX] that wait, of some kilobytes each. Beyond that pages wait in
///   their seats.
final class Crew {
    /// Pages of one crawl that wait without a seat.
    static final int ASIDE_MAX = 256;

    private final Frontier frontier;
    private final FetchScheduler scheduler;
    private final Work work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition someEnded = lock.newCondition();

    // Guarded by `lock`, all three.
    private final Set<Thread> threads = new HashSet<>();
    private int aside;
    private boolean isStopped;

    /// What is done in a seat, until the seat is left or there is nothing more to do; what it throws is its own
    /// to tell.
    @FunctionalInterface
    interface Work {
        void in(Seat seat);
    }

    Crew(Frontier frontier, FetchScheduler scheduler, Work work) {
        this.frontier = frontier;
        this.scheduler = scheduler;
        this.work = work;
    }

    /// Somebody works in the seat with this number from now.
    void begin(int number) {
        lock.lock();
        try {
            start(number);
        } finally {
            lock.unlock();
        }
    }

    /// The page in this seat is about to wait, and somebody else works in its seat; false when too many wait.
    boolean replace(int number) {
        lock.lock();
        try {
            if (isStopped || aside == ASIDE_MAX) {
                return false;
            }
            aside++;
            start(number);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// One that waited has a seat again.
    void cameBack() {
        lock.lock();
        try {
            aside--;
        } finally {
            lock.unlock();
        }
    }

    private void start(int number) {
        if (isStopped) {
            return;
        }
        Seat seat = new Seat(this, frontier, scheduler, number);
        Thread thread = Thread.ofVirtual().name("crawl-" + number).unstarted(() -> workIn(seat));
        threads.add(thread);
        thread.start();
    }

    private void workIn(Seat seat) {
        try {
            work.in(seat);
        } finally {
            lock.lock();
            try {
                threads.remove(Thread.currentThread());
                aside -= seat.isAside() ? 1 : 0;
                someEnded.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Waits until nobody works or waits any more, or until `untilNs`; whether it is so.
    boolean awaitEnd(long untilNs) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!threads.isEmpty()) {
                if (someEnded.awaitNanos(untilNs - System.nanoTime()) <= 0 && !threads.isEmpty()) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Interrupts who still works or waits, and waits for it: when this returns, nothing of this crawl runs any
    /// more.
    void stop() {
        List<Thread> left;
        lock.lock();
        try {
            isStopped = true;
            left = List.copyOf(threads);
        } finally {
            lock.unlock();
        }
        Threads.end(left);
    }
}
