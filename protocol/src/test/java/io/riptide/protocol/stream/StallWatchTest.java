package io.riptide.protocol.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.protocol.transport.LoopTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StallWatchTest {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MESSAGE = 16 * 1024;

    private final List<Long> stuckNs = new ArrayList<>();
    private EmbeddedChannel channel;
    private StallWatch watch;

    @BeforeEach
    void fill() {
        FastThreadLocal.removeAll();
        channel = new EmbeddedChannel();
        watch = new StallWatch(channel, PERIOD_NS, stuckNs::add);
        while (channel.isWritable()) {
            channel.write(Unpooled.wrappedBuffer(new byte[MESSAGE]));
        }
        channel.unsafe().outboundBuffer().addFlush();
    }

    @AfterEach
    void nothingLeaks() {
        watch.stop();
        assertThat(LoopTimers.of(channel.eventLoop()).size()).isZero();
        channel.finishAndReleaseAll();
        FastThreadLocal.removeAll();
        LeakPresenceDetector.check();
    }

    @Test
    void withoutAByteTakenTheTimeOnlyGrows() {
        watch.start();
        awaitLooks(4);
        assertThat(stuckNs).isSorted();
        assertThat(stuckNs.getFirst()).isGreaterThanOrEqualTo(PERIOD_NS);
        assertThat(stuckNs.getLast()).isGreaterThanOrEqualTo(4 * PERIOD_NS);
    }

    @Test
    void aSlowReaderIsNotAStalledOne() {
        watch.start();
        awaitLooks(2);
        takeOne();
        assertThat(channel.isWritable()).isFalse();
        awaitLooks(1);
        assertThat(stuckNs.getLast()).as("it moved since the look before").isZero();
        awaitLooks(1);
        assertThat(stuckNs.getLast()).isGreaterThanOrEqualTo(PERIOD_NS);
    }

    @Test
    void toStartAgainChangesNothing() {
        watch.start();
        long sinceNs = watch.progressNs();
        watch.start();
        assertThat(watch.progressNs()).isEqualTo(sinceNs);
        assertThat(LoopTimers.of(channel.eventLoop()).size()).isOne();
    }

    @Test
    void whoeverIsToldMayEndTheWatch() {
        List<Long> told = new ArrayList<>();
        StallWatch[] own = new StallWatch[1];
        own[0] = new StallWatch(channel, PERIOD_NS, sinceNs -> {
            told.add(sinceNs);
            own[0].stop();
        });
        own[0].start();
        await().pollInSameThread().pollInterval(Duration.ofMillis(5)).until(() -> {
            channel.runScheduledPendingTasks();
            return !told.isEmpty();
        });
        assertThat(LoopTimers.of(channel.eventLoop()).size()).isZero();
    }

    /// The socket takes one message, as far as the queue can tell.
    private void takeOne() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        assertThat(queue.remove()).isTrue();
    }

    private void awaitLooks(int count) {
        int before = stuckNs.size();
        await().pollInSameThread().pollInterval(Duration.ofMillis(2)).until(() -> {
            channel.runScheduledPendingTasks();
            return stuckNs.size() >= before + count;
        });
    }
}
