package io.riptide.server;

import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.topic.TopicRegistry;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread for what is due now and then: deadlines, graces, retention, memory that is no longer needed.
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long PERIOD_MS = 100;
    private static final long TOPICS_PERIOD_MS = 500;
    private static final long TRIM_PERIOD_MS = 10_000;
    private static final long KEPT_BYTES = 16L * 1024 * 1024;

    private final RunRegistry runs;
    private final TopicRegistry topics;
    private final SegmentPool pool;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("riptide-housekeeping").daemon().unstarted(task));

    Housekeeping(RunRegistry runs, TopicRegistry topics, SegmentPool pool) {
        this.runs = runs;
        this.topics = topics;
        this.pool = pool;
    }

    void start() {
        every(PERIOD_MS, () -> runs.keepHouse(System.nanoTime()));
        every(TOPICS_PERIOD_MS, () -> topics.keepHouse(System.nanoTime()));
        every(TRIM_PERIOD_MS, () -> pool.trim(KEPT_BYTES));
    }

    void stop() {
        executor.shutdownNow();
    }

    /// Does `task` every `periodMs` from now on; it must be short.
    void every(long periodMs, Runnable task) {
        executor.scheduleWithFixedDelay(() -> guarded(task), periodMs, periodMs, TimeUnit.MILLISECONDS);
    }

    /// A task that throws would never run again.
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) { // the outermost frame of this thread's work
            LOG.error("housekeeping failed", e);
        }
    }
}
