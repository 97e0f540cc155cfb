package io.riptide.bench.run;

import java.util.concurrent.atomic.AtomicLong;

/// What one worker has counted.
///
/// | field | written by | read by | mode |
/// |---|---|---|---|
/// | all | the worker | the coordinator, each second | plain add, release store |
final class LoadCounters {
    final Count events = new Count();
    final Count bytes = new Count();
    final Count answers = new Count();
    final Count dropped = new Count();
    final Count unfetched = new Count();

    /// Connections that are open now.
    final Count open = new Count();

    /// Connections that have had their first event, or their first error.
    final Count settled = new Count();

    /// Requests of an open loop that are due and wait for a connection.
    final Count waiting = new Count();

    /// A number that one thread changes.
    static final class Count {
        private final AtomicLong value = new AtomicLong();

        void add(long more) {
            value.setRelease(value.getPlain() + more);
        }

        void set(long now) {
            value.setRelease(now);
        }

        long get() {
            return value.getAcquire();
        }
    }
}
