package io.riptide.server.crawl.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.Timeout;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTimerTest {
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final LoopTimer timer = new LoopTimer(loop);

    @AfterEach
    void endLoop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aTaskRunsOnTheLoopWhenItsTimeHasCome() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);

        Timeout timeout = timer.newTimeout(self -> ran.countDown(), 1, TimeUnit.MILLISECONDS);

        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(timeout.isExpired()).isTrue();
        assertThat(timeout.isCancelled()).isFalse();
        assertThat(timeout.timer()).isSameAs(timer);
    }

    @Test
    void aCancelledTaskNeverRuns() {
        Timeout timeout = timer.newTimeout(self -> {}, 1, TimeUnit.HOURS);

        assertThat(timeout.cancel()).isTrue();
        assertThat(timeout.isCancelled()).isTrue();
        assertThat(timeout.isExpired()).isFalse();
    }

    @Test
    void aTaskThatFailsKeepsNoOtherFromRunning() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);

        timer.newTimeout(
                self -> {
                    throw new IllegalStateException("as it should");
                },
                0,
                TimeUnit.MILLISECONDS);
        timer.newTimeout(self -> ran.countDown(), 1, TimeUnit.MILLISECONDS);

        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(timer.stop()).isEmpty();
    }
}
