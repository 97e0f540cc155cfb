package io.riptide.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTimersTest {
    private final EventLoopGroup group = Transport.NIO.newLoops(1);
    private final EventLoop loop = group.next();

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void noTimerIsEarlyAndEachFiresOnce() throws Exception {
        int count = 20_000;
        Queue<Long> earlyNs = new ConcurrentLinkedQueue<>();
        AtomicInteger fired = new AtomicInteger();
        onLoop(timers -> {
            for (int i = 0; i < count; i++) {
                long delayNs = TimeUnit.MICROSECONDS.toNanos(i % 200_000 * 10L);
                long dueNs = System.nanoTime() + delayNs;
                timers.schedule(delayNs, () -> {
                    fired.incrementAndGet();
                    if (System.nanoTime() < dueNs) {
                        earlyNs.add(dueNs);
                    }
                });
            }
            assertThat(timers.size()).isEqualTo(count);
        });
        await().until(() -> fired.get() == count);
        assertThat(earlyNs).isEmpty();
        onLoop(timers -> assertThat(timers.size()).isZero());
    }

    @Test
    void aCancelledTimerNeverFires() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        CountDownLatch last = new CountDownLatch(1);
        onLoop(timers -> {
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                ids.add(timers.schedule(1_000_000, fired::incrementAndGet));
            }
            ids.forEach(timers::cancel);
            ids.forEach(timers::cancel);
            timers.cancel(LoopTimers.NONE);
            assertThat(timers.size()).isZero();
            timers.schedule(30_000_000, last::countDown);
        });
        assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(fired).hasValue(0);
    }

    @Test
    void anOldIdDoesNotCancelTheTimerThatHasItsSlotNow() throws Exception {
        CountDownLatch fired = new CountDownLatch(64);
        onLoop(timers -> {
            for (int i = 0; i < 64; i++) {
                long old = timers.schedule(20_000_000, () -> {});
                timers.cancel(old);
                timers.schedule(20_000_000, fired::countDown);
                timers.cancel(old);
            }
        });
        assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTimerThatSetsATimerIsServed() throws Exception {
        CountDownLatch rounds = new CountDownLatch(50);
        onLoop(timers -> timers.schedule(0, new Runnable() {
            @Override
            public void run() {
                rounds.countDown();
                if (rounds.getCount() > 0) {
                    timers.schedule(rounds.getCount() % 2 * 3_000_000, this);
                }
            }
        }));
        assertThat(rounds.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskMayCancelItsNeighbours() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        CountDownLatch last = new CountDownLatch(1);
        onLoop(timers -> {
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                ids.add(timers.schedule(1_000_000, () -> {
                    fired.incrementAndGet();
                    ids.forEach(timers::cancel);
                }));
            }
            timers.schedule(40_000_000, last::countDown);
        });
        assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(fired).hasValue(1);
    }

    @Test
    void aFailingTaskDoesNotStopTheOthers() throws Exception {
        CountDownLatch fired = new CountDownLatch(2);
        onLoop(timers -> {
            timers.schedule(0, () -> {
                throw new IllegalStateException("on purpose");
            });
            timers.schedule(0, fired::countDown);
            timers.schedule(30_000_000, fired::countDown);
        });
        assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theClockIsRightAfterALongIdleTime() throws Exception {
        for (int round = 0; round < 3; round++) {
            CountDownLatch fired = new CountDownLatch(1);
            long dueNs = System.nanoTime() + 5_000_000;
            onLoop(timers -> timers.schedule(5_000_000, fired::countDown));
            assertThat(fired.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(System.nanoTime()).isGreaterThanOrEqualTo(dueNs);
            // Nothing is set meanwhile, so that the wheel stands still.
            CountDownLatch idle = new CountDownLatch(1);
            loop.schedule(idle::countDown, 100, TimeUnit.MILLISECONDS);
            idle.await();
        }
    }

    private void onLoop(Consumer<LoopTimers> action) throws Exception {
        loop.submit(() -> action.accept(LoopTimers.of(loop))).get(30, TimeUnit.SECONDS);
    }
}
