package io.riptide.protocol.stream;

import static io.riptide.protocol.stream.StreamRig.publish;
import static io.riptide.protocol.stream.StreamRig.terminate;
import static io.riptide.protocol.stream.StreamRig.writable;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import io.riptide.engine.flow.AdaptivePressure;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Pressure;
import io.riptide.engine.flow.PressureStrategy;
import io.riptide.engine.flow.ReaderState;
import io.riptide.engine.flow.SlowDetector;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.protocol.ndjson.NdjsonFraming;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How a stream shows its reader's progress to its strategy, its listener and whoever asks.
class ReaderProgressTest {
    private static final long QUICK = 1_000;
    private static final long LATE = 200_000_000;
    private static final Window WINDOW = new Window(64, 1L << 20);

    private StreamRig rig;
    private EventLog log;
    private EmbeddedChannel channel;

    @BeforeEach
    void open() {
        rig = new StreamRig();
        log = rig.newLog();
        channel = rig.newChannel();
    }

    @AfterEach
    void nothingLeaks() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void theListenerHearsOnceThatAReaderIsSlowAndOnceThatItIsNot() {
        Heard heard = new Heard();
        LogCursor cursor = log.open(0, new DeliveryPolicy.Block(), WINDOW, () -> {});
        ReaderProgress progress = new ReaderProgress(cursor, null, 0, rig.settings(), heard);
        deliver(progress, 50, LATE);
        assertThat(progress.state()).isEqualTo(ReaderState.SLOW);
        progress.onStuck(SlowDetector.STUCK_NS);
        progress.onStuck(rig.settings().stallTimeoutNs());
        deliver(progress, 50, QUICK);
        assertThat(heard.slow).containsExactly(true, false);
        cursor.close();
    }

    @Test
    void eventsThatWereThereBeforeTheReaderDoNotMakeItSlow() {
        publish(log, 100, 20);
        Heard heard = new Heard();
        LogCursor cursor = log.open(0, new DeliveryPolicy.Block(), WINDOW, () -> {});
        ReaderProgress progress = new ReaderProgress(cursor, null, 0, rig.settings(), heard);
        deliver(progress, 100, LATE);
        assertThat(heard.slow).isEmpty();
        cursor.close();
    }

    @Test
    void whatTheClientWantsHeldBackDoesNotMakeItSlow() {
        Heard heard = new Heard();
        DeliveryPolicy sample = new DeliveryPolicy.Sample(LATE);
        LogCursor sampling = log.open(0, sample, WINDOW, () -> {});
        deliver(new ReaderProgress(sampling, null, 0, rig.settings(), heard), 50, LATE + QUICK);
        LogCursor batching = log.open(0, new DeliveryPolicy.Block(), WINDOW, () -> {});
        ReaderProgress progress = new ReaderProgress(batching, null, LATE, rig.settings(), heard);
        deliver(progress, 50, LATE + QUICK);
        assertThat(heard.slow).isEmpty();
        deliver(progress, 50, LATE + LATE);
        assertThat(heard.slow).as("later than that").containsExactly(true);
        sampling.close();
        batching.close();
    }

