package io.riptide.server.crawl.schedule;

import io.riptide.server.crawl.url.WebUrl;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The pages of one run on their way to its workers.
///
/// 1. [#add]: a worker gets the page without a permit, to see whether it must be fetched at all; 2. if so
///    [#schedule]: it waits for its host in a queue of its own, so that a host that is slow holds up nothing
///    else; 3. [#take] gives it with a [Permit]; 4. where it cannot go on, [#resume] or [#reconsider], and [#take]
/// again; 5. [#finish],
/// once for each [#add].
///
/// - **Threading:** any thread that may block; [#ready] and what is below it under the scheduler's lock.
/// - **Bounds:** what its user adds; a queue for each host that has pages waiting. Each call is O(1), and O(log
///   n) in the order [CrawlOrder#BEST].
public final class Lane<T> implements AutoCloseable {
    private final FetchScheduler scheduler;
    private final CrawlOrder order;
    private final Condition wake;
    private final ArrayDeque<T> unseen = new ArrayDeque<>();
    private final Map<String, HostQueue<T>> queues = new HashMap<>();
    private final ArrayDeque<HostQueue<T>> ready = new ArrayDeque<>();
    private int unfinished;
    private int idle;
    private int called;
    private int keptPermits;

    /// Whether it is in the list of those that wait for a permit.
    boolean isStarved;

    private boolean isClosed;

    Lane(FetchScheduler scheduler, CrawlOrder order) {
        this.scheduler = scheduler;
        this.order = order;
        this.wake = scheduler.newCondition();
    }

    /// Something that must be looked at.
    public void add(T item) {
        scheduler.lock();
        try {
            unseen.add(item);
            unfinished++;
            callOne();
        } finally {
            scheduler.unlock();
        }
    }

    /// What was scheduled, and taken with a permit that it has not used, must be looked at again, before what
    /// nobody has seen yet.
    public void reconsider(T item) {
        scheduler.lock();
        try {
            if (!isClosed) {
                unseen.addFirst(item);
                callOne();
            }
        } finally {
            scheduler.unlock();
        }
    }

    /// What was looked at must be fetched.
    ///
    /// @param score where the order is [CrawlOrder#BEST]: the smaller the sooner
    public void schedule(T item, WebUrl url, double score) {
        list(url, queue -> queue.add(item, score));
    }

    /// What has begun goes on at `url`, before whatever is scheduled there and has not: the sooner it ends, the
    /// less there is of it.
    public void resume(T item, WebUrl url) {
        list(url, queue -> queue.addBegun(item));
    }

    private void list(WebUrl url, Consumer<HostQueue<T>> adding) {
        String host = FetchScheduler.hostKey(url);
        scheduler.lock();
        try {
            if (isClosed) {
                return;
            }
            HostQueue<T> queue = queues.get(host);
            if (queue == null) {
                queue = new HostQueue<>(this, scheduler.line(host), order);
                queue.line.joined();
                queues.put(host, queue);
            }
            adding.accept(queue);
            if (!queue.isListed) {
                queue.isListed = true;
                ready.add(queue);
                callOne();
            }
        } finally {
            scheduler.unlock();
        }
    }

    /// [#add] and [#schedule] in one.
    void addScheduled(T item, WebUrl url) {
        scheduler.lock();
        try {
            unfinished++;
            schedule(item, url, 0);
        } finally {
            scheduler.unlock();
        }
    }

    /// One that was added is dealt with.
    public void finish() {
        scheduler.lock();
        try {
            unfinished--;
            if (unfinished == 0) {
                wake.signalAll();
            }
        } finally {
            scheduler.unlock();
        }
    }

    /// The next, waiting while there may still be one; null when there is none and will be none.
    public @Nullable Turn<T> take() throws InterruptedException {
        return take(FetchScheduler.FOREVER);
    }

    /// The same, but null also once it is `untilNs`.
    @Nullable
    Turn<T> take(long untilNs) throws InterruptedException {
        scheduler.lockInterruptibly();
        try {
            while (true) {
                Turn<T> turn = isClosed || unfinished == 0 ? null : next();
                if (turn != null || isClosed || unfinished == 0) {
                    callNext();
                    return turn;
                }
                giveBackPermits();
                if (!await(untilNs)) {
                    return null;
                }
            }
        } finally {
            scheduler.unlock();
        }
    }

