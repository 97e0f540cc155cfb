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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
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

    /// Clients that go and come back behind the last they were told, while memory is taken from them at any
    /// time.
    @Test
    void sheddingAndHousekeepingNeverTakeWhatIsReadOrPromised() throws Exception {
        EventLog log = new EventLog(pool, budget, new Retention(64 * 1024, 2_000, 1_000_000), 64 * 1024);
        List<DeliveryPolicy> policies = List.of(
                new DeliveryPolicy.Block(),
                new DeliveryPolicy.DropOldest(),
                new DeliveryPolicy.DropNewest(),
                new DeliveryPolicy.Disconnect(),
                new DeliveryPolicy.Latest((buffer, index, _) -> buffer.getByte(index + 15)),
                new DeliveryPolicy.Sample(50_000));
        ReentrantLock appending = new ReentrantLock();
        AtomicInteger sheds = new AtomicInteger();
        try (var threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < policies.size(); i++) {
                readers.add(threads.submit(resuming(log, policies.get(i), i)));
            }
            Future<Long> producer = threads.submit(producingInTurns(log, appending));
            Future<?> housekeeper = threads.submit(() -> keepHouse(log, appending, sheds));
            assertThat(producer.get()).as("published").isGreaterThan(1_000);
            housekeeper.get();
            for (int i = 0; i < readers.size(); i++) {
                long missed = readers.get(i).get();
                assertThat(policies.get(i).gates() ? missed : 0).isZero();
            }
        }
        assertThat(sheds.get()).isPositive();
        log.free();
        assertThat(budget.reserved()).isZero();
        assertThat(pool.leasedBytes()).isZero();
    }

    private static void keepHouse(EventLog log, ReentrantLock appending, AtomicInteger sheds) {
        while (!log.isClosed()) {
            log.shed();
            log.nudge();
            sheds.incrementAndGet();
            if (appending.tryLock()) {
                try {
                    log.appender().expire(System.nanoTime());
                } finally {
                    appending.unlock();
                }
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static Callable<Long> producingInTurns(EventLog log, ReentrantLock appending) {
        return () -> {
            Random random = new Random(2);
            LogAppender appender = log.appender();
            long endNs = System.nanoTime() + DURATION_NS;
            while (System.nanoTime() < endNs) {
                if (!appendSome(appender, appending, random)) {
                    appender.awaitRoom();
                }
            }
            while (true) {
                appending.lock();
                try {
                    if (appender.appendTerminal(1, 64, Payloads.ofLength(64)) >= 0) {
                        return log.publishedOffset();
                    }
                } finally {
                    appending.unlock();
                }
                appender.awaitRoom();
            }
        };
    }

    /// False when there was no room.
    private static boolean appendSome(LogAppender appender, ReentrantLock appending, Random random) {
        appending.lock();
        try {
            for (int i = random.nextInt(30); i >= 0; i--) {
                int length = random.nextInt(100) == 0 ? 6_000 : Payloads.LENGTH_MIN + random.nextInt(200);
                int flags = random.nextInt(50) == 0 ? RecordLayout.FLAG_CONTROL : 0;
                RecordWriter writer = Payloads.ofLength(length);
                if (appender.append(1, random.nextInt(10), flags, 0, length, writer) == EventLog.BACK_PRESSURED) {
                    return false;
                }
            }
            return true;
        } finally {
            appender.publish();
            appending.unlock();
        }
    }

    /// Reads to the end over many cursors, and returns how many events it missed. The first is there before
    /// anything is appended, and each next one before the last has gone: in between nobody would hold anything
    /// for it.
    private static Callable<Long> resuming(EventLog log, DeliveryPolicy policy, int seed) {
        Random random = new Random(seed);
        Semaphore woken = new Semaphore(0);
        CoverageHandler handler = new CoverageHandler(0);
        LogCursor first = log.open(0, policy, smallWindow(random), woken::release);
        return () -> {
            LogCursor cursor = first;
            while (!readSome(cursor, handler, random, woken)) {
                LogCursor next = log.open(handler.next(), policy, smallWindow(random), woken::release);
                assertThat(next.startOffset()).isEqualTo(handler.next());
                cursor.close();
                cursor = next;
            }
            cursor.close();
            assertThat(handler.next()).isEqualTo(log.publishedOffset());
            return handler.missed();
        };
    }

    /// Whether the log's last event has been read.
    private static boolean readSome(LogCursor cursor, CoverageHandler handler, Random random, Semaphore woken)
            throws InterruptedException {
        for (int polls = random.nextInt(5_000); polls >= 0 && !cursor.isDrained(); polls--) {
            int taken = cursor.poll(handler, 1 + random.nextInt(16));
            if (taken == LogCursor.OVERRUN) {
                return false;
            }
            if (taken == 0 && !cursor.hasMore() && cursor.park()) {
                assertThat(woken.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            }
        }
        return cursor.isDrained();
    }

    private static Window smallWindow(Random random) {
        return new Window(1 + random.nextInt(64), 1 + random.nextInt(8 * 1024));
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
