package io.riptide.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.RunRig;
import io.riptide.engine.testing.ScriptedSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What is given up when the node's memory is nearly used up, and what is not.
class SheddingTest {
    private static final int EVENTS = 4_000;
    private static final long MIB = 1 << 20;

    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Runnable> viewers = new ArrayList<>();

    @Test
    void nothingIsShedWhileThereIsMemory() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run run = opened(rig, new DeliveryPolicy.DropOldest());
            long before = run.log().reservedBytes();
            rig.registry().keepHouse(System.nanoTime());
            assertThat(run.log().reservedBytes()).isEqualTo(before);
            letGo();
        }
    }

    @Test
    void readersThatMayDropLoseWhatTheyHaveNotReadAndAreTold() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run dropping = opened(rig, new DeliveryPolicy.DropOldest());
            Run lossless = opened(rig, new DeliveryPolicy.Block());
            long losslessBytes = lossless.log().reservedBytes();
            long most = fill(rig);
            rig.registry().keepHouse(System.nanoTime());
            rig.node().release(most);
            assertThat(dropping.log().reservedBytes()).isLessThan(100_000);
            assertThat(lossless.log().reservedBytes()).isEqualTo(losslessBytes);
            letGo();
        }
    }

    @Test
    void theLargestRunWhoseReadersMayDropEndsWhenThatIsNotEnough() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run dropping = opened(rig, new DeliveryPolicy.DropOldest());
            Run lossless = opened(rig, new DeliveryPolicy.Block());
            fill(rig);
            assertThat(rig.node().tryReserve(rig.node().limit() - rig.node().reserved()))
                    .isTrue();
            rig.registry().keepHouse(System.nanoTime());
            rig.node()
                    .release(rig.node().reserved()
                            - dropping.log().reservedBytes()
                            - lossless.log().reservedBytes());
            RunRig.awaitClosed(dropping);
            assertThat(dropping.snapshot().outcome()).isInstanceOf(RunOutcome.Failed.class);
            assertThat(lossless.state()).isEqualTo(RunState.ACTIVE);
            letGo();
        }
    }

    @Test
    void whatIsKeptOfFinishedRunsGoesToo() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            end.countDown();
            Run run = rig.open(new ScriptedSource(this::emitAll), OnDisconnect.CONTINUE);
            LogCursor cursor = run.attach(0, new DeliveryPolicy.DropOldest(), LogRig.WIDE, () -> {});
            run.start();
            RunRig.awaitClosed(run);
            run.detach(Objects.requireNonNull(cursor));
            rig.registry().keepHouse(System.nanoTime());
            assertThat(rig.registry().size()).isOne();
            long most = fill(rig);
            rig.registry().keepHouse(System.nanoTime());
            assertThat(rig.registry().size()).isZero();
            rig.node().release(most);
        }
    }

    @Test
    void othersGiveWhatTheyCanBeforeARunIsEnded() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run dropping = opened(rig, new DeliveryPolicy.DropOldest());
            long[] given = {0};
            rig.registry().shedWith(isShort -> {
                if (isShort.getAsBoolean()) {
                    rig.node().release(MIB);
                    given[0] += MIB;
                }
            });
            rig.registry().keepHouse(System.nanoTime());
            assertThat(given[0]).as("asked while there is memory").isZero();
            long most = fill(rig);
            rig.registry().keepHouse(System.nanoTime());
            assertThat(given[0]).as("asked although the run gave enough").isZero();
            assertThat(rig.node().tryReserve(MIB / 2)).isTrue();
            rig.registry().keepHouse(System.nanoTime());
            assertThat(given[0]).isEqualTo(MIB);
            assertThat(dropping.state()).isEqualTo(RunState.ACTIVE);
            rig.node().release(most + MIB / 2 - given[0]);
            letGo();
        }
    }

    private void letGo() {
        end.countDown();
        viewers.forEach(Runnable::run);
    }

    private static long fill(RunRig rig) {
        long most = rig.node().limit() / 100 * 95 + 100 - rig.node().reserved();
        assertThat(rig.node().tryReserve(most)).isTrue();
        return most;
    }

    private Run opened(RunRig rig, DeliveryPolicy policy) throws RunRefusedException {
        Run run = rig.open(new ScriptedSource(this::emitAll), OnDisconnect.CANCEL);
        LogCursor cursor = Objects.requireNonNull(run.attach(0, policy, LogRig.WIDE, () -> {}));
        viewers.add(() -> run.detach(cursor));
        run.start();
        Awaitility.await().until(() -> run.log().publishedOffset() > 2_000);
        return run;
    }

    private void emitAll(Emitter emitter) throws InterruptedException {
        for (int i = 0; i < EVENTS; i++) {
            ScriptedSource.emit(emitter);
            if (i == EVENTS / 2) {
                end.await();
            }
        }
    }
}
