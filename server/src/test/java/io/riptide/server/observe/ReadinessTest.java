package io.riptide.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.run.RunLimits;
import io.riptide.engine.run.RunRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final long NODE_BYTES = 4L << 20;

    private final ByteBudget node = ByteBudget.root("node", NODE_BYTES);
    private final RunRegistry runs = new RunRegistry(
            new SegmentPool(NODE_BYTES),
            node,
            new RunLimits(1, 1, 1024, NODE_BYTES, NODE_BYTES, 90, 95, 0, Duration.ZERO),
            new Counters());
    private final Readiness readiness = new Readiness(runs, node, 90);

    @Test
    void aColdServerIsNotReady() {
        assertThat(readiness.obstacle()).contains("warming up");
        readiness.warm();
        assertThat(readiness.obstacle()).isEmpty();
    }

    @Test
    void aServerOverItsBudgetIsNotReadyUntilMemoryComesBack() {
        readiness.warm();
        assertThat(node.tryReserve(NODE_BYTES)).isTrue();
        assertThat(readiness.obstacle()).contains("over the memory budget");
        node.release(NODE_BYTES);
        assertThat(readiness.obstacle()).isEmpty();
    }

    @Test
    void aDrainingServerIsNotReadyAnyMore() {
        readiness.warm();
        runs.drain();
        assertThat(readiness.obstacle()).contains("draining");
    }
}
