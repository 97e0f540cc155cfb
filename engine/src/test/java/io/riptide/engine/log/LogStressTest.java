package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.testing.Payloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// One producer and readers of every policy on real threads; windows and retention so small that memory is
/// reused all the time.
class LogStressTest {
    private static final long DURATION_NS = TimeUnit.SECONDS.toNanos(3);

    private final SegmentPool pool = new SegmentPool(SegmentPool.SEGMENT_LENGTH_MAX);
    private final ByteBudget budget = ByteBudget.root("stress", 1 << 20);

    @Test
    void gatedReadersLoseNothingAndNoOneEverReadsReusedMemory() throws Exception {
        long[] counts = run(true);
        assertThat(counts[0]).as("missed by those who gate").isZero();
        assertThat(counts[1]).as("published").isGreaterThan(1_000);
    }

    @Test
    void lappedReadersAreToldExactlyWhatTheyMissed() throws Exception {
        long[] counts = run(false);
        assertThat(counts[1]).as("published").isGreaterThan(1_000);
        assertThat(counts[2]).as("missed by those who may be lapped").isPositive();
    }

    /// Missed by gating cursors, published, missed by the others.
    private long[] run(boolean isGated) throws Exception {
        EventLog log = new EventLog(pool, budget, Retention.ofBytes(8 * 1024), 64 * 1024);
        List<DeliveryPolicy> policies = new ArrayList<>(List.of(
                new DeliveryPolicy.DropOldest(), new DeliveryPolicy.DropNewest(), new DeliveryPolicy.Disconnect()));
        if (isGated) {
            policies.add(new DeliveryPolicy.Block());
            policies.add(new DeliveryPolicy.Block());
        }
        long[] counts = new long[3];
        try (var threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < policies.size(); i++) {
                readers.add(threads.submit(reading(log, policies.get(i), i)));
            }
            Future<Long> producer = threads.submit(producing(log));
            counts[1] = producer.get();
            for (int i = 0; i < readers.size(); i++) {
                counts[policies.get(i).gates() ? 0 : 2] += readers.get(i).get();
            }
        }
        log.free();
        assertThat(budget.reserved()).isZero();
        assertThat(pool.leasedBytes()).isZero();
        return counts;
    }

    private static Callable<Long> producing(EventLog log) {
        return () -> {
            Random random = new Random(1);
            LogAppender appender = log.appender();
            long endNs = System.nanoTime() + DURATION_NS;
            while (System.nanoTime() < endNs) {
                int length = random.nextInt(100) == 0 ? 6_000 : Payloads.LENGTH_MIN + random.nextInt(200);
                int flags = random.nextInt(50) == 0 ? RecordLayout.FLAG_CONTROL : 0;
                if (appender.append(1, 5, flags, 0, length, Payloads.ofLength(length)) == EventLog.BACK_PRESSURED) {
                    appender.publish();
                    appender.awaitRoom();
                } else if (random.nextInt(4) == 0) {
                    appender.publish();
                }
            }
            while (appender.appendTerminal(1, 64, Payloads.ofLength(64)) == EventLog.BACK_PRESSURED) {
                appender.awaitRoom();
            }
            return log.publishedOffset();
        };
    }

    /// Reads to the end, opens anew now and then, and returns how many events it missed.
    private static Callable<Long> reading(EventLog log, DeliveryPolicy policy, int seed) {
        return () -> {
            Random random = new Random(seed);
            Semaphore woken = new Semaphore(0);
            long missed = 0;
            while (!log.isClosed()) {
                Window window = new Window(1 + random.nextInt(32), 1 + random.nextInt(4 * 1024));
                LogCursor cursor = log.open(Long.MAX_VALUE, policy, window, woken::release);
                CoverageHandler handler = new CoverageHandler(cursor.startOffset());
                int pollsLeft = 20_000;
                int taken = 0;
                while (taken != LogCursor.OVERRUN && pollsLeft-- > 0 && !cursor.isDrained()) {
                    taken = cursor.poll(handler, 1 + random.nextInt(16));
                    if (taken == 0 && cursor.park()) {
                        assertThat(woken.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
                    }
                }
                missed += handler.missed();
                assertThat(cursor.delivered()).isEqualTo(handler.delivered());
                if (cursor.isDrained()) {
                    assertThat(handler.next()).isEqualTo(log.publishedOffset());
                }
                cursor.close();
            }
            return missed;
        };
    }
}
