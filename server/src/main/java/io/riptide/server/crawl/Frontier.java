package io.riptide.server.crawl;

import io.riptide.server.crawl.url.WebUrl;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What is still to be got, breadth first, each page that was found by a link once.
///
/// - **Threading:** any number of workers.
/// - **Bounds:** the pages that were asked for, and as many more as `pagesMax` allows in all.
final class Frontier {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Target> waiting = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();
    private final int pagesMax;
    private int total;
    private int unfinished;

    Frontier(List<WebUrl> given, int pagesMax) {
        this.pagesMax = pagesMax;
        for (WebUrl url : given) {
            known.add(url.canonical());
            enqueue(url, 0);
        }
    }

    /// The next page, waiting while others may still find some; null when there is none and will be none.
    @Nullable
    Target take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && unfinished > 0) {
                changed.await();
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    /// The page was dealt with, and `found` are the links to follow from it.
    void finish(Target target, List<WebUrl> found) {
        lock.lock();
        try {
            for (WebUrl url : found) {
                if (total < pagesMax && known.add(url.canonical())) {
                    enqueue(url, target.depth() + 1);
                }
            }
            unfinished--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Lets nobody take anything any more.
    void abandon() {
        lock.lock();
        try {
            waiting.clear();
            unfinished = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Pages given and found so far.
    int total() {
        lock.lock();
        try {
            return total;
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(WebUrl url, int depth) {
        waiting.add(new Target(total++, url, depth));
        unfinished++;
    }
}
