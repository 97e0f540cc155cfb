package io.riptide.server.search.index;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Pages that wait to be written, bounded by their number and by the memory they take.
///
/// Room is claimed before a page goes in and given back after it came out, so that the bounds hold at every
/// instant; no thread ever waits for another.
///
/// - **Threading:** many offer, one polls.
/// - **Bounds:** [IndexLimits#queuedPagesMax] and [IndexLimits#queuedBytesMax].
final class PageQueue {
    private final ConcurrentLinkedQueue<IndexedPage> pages = new ConcurrentLinkedQueue<>();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final IndexLimits limits;

    PageQueue(IndexLimits limits) {
        this.limits = limits;
    }

    /// Whether there was room for `page`.
    boolean offer(IndexedPage page) {
        long weightBytes = page.weightBytes();
        if (count.incrementAndGet() > limits.queuedPagesMax()) {
            count.decrementAndGet();
            return false;
        }
        if (bytes.addAndGet(weightBytes) > limits.queuedBytesMax()) {
            bytes.addAndGet(-weightBytes);
            count.decrementAndGet();
            return false;
        }
        return pages.add(page);
    }

    @Nullable
    IndexedPage poll() {
        IndexedPage page = pages.poll();
        if (page != null) {
            bytes.addAndGet(-page.weightBytes());
            count.decrementAndGet();
        }
        return page;
    }

    boolean isEmpty() {
        return pages.isEmpty();
    }

    /// Whether it is time to take some out, whatever else there is to wait for.
    boolean isHalfFull() {
        return count.get() > limits.queuedPagesMax() / 2 || bytes.get() > limits.queuedBytesMax() / 2;
    }

    long size() {
        return count.get();
    }
}
