package io.riptide.server.crawl.fetch;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How many requests may be under way to one origin. The client library's own bound counts kept connections as
/// busy ones and would starve those who wait; this one counts requests.
///
/// - **Threading:** any thread that may block; waiters of one origin go in their order.
/// - **Bounds:** one small entry per origin that somebody holds or waits for; none afterwards.
final class OriginSlots {
    private final int slotsMax;
    private final ConcurrentHashMap<String, Slots> byOrigin = new ConcurrentHashMap<>();

    OriginSlots(int slotsMax) {
        this.slotsMax = slotsMax;
    }

    /// False when there was none in time. Each true needs one [#release].
    boolean acquire(String origin, long timeoutNs) throws InterruptedException {
        Slots slots = byOrigin.compute(origin, (_, present) -> {
            Slots joined = present == null ? new Slots(new Semaphore(slotsMax, true), 0) : present;
            return new Slots(joined.semaphore, joined.users + 1);
        });
        boolean isAcquired = false;
        try {
            isAcquired = slots.semaphore.tryAcquire(timeoutNs, TimeUnit.NANOSECONDS);
            return isAcquired;
        } finally {
            if (!isAcquired) {
                leave(origin);
            }
        }
    }

    void release(String origin) {
        byOrigin.computeIfPresent(origin, (_, slots) -> {
            slots.semaphore.release();
            return slots.withoutOne();
        });
    }

    int originCount() {
        return byOrigin.size();
    }

    private void leave(String origin) {
        byOrigin.computeIfPresent(origin, (_, slots) -> slots.withoutOne());
    }

    /// @param users who hold a slot or wait for one
    private record Slots(Semaphore semaphore, int users) {
        @Nullable
        Slots withoutOne() {
            return users == 1 ? null : new Slots(semaphore, users - 1);
        }
    }
}
