package io.riptide.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.run.OnDisconnect;
import io.riptide.engine.run.Run;
import io.riptide.engine.run.RunLimits;
import io.riptide.engine.run.RunRefusedException;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.run.RunSpec;
import io.riptide.engine.run.RunState;
import io.riptide.engine.run.WorkSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// A registry with its memory; closing it proves that every run was released to the byte.
public final class RunRig implements AutoCloseable {
    /// Time after which finished runs go.
    public static final Duration RETAIN = Duration.ofHours(1);

    private final SegmentPool pool = new SegmentPool(16L << 20);
    private final ByteBudget node;
    private final Counters counters = new Counters();
    private final RunRegistry registry;
    private final AtomicInteger ids = new AtomicInteger();

    /// A registry on a node of so many bytes.
    public RunRig(long nodeBytes, RunLimits limits) {
        node = ByteBudget.root("node", nodeBytes);
        registry = new RunRegistry(pool, node, limits, counters);
    }

    /// A registry with limits nobody reaches.
    public static RunRig wide() {
        return new RunRig(16L << 20, limits(1_000, 1_000, 16L << 20));
    }

    /// Limits of so many runs, so many of a client, and so many bytes of a run.
    public static RunLimits limits(int runsMax, int runsPerClientMax, long runBytesMax) {
        return new RunLimits(runsMax, runsPerClientMax, 64 * 1024, 16L << 20, runBytesMax, 90, 95, 4, RETAIN);
    }

    /// The registry.
    public RunRegistry registry() {
        return registry;
    }

    /// What the engine counted.
    public Counters counters() {
        return counters;
    }

    /// The node's budget.
    public ByteBudget node() {
        return node;
    }

    /// Opens a run of client `c` that may take a minute.
    public Run open(WorkSource source, OnDisconnect onDisconnect) throws RunRefusedException {
        return registry.open(spec(source, onDisconnect, Duration.ofMinutes(1)));
    }

    /// What [#open] asks for.
    public RunSpec spec(WorkSource source, OnDisconnect onDisconnect, Duration deadline) {
        String id = "r" + ids.incrementAndGet();
        return new RunSpec(id, "scripted", "c", source, onDisconnect, Duration.ofSeconds(5), deadline, 1 << 20);
    }

    /// Waits until the run's last event was written.
    public static void awaitClosed(Run run) {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> run.state() == RunState.CLOSED);
    }

    /// Waits until nothing of any run is held.
    public void awaitReleased() {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> registry.size() == 0 && node.reserved() == 0);
    }

    @Override
    public void close() {
        registry.drain();
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> {
            registry.keepHouse(System.nanoTime() + RETAIN.toNanos() + TimeUnit.MINUTES.toNanos(1));
            return registry.size() == 0;
        });
        assertThat(node.reserved()).isZero();
        assertThat(pool.leasedBytes()).isZero();
        assertThat(counters.runsEnded.sum()).isEqualTo(counters.runsStarted.sum());
        pool.close();
    }
}