    /// Nobody gets anything any more.
    @Override
    public void close() {
        scheduler.lock();
        try {
            isClosed = true;
            unseen.clear();
            ready.clear();
            for (HostQueue<T> queue : queues.values()) {
                if (queue.hasPlace) {
                    queue.line.unkeep();
                } else {
                    queue.line.forget(queue);
                }
                queue.line.left();
                scheduler.settled(queue.line);
            }
            queues.clear();
            scheduler.permitsFree(keptPermits);
            keptPermits = 0;
            wake.signalAll();
        } finally {
            scheduler.unlock();
        }
    }

    /// Under the lock: a host has room for `queue`. Says whether somebody was there to take the turn, for whom
    /// the host keeps a place where it may.
    boolean ready(HostQueue<?> queue) {
        // The queue is ours: only its lane's own queues wait with a host.
        @SuppressWarnings("unchecked")
        HostQueue<T> own = (HostQueue<T>) queue;
        own.hasPlace = callOne();
        if (own.hasPlace) {
            ready.addFirst(own); // or whoever was called would take something else, and the place stay empty
        } else {
            ready.addLast(own);
        }
        return own.hasPlace;
    }

    /// Under the lock: a permit is free. Says whether it is taken.
    boolean offerPermit() {
        if (ready.isEmpty() || !callOne()) {
            return false;
        }
        keptPermits++;
        return true;
    }

    private @Nullable Turn<T> next() {
        // What comes first can only be told of pages that have been looked at; where they come as they were found,
        // nobody
        // need wait for that.
        T seenFirst = order == CrawlOrder.BREADTH ? null : unseen.poll();
        return seenFirst == null ? nextReady() : new Turn<>(seenFirst, null);
    }

    private @Nullable Turn<T> nextReady() {
        long nowNs = System.nanoTime();
        while (!ready.isEmpty()) {
            boolean hasKeptPermit = keptPermits > 0;
            if (!hasKeptPermit && !scheduler.hasPermit()) {
                scheduler.starve(this);
                break;
            }
            HostQueue<T> queue = ready.remove();
            boolean hadPlace = queue.hasPlace;
            queue.hasPlace = false;
            if (!hadPlace && !queue.line.hasRoom(nowNs)) {
                queue.line.await(queue);
                scheduler.wakeInTime(queue.line, nowNs);
                continue;
            }
            if (hasKeptPermit) {
                keptPermits--;
            }
            return new Turn<>(start(queue), scheduler.permit(queue.line, hadPlace, hasKeptPermit, nowNs));
        }
        T first = unseen.poll();
        return first == null ? null : new Turn<>(first, null);
    }

    private T start(HostQueue<T> queue) {
        T item = queue.remove();
        if (queue.isEmpty()) {
            queue.isListed = false;
            queue.line.left();
            queues.remove(queue.line.host);
        } else {
            ready.add(queue);
        }
        return item;
    }

    @SuppressWarnings("WaitNotInLoop") // the loop is in [#take]
    private boolean await(long untilNs) throws InterruptedException {
        idle++;
        try {
            if (untilNs == FetchScheduler.FOREVER) {
                wake.await();
                return true;
            }
            return wake.awaitNanos(untilNs - System.nanoTime()) > 0;
        } finally {
            idle--;
            called = Math.max(0, called - 1);
        }
    }

    /// Wakes one more worker, if one sleeps.
    private boolean callOne() {
        if (called >= idle) {
            return false;
        }
        called++;
        wake.signal();
        return true;
    }

    /// Whoever has got something wakes the next, if there is something for it.
    private void callNext() {
        boolean isWork = !unseen.isEmpty() || (!ready.isEmpty() && (keptPermits > 0 || scheduler.hasPermit()));
        if (isWork) {
            callOne();
        }
    }

    /// A worker that was called and found nothing to do with its permit must not sit on it.
    private void giveBackPermits() {
        if (keptPermits > called) {
            int surplus = keptPermits - called;
            keptPermits -= surplus;
            scheduler.permitsFree(surplus);
        }
    }
}