    @Test
    void aDeliveryAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        LogCursor cursor = log.open(0, new DeliveryPolicy.Block(), WINDOW, () -> {});
        ReaderProgress progress = new ReaderProgress(
                cursor,
                new ReaderProgress.Terms(new AdaptivePressure(64, 500), 64, 500),
                0,
                rig.settings(),
                new Heard());
        deliver(progress, 20_000, QUICK);
        long before = threads.getCurrentThreadAllocatedBytes();
        deliver(progress, 100_000, QUICK);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
        cursor.close();
    }

    @Test
    void aStrategyMovesTheWindowWithinItsBounds() {
        Fixed own = new Fixed();
        LogCursor cursor = log.open(0, new DeliveryPolicy.Block(), WINDOW, () -> {});
        ReaderProgress progress =
                new ReaderProgress(cursor, new ReaderProgress.Terms(own, 64, 500), 0, rig.settings(), new Heard());
        for (int wanted : new int[] {200, 9_000, -3}) {
            own.window = wanted;
            deliver(progress, 1, QUICK);
            assertThat(cursor.window()).isEqualTo(new Window(Math.clamp(wanted, 1, 500), WINDOW.bytes()));
        }
        assertThat(own.asked).isEqualTo(3);
        cursor.close();
    }

    @Test
    void aWindowGrowsThatHeldTheProducerUp() {
        LogCursor cursor = log.open(0, new DeliveryPolicy.Block(), WINDOW, () -> {});
        ReaderProgress progress = new ReaderProgress(
                cursor,
                new ReaderProgress.Terms(new AdaptivePressure(64, 500), 64, 500),
                0,
                rig.settings(),
                new Heard());
        progress.beforePoll(log);
        deliver(progress, 10, QUICK);
        assertThat(cursor.window()).as("nobody was held up").isEqualTo(WINDOW);
        cursor.close();
    }

    @Test
    void aStreamWithAStrategyOfItsOwnDropsAsThatSays() {
        Fixed own = new Fixed();
        own.keeps = 10;
        StreamRig.Begun stream = begin(new DeliveryPolicy.DropOldest(), own);
        writable(channel, false);
        publish(log, 30, 20);
        channel.runPendingTasks();
        StreamSnapshot full = stream.writer().snapshot();
        assertThat(full.state()).isEqualTo("blocked");
        assertThat(full.isWritable()).isFalse();
        assertThat(full.waiting()).isEqualTo(30);
        assertThat(full.oldestAgeNs()).isPositive();
        writable(channel, true);
        StreamSnapshot after = stream.writer().snapshot();
        assertThat(after.state()).isEqualTo("parked");
        assertThat(after.delivered()).isEqualTo(10);
        assertThat(after.dropped()).containsExactly(Map.entry(GapReason.DROP_OLDEST, 20L));
        assertThat(after.strategy()).isEqualTo("own");
        assertThat(after.ceiling()).isEqualTo(100);
        terminate(log);
        channel.runPendingTasks();
        assertThat(stream.ends().all).containsExactly(StreamEnd.COMPLETED);
    }

    @Test
    void aSnapshotSaysWhatHoldsTheStreamBack() {
        StreamRig.Begun stream = rig.begin(channel, log, NdjsonFraming.INSTANCE, Transfer.RAW, 0);
        assertThat(stream.writer().snapshot().credit()).isEqualTo(StreamSnapshot.NO_CREDIT);
        stream.writer().credit(5);
        stream.writer().pause();
        publish(log, 7, 20);
        channel.runPendingTasks();
        StreamSnapshot held = stream.writer().snapshot();
        assertThat(held.state()).isEqualTo("held");
        assertThat(held.isPaused()).isTrue();
        assertThat(held.credit()).isEqualTo(5);
        assertThat(held.waiting()).isEqualTo(7);
        assertThat(held.strategy()).isEmpty();
        assertThat(held.ttfbNs()).isPositive();
        assertThat(held.reader()).isEqualTo(ReaderState.KEEPS_UP);
        stream.writer().unpause();
        channel.runPendingTasks();
        assertThat(stream.writer().snapshot().waiting()).isEqualTo(2);
        assertThat(stream.writer().snapshot().credit()).isZero();
    }

    private StreamRig.Begun begin(DeliveryPolicy policy, PressureStrategy strategy) {
        StreamRig.Ends told = new StreamRig.Ends();
        StreamWriter writer = channel.pipeline()
                .get(StreamHandler.class)
                .newStream(NdjsonFraming.INSTANCE, Transfer.RAW, System.nanoTime(), told);
        LogCursor cursor = log.open(0, policy, WINDOW, writer::wake);
        told.cursor = cursor;
        writer.adapt(strategy, 8, 100);
        writer.start(cursor, log, 0, _ -> {});
        return new StreamRig.Begun(writer, told);
    }

    private static void deliver(ReaderProgress progress, int count, long ageNs) {
        for (int i = 0; i < count; i++) {
            progress.onDelivery(ageNs, true);
        }
    }

    private static final class Heard implements StreamListener {
        private final List<Boolean> slow = new ArrayList<>();

        @Override
        public void onFirstByte(long ttfbNs) {}

        @Override
        public void onSlow(boolean isSlow) {
            slow.add(isSlow);
        }

        @Override
        public void onEnd(StreamEnd end) {}
    }

    /// A strategy that says what it is told to.
    private static final class Fixed implements PressureStrategy {
        private int window = 64;
        private long keeps;
        private int asked;

        @Override
        public String wireName() {
            return "own";
        }

        @Override
        public int window(Pressure pressure) {
            asked++;
            return window;
        }

        @Override
        public long keeps(Pressure pressure) {
            return keeps;
        }
    }
}
