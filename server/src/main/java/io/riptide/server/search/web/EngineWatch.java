package io.riptide.server.search.web;

import io.riptide.engine.run.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Looks now and then whether engines are there, so that a client is told before its stream begins.
///
/// Each is looked at when the node starts, then every `interval`, every second while nobody is there, and at
/// once when a query has found nobody.
///
/// - **Threading:** a virtual thread for each engine.
/// - **Bounds:** one look at a time each, within `search.timeout`.
public final class EngineWatch implements AutoCloseable {
    private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(1);

    private final List<Thread> looking;

    /// Begins to look at `engines`; never, if `interval` is zero.
    public EngineWatch(List<SearchEngine> engines, Duration interval) {
        looking = interval.isZero()
                ? List.of()
                : engines.stream()
                        .map(engine -> begin(engine, interval.toNanos()))
                        .toList();
    }

    private static Thread begin(SearchEngine engine, long intervalNs) {
        Thread thread =
                Thread.ofVirtual().name("watch-" + engine.name()).unstarted(() -> lookOnAndOn(engine, intervalNs));
        engine.onDoubt(() -> LockSupport.unpark(thread));
        thread.start();
        return thread;
    }

    private static void lookOnAndOn(SearchEngine engine, long intervalNs) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                engine.look();
                LockSupport.parkNanos(engine.isThere() ? intervalNs : Math.min(intervalNs, AGAIN_NS));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // and so it ends
        }
    }

    /// Ends all looks, and waits for that.
    @Override
    public void close() {
        Threads.end(looking);
    }
}
