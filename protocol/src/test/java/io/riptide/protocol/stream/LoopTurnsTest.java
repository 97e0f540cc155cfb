package io.riptide.protocol.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// On a real event loop.
class LoopTurnsTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final List<String> order = new CopyOnWriteArrayList<>();
    private LoopTurns turns = new LoopTurns(loop, () -> {});

    @BeforeEach
    void open() throws Exception {
        turns = loop.submit(() -> LoopDrain.of(loop).turns()).get();
    }

    @AfterEach
    void close() throws InterruptedException {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
    }

    @Test
    void turnsAreGivenInTheOrderInWhichTheyWereAskedFor() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            String name = Integer.toString(i);
            turns.next(() -> {
                assertThat(loop.inEventLoop()).isTrue();
                order.add(name);
                done.countDown();
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(order).hasSize(100).isSortedAccordingTo(Comparator.comparingInt(Integer::parseInt));
    }

    @Test
    void whoAsksAgainComesBehindTheOthers() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(6);
        Turn a = new Turn("a", done);
        Turn b = new Turn("b", done);
        loop.execute(() -> {
            turns.next(a);
            turns.next(b);
        });
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
    }

    @Test
    void aSourceThatAlwaysWantsATurnLeavesTheLoopToOthers() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        Runnable[] greedy = new Runnable[1];
        greedy[0] = () -> {
            taken.incrementAndGet();
            turns.next(greedy[0]);
        };
        turns.next(greedy[0]);
        for (int i = 0; i < 100; i++) {
            int before = taken.get();
            loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
            while (taken.get() == before) {
                Thread.onSpinWait();
            }
        }
        greedy[0] = () -> {};
    }

    @Test
    void aTurnThatFailsCostsTheOthersNothing() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(3);
        turns.next(() -> {
            throw new IllegalStateException("thrown on purpose by a test");
        });
        turns.next(new Turn("a", done));
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("a", "a", "a");
    }

    @Test
    void aTimerThatIsCancelledDoesNotGoOff() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        // In one task of the loop, or it might go off before it is cancelled.
        boolean isCancelled = loop.submit(() -> turns.after(TimeUnit.MILLISECONDS.toNanos(5), () -> order.add("early"))
                        .cancel(false))
                .get();
        assertThat(isCancelled).isTrue();
        loop.submit(() -> turns.after(TimeUnit.MILLISECONDS.toNanos(20), late::countDown))
                .get();
        assertThat(late.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(order).isEmpty();
    }

    /// Asks for three turns.
    private final class Turn implements Runnable {
        private final String name;
        private final CountDownLatch done;
        private int left = 3;

        Turn(String name, CountDownLatch done) {
            this.name = name;
            this.done = done;
        }

        @Override
        public void run() {
            order.add(name);
            if (--left > 0) {
                turns.next(this);
            }
            done.countDown();
        }
    }
}
