package io.riptide.engine.pipeline.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.pipeline.graph.Priority;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PipelinePoolTest {
    private final ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();

    @Test
    void noMoreWorkAtOnceThanMayAndAllGetTheirTurn() throws Exception {
        PipelinePool pool = new PipelinePool(5, 100);
        AtomicInteger active = new AtomicInteger();
        CountDownLatch isFull = new CountDownLatch(5);
        AtomicInteger most = new AtomicInteger();
        try (ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                runs.submit(() -> {
                    try (PipelinePool.Place _ = pool.enter(Priority.NORMAL)) {
                        most.accumulateAndGet(active.incrementAndGet(), Math::max);
                        isFull.countDown();
                        isFull.await(); // so the first five are in together
                        active.decrementAndGet();
                    }
                    return true;
                });
            }
        }
        assertThat(most.get()).isEqualTo(5);
        PoolSnapshot snapshot = pool.snapshot();
        assertThat(snapshot.active()).isZero();
        assertThat(snapshot.queued()).isZero();
        assertThat(line(snapshot, Priority.NORMAL).admitted()).isEqualTo(100);
        assertThat(line(snapshot, Priority.NORMAL).waits().getTotalCount()).isEqualTo(100);
    }

    @Test
    void whoIsDueFirstGoesFirst() throws Exception {
        PipelinePool pool = new PipelinePool(1, 10);
        PipelinePool.Place first = pool.enter(Priority.NORMAL);
        try (ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Priority priority : List.of(Priority.LOW, Priority.NORMAL, Priority.CRITICAL, Priority.HIGH)) {
                queue(runs, pool, priority);
            }
            first.close();
        }
        assertThat(order).containsExactly("CRITICAL", "HIGH", "NORMAL", "LOW");
    }

    @Test
    void whoHasWaitedBeyondItsTargetGoesBeforeANewerOneOfHigherPriority() throws Exception {
        PipelinePool pool = new PipelinePool(1, 10);
        PipelinePool.Place first = pool.enter(Priority.NORMAL);
        try (ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor()) {
            queue(runs, pool, Priority.HIGH);
            while (pool.snapshot().oldestMs() < 45) {
                Thread.onSpinWait();
            }
            queue(runs, pool, Priority.CRITICAL);
            first.close();
        }
        assertThat(order).containsExactly("HIGH", "CRITICAL");
    }

    @Test
    void aFullLineRefusesAndSaysWhy() throws Exception {
        PipelinePool pool = new PipelinePool(1, 1);
        PipelinePool.Place first = pool.enter(Priority.LOW);
        try (ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor()) {
            queue(runs, pool, Priority.LOW);
            assertThat(pool.isFull()).isTrue();
            assertThatThrownBy(() -> pool.enter(Priority.CRITICAL))
                    .isInstanceOf(PoolFullException.class)
                    .hasMessage("1 pipelines work already, and 1 wait for a place");
            first.close();
        }
        assertThat(pool.snapshot().refused()).isEqualTo(1);
        assertThat(pool.isFull()).isFalse();
    }

    @Test
    void whoGivesUpInLineLeavesNoHole() throws Exception {
        PipelinePool pool = new PipelinePool(1, 10);
        PipelinePool.Place first = pool.enter(Priority.NORMAL);
        try (ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> gone = queue(runs, pool, Priority.CRITICAL);
            queue(runs, pool, Priority.LOW);
            gone.cancel(true);
            while (pool.snapshot().queued() > 1) {
                Thread.onSpinWait();
            }
            first.close();
        }
        assertThat(order).containsExactly("LOW");
        assertThat(pool.snapshot().active()).isZero();
    }

    @Test
    void whoWaitsIsToldHowManyAreDueBefore() throws Exception {
        PipelinePool pool = new PipelinePool(1, 10);
        BlockingQueue<Integer> told = new LinkedBlockingQueue<>();
        PipelinePool.Place first = pool.enter(Priority.NORMAL, told::add);
        assertThat(told).isEmpty();
        try (ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Priority priority : List.of(Priority.NORMAL, Priority.LOW, Priority.CRITICAL)) {
                runs.submit(() -> {
                    try (PipelinePool.Place _ = pool.enter(priority, told::add)) {
                        return order.add(priority.name());
                    }
                });
                assertThat(told.take()).isEqualTo(priority == Priority.LOW ? 1 : 0);
            }
            first.close();
        }
        assertThat(order).containsExactly("CRITICAL", "NORMAL", "LOW");
    }

    @Test
    void aPlaceIsGivenBackOnce() throws Exception {
        PipelinePool pool = new PipelinePool(2, 1);
        PipelinePool.Place first = pool.enter(Priority.NORMAL);
        PipelinePool.Place second = pool.enter(Priority.NORMAL);
        first.close();
        first.close();
        assertThat(pool.snapshot().active()).isEqualTo(1);
        second.close();
    }

    @Test
    void whoIsInterruptedAsItIsCalledLosesNoPlace() throws Exception {
        PipelinePool pool = new PipelinePool(1, 1_000);
        for (int round = 0; round < 500; round++) {
            PipelinePool.Place held = pool.enter(Priority.NORMAL);
            CountDownLatch isIn = new CountDownLatch(1);
            Thread waiting = Thread.ofVirtual().start(() -> {
                isIn.countDown();
                try (PipelinePool.Place _ = pool.enter(Priority.NORMAL)) {
                    order.add("in");
                } catch (InterruptedException | PoolFullException e) {
                    order.add("out");
                }
            });
            isIn.await();
            Thread closing = Thread.ofVirtual().start(held::close);
            waiting.interrupt();
            waiting.join();
            closing.join();
            assertThat(pool.snapshot().active()).isZero();
        }
        assertThat(order).hasSize(500);
    }

    private Future<?> queue(ExecutorService runs, PipelinePool pool, Priority priority) {
        int queued = pool.snapshot().queued();
        Future<?> run = runs.submit(() -> {
            try (PipelinePool.Place _ = pool.enter(priority)) {
                order.add(priority.name());
            }
            return true;
        });
        while (pool.snapshot().queued() == queued) {
            Thread.onSpinWait();
        }
        return run;
    }

    private static PoolSnapshot.Line line(PoolSnapshot snapshot, Priority priority) {
        return snapshot.lines().stream()
                .filter(line -> line.priority() == priority)
                .findFirst()
                .orElseThrow();
    }
}
