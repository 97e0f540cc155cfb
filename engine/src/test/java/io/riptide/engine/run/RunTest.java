package io.riptide.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.memory.Segment;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.Payloads;
import io.riptide.engine.testing.RunRig;
import io.riptide.engine.testing.ScriptedSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
    private static final DeliveryPolicy BLOCK = new DeliveryPolicy.Block();

    /// Whoever reads here waits for the listener of its cursor.
    private final Semaphore woken = new Semaphore(0);

    @Test
    void aRunGivesItsFirstEventItsResultsAndOneLast() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            ScriptedSource source = new ScriptedSource(emitter -> {
                for (int i = 0; i < 100; i++) {
                    ScriptedSource.emit(emitter);
                }
            });
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 16);
            assertThat(types(cursor)).as("before any work").containsExactly(ScriptedSource.METADATA);
            run.start();
            List<Integer> types = readToEnd(cursor);
            assertThat(types).hasSize(101).endsWith(ScriptedSource.LAST);
            assertThat(types.subList(0, 100)).containsOnly(ScriptedSource.RESULT);
            assertThat(source.told()).containsExactly(new RunOutcome.Completed());
            run.detach(cursor);
            rig.awaitReleased();
            assertThat(rig.counters().eventsAppended.sum()).isEqualTo(102);
            assertThat(run.snapshot().outcome()).isEqualTo(new RunOutcome.Completed());
            assertThat(run.snapshot().events()).isEqualTo(102);
            assertThat(run.attach(0, BLOCK, LogRig.WIDE, () -> {})).isNull();
        }
    }

    @Test
    void aFailureOfTheSourceIsItsOutcome() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            RunFailure failure = new RunFailure.Transient("the site does not answer");
            ScriptedSource source = new ScriptedSource(_ -> {
                throw new RunFailureException(failure);
            });
            expectOutcome(rig, source, new RunOutcome.Failed(failure));
        }
    }

    @Test
    void aSourceThatThrowsFailsItsRunOnly() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            ScriptedSource source = new ScriptedSource(_ -> {
                throw new AssertionError("a bug, thrown on purpose by a test");
            });
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 16);
            run.start();
            assertThat(readToEnd(cursor)).containsExactly(ScriptedSource.METADATA, ScriptedSource.LAST);
            assertThat(source.told().getFirst())
                    .isInstanceOfSatisfying(
                            RunOutcome.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(RunFailure.Internal.class));
            run.detach(cursor);
            rig.awaitReleased();
        }
    }

    @Test
    void whatEndedTheRunIsItsOutcomeWhateverTheSourceMakesOfIt() throws Exception {
        List<ScriptedSource.Work> manners = List.of(
                emitter -> stall(emitter),
                emitter -> {
                    try {
                        stall(emitter);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("wrapped", e);
                    }
                },
                emitter -> {
                    try {
                        stall(emitter);
                    } catch (InterruptedException e) {
                        throw new RunFailureException(new RunFailure.Transient("closed by interrupt"));
                    }
                },
                emitter -> {
                    try {
                        stall(emitter);
                    } catch (InterruptedException e) {
                        // Takes it for a wish to be done.
                    }
                });
        for (ScriptedSource.Work manner : manners) {
            try (RunRig rig = RunRig.wide()) {
                ScriptedSource source = new ScriptedSource(manner);
                Run run = rig.open(source, OnDisconnect.CANCEL);
                LogCursor cursor = attach(run, 4);
                run.start();
                Awaitility.await().until(() -> run.log().publishedOffset() >= 4);
                run.end(new RunOutcome.Shutdown());
                run.end(new RunOutcome.Cancelled());
                RunRig.awaitClosed(run);
                assertThat(source.told()).containsExactly(new RunOutcome.Shutdown());
                assertThat(readToEnd(cursor)).endsWith(ScriptedSource.LAST);
                run.detach(cursor);
                rig.awaitReleased();
            }
        }
    }

    @Test
    void aRunEndedBeforeItsStartNeverWorksButHasALastEvent() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            AtomicBoolean hasWorked = new AtomicBoolean();
            ScriptedSource source = new ScriptedSource(_ -> hasWorked.set(true));
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 4);
            run.end(new RunOutcome.Cancelled());
            run.start();
            assertThat(readToEnd(cursor)).containsExactly(ScriptedSource.METADATA, ScriptedSource.LAST);
            run.detach(cursor);
            rig.awaitReleased();
            assertThat(hasWorked).isFalse();
            assertThat(source.told()).containsExactly(new RunOutcome.Cancelled());
        }
    }

    @Test
    void aViewerWhoLeavesBeforeTheStartTakesTheRunAlong() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run run = rig.open(new ScriptedSource(RunTest::stall), OnDisconnect.CANCEL);
            run.detach(attach(run, 4));
            rig.awaitReleased();
            run.start();
            assertThat(run.state()).isEqualTo(RunState.CLOSED);
        }
    }

    @Test
    void endingAfterTheEndChangesNothing() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            ScriptedSource source = new ScriptedSource(_ -> {});
            Run run = rig.open(source, OnDisconnect.CONTINUE);
            run.start();
            RunRig.awaitClosed(run);
            run.end(new RunOutcome.Cancelled());
            assertThat(run.snapshot().outcome()).isEqualTo(new RunOutcome.Completed());
            assertThat(source.told()).containsExactly(new RunOutcome.Completed());
            assertThat(run.log().publishedOffset()).isEqualTo(2);
        }
    }

    @Test
    void theLastViewerWhoLeavesCancelsAndOnlyTheLast() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            ScriptedSource source = new ScriptedSource(RunTest::stall);
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor first = attach(run, 4);
            LogCursor second = attach(run, 4);
            run.start();
            Awaitility.await().until(() -> run.log().publishedOffset() >= 4);
            run.detach(first);
            assertThat(source.told()).isEmpty();
            assertThat(run.snapshot().viewers()).isOne();
            run.detach(second);
            rig.awaitReleased();
            assertThat(source.told()).containsExactly(new RunOutcome.Cancelled());
        }
    }

    @Test
    void aRunThatContinuesOutlivesItsViewersAndStaysForOthersUntilItsTimeIsUp() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            CountDownLatch go = new CountDownLatch(1);
            Run run = rig.open(
                    new ScriptedSource(emitter -> {
                        go.await();
                        ScriptedSource.emit(emitter);
                    }),
                    OnDisconnect.CONTINUE);
            LogCursor cursor = attach(run, 4);
            run.start();
            run.detach(cursor);
            go.countDown();
            RunRig.awaitClosed(run);
            LogCursor late = attach(run, 4);
            assertThat(readToEnd(late)).containsExactly(1, 2, 3);
            run.detach(late);
            long nowNs = System.nanoTime();
            rig.registry().keepHouse(nowNs + RunRig.RETAIN.toNanos() / 2);
            assertThat(rig.registry().find(run.id())).contains(run);
            LogCursor last = attach(run, 4);
            rig.registry().keepHouse(nowNs + RunRig.RETAIN.toNanos());
            assertThat(rig.registry().find(run.id())).as("still viewed").contains(run);
            run.detach(last);
            rig.registry().keepHouse(nowNs + RunRig.RETAIN.toNanos());
            assertThat(rig.registry().find(run.id())).isEmpty();
            assertThat(rig.node().reserved()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCEL", "CONTINUE", "GRACE"})
    void aFinishedRunNobodyEverViewedIsReleasedWhenItsTimeIsUp(OnDisconnect onDisconnect) throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run run = rig.open(new ScriptedSource(ScriptedSource::emit), onDisconnect);
            run.start();
            RunRig.awaitClosed(run);
            assertThat(rig.node().reserved()).isPositive();
            rig.registry().keepHouse(System.nanoTime() + RunRig.RETAIN.toNanos());
            assertThat(rig.node().reserved()).isZero();
            assertThat(rig.registry().size()).isZero();
        }
    }

    @Test
    void graceCancelsWhenNobodyCameBackInTime() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            ScriptedSource source = new ScriptedSource(_ -> new CountDownLatch(1).await());
            Run run = rig.open(source, OnDisconnect.GRACE);
            run.start();
            LogCursor cursor = attach(run, 4);
            rig.registry().keepHouse(System.nanoTime() + TimeUnit.SECONDS.toNanos(50));
            assertThat(run.state()).as("viewed").isEqualTo(RunState.ACTIVE);
            run.detach(cursor);
            rig.registry().keepHouse(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10));
            LogCursor back = attach(run, 4);
            rig.registry().keepHouse(System.nanoTime() + TimeUnit.SECONDS.toNanos(50));
            assertThat(source.told()).as("came back").isEmpty();
            run.detach(back);
            rig.registry().keepHouse(System.nanoTime() + TimeUnit.SECONDS.toNanos(5));
            RunRig.awaitClosed(run);
            assertThat(source.told()).containsExactly(new RunOutcome.Cancelled());
        }
    }

    @Test
    void theDeadlineEndsTheWork() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            ScriptedSource source = new ScriptedSource(RunTest::stall);
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 4);
            run.start();
            rig.registry().keepHouse(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
            assertThat(source.told()).isEmpty();
            rig.registry().keepHouse(System.nanoTime() + TimeUnit.SECONDS.toNanos(60));
            assertThat(readToEnd(cursor)).endsWith(ScriptedSource.LAST);
            assertThat(source.told()).containsExactly(new RunOutcome.DeadlineExceeded());
            run.detach(cursor);
            rig.awaitReleased();
        }
    }

    @Test
    void aRunOpenedButNeverStartedEndsAtItsDeadline() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run run = rig.open(new ScriptedSource(RunTest::stall), OnDisconnect.CANCEL);
            rig.registry().keepHouse(System.nanoTime() + TimeUnit.SECONDS.toNanos(60));
            RunRig.awaitClosed(run);
            assertThat(run.snapshot().outcome()).isEqualTo(new RunOutcome.DeadlineExceeded());
        }
    }

    @Test
    void aSourceMayEndItselfForItsTimeIsOver() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            ScriptedSource source = new ScriptedSource(_ -> {
                throw new RunDeadlineException();
            });
            Run run = rig.open(source, OnDisconnect.CONTINUE);
            run.start();
            RunRig.awaitClosed(run);
            assertThat(run.snapshot().outcome()).isEqualTo(new RunOutcome.DeadlineExceeded());
            assertThat(source.told()).containsExactly(new RunOutcome.DeadlineExceeded());
        }
    }

    @Test
    void aSourceThatIgnoresInterruptsIsWaitedFor() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            CountDownLatch hasBegun = new CountDownLatch(1);
            CountDownLatch canStop = new CountDownLatch(1);
            AtomicBoolean wasClosed = new AtomicBoolean();
            ScriptedSource source = new ScriptedSource(emitter -> {
                hasBegun.countDown();
                boolean hasStopped = false;
                while (!hasStopped) {
                    try {
                        canStop.await();
                        hasStopped = true;
                    } catch (InterruptedException e) {
                        // A library that swallows it.
                    }
                }
                wasClosed.set(ScriptedSource.emit(emitter) == EventLog.CLOSED);
            });
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 4);
            run.start();
            hasBegun.await();
            run.detach(cursor);
            assertThat(run.state()).isEqualTo(RunState.ACTIVE);
            assertThat(rig.node().reserved()).isPositive();
            canStop.countDown();
            rig.awaitReleased();
            assertThat(wasClosed).isTrue();
            assertThat(source.told()).containsExactly(new RunOutcome.Cancelled());
        }
    }

    @Test
    void threadsASourceLeftBehindCannotReachBeyondTheLastEvent() throws Exception {
        for (int round = 0; round < 50; round++) {
            try (RunRig rig = RunRig.wide()) {
                List<Thread> strays = new ArrayList<>();
                ScriptedSource source = new ScriptedSource(emitter -> {
                    for (int i = 0; i < 3; i++) {
                        strays.add(Thread.ofVirtual().start(() -> emitUntilClosed(emitter)));
                    }
                    ScriptedSource.emit(emitter);
                });
                Run run = rig.open(source, OnDisconnect.CANCEL);
                LogCursor cursor = attach(run, 4);
                run.start();
                assertThat(readToEnd(cursor)).endsWith(ScriptedSource.LAST).containsOnlyOnce(ScriptedSource.LAST);
                run.detach(cursor);
                rig.awaitReleased();
                for (Thread stray : strays) {
                    stray.join();
                }
            }
        }
    }

    @Test
    void aSourceWithoutAUsableLastEventFailsAndIsReleased() throws Exception {
        for (int bytes : new int[] {64 * 1024 + 1, 0}) {
            try (RunRig rig = RunRig.wide()) {
                Run run = rig.open(new Endless(bytes), OnDisconnect.CANCEL);
                LogCursor cursor = attach(run, 4);
                run.start();
                RunRig.awaitClosed(run);
                Awaitility.await().until(() -> {
                    types(cursor);
                    return cursor.isDrained();
                });
                assertThat(run.snapshot().outcome()).isInstanceOf(RunOutcome.Failed.class);
                run.detach(cursor);
                rig.awaitReleased();
            }
        }
    }

    @Test
    void aLastEventNobodyWillSeeDoesNotKeepMemoryThatIsShort() throws Exception {
        try (RunRig rig = new RunRig(16L << 20, RunRig.limits(10, 10, 4096))) {
            ScriptedSource source = new ScriptedSource(emitter -> {
                for (int i = 0; i < 31; i++) {
                    ScriptedSource.emit(emitter);
                }
                stall(emitter);
            });
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 1_000);
            run.start();
            Awaitility.await().until(() -> run.log().publishedOffset() == 32);
            run.end(new RunOutcome.Cancelled());
            Awaitility.await().until(() -> !source.told().isEmpty());
            assertThat(run.state()).isEqualTo(RunState.CLOSING);
            run.detach(cursor);
            rig.awaitReleased();
            assertThat(run.snapshot().outcome()).isEqualTo(new RunOutcome.Cancelled());
        }
    }

    @Test
    void cancelRacingWithCompletionGivesOneLastEventAndNoLeak() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            for (int round = 0; round < 1_000; round++) {
                ScriptedSource source = new ScriptedSource(ScriptedSource::emit);
                Run run = rig.open(source, OnDisconnect.CANCEL);
                LogCursor cursor = attach(run, 4);
                Thread canceller = Thread.ofVirtual().unstarted(() -> run.end(new RunOutcome.Cancelled()));
                if (round % 2 == 0) {
                    canceller.start();
                    run.start();
                } else {
                    run.start();
                    canceller.start();
                }
                List<Integer> types = readToEnd(cursor);
                assertThat(types).startsWith(ScriptedSource.METADATA).endsWith(ScriptedSource.LAST);
                assertThat(types).containsOnlyOnce(ScriptedSource.LAST);
                assertThat(source.told()).hasSize(1);
                run.detach(cursor);
                canceller.join();
            }
            rig.awaitReleased();
        }
    }

    @Test
    void leavingRacingWithCompletionNeverKeepsMemory() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            for (int round = 0; round < 1_000; round++) {
                Run run = rig.open(new ScriptedSource(ScriptedSource::emit), OnDisconnect.CANCEL);
                LogCursor cursor = attach(run, 4);
                run.start();
                if (round % 2 == 0) {
                    types(cursor);
                }
                run.detach(cursor);
            }
            rig.awaitReleased();
        }
    }

    private static void stall(Emitter emitter) throws InterruptedException {
        while (ScriptedSource.emit(emitter) >= 0) {
            // Until the window is full, and then until somebody ends this.
        }
    }

    private static void emitUntilClosed(Emitter emitter) {
        try {
            stall(emitter);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void expectOutcome(RunRig rig, ScriptedSource source, RunOutcome expected) throws Exception {
        Run run = rig.open(source, OnDisconnect.CANCEL);
        LogCursor cursor = attach(run, 16);
        run.start();
        assertThat(readToEnd(cursor)).endsWith(ScriptedSource.LAST);
        assertThat(source.told()).containsExactly(expected);
        run.detach(cursor);
        rig.awaitReleased();
        assertThat(rig.registry().describe(run.id()).map(RunSnapshot::outcome)).contains(expected);
    }

    private LogCursor attach(Run run, int windowEvents) {
        @Nullable LogCursor cursor = run.attach(0, BLOCK, new Window(windowEvents, 1 << 20), woken::release);
        if (cursor == null) {
            throw new AssertionError("not let in");
        }
        return cursor;
    }

    private List<Integer> readToEnd(LogCursor cursor) throws InterruptedException {
        List<Integer> types = new ArrayList<>();
        while (true) {
            types.addAll(types(cursor));
            if (cursor.isDrained()) {
                return types;
            }
            if (cursor.park()) {
                assertThat(woken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static List<Integer> types(LogCursor cursor) {
        List<Integer> types = new ArrayList<>();
        RecordHandler handler = new RecordHandler() {
            @Override
            public boolean onRecord(Segment segment, int index) {
                types.add(RecordLayout.type(segment.buffer(), index));
                return true;
            }

            @Override
            public boolean onGap(long from, long to, GapReason reason) {
                throw new AssertionError(from + ".." + to + " " + reason);
            }
        };
        while (cursor.hasMore()) {
            cursor.poll(handler, 100);
        }
        return types;
    }

    /// Its last event asks for `bytes`, more than the log takes; or, for 0, cannot be made at all.
    private record Endless(int bytes) implements BlockingSource {
        @Override
        public Event metadata() {
            return new Event(1, 64, Payloads.ofLength(64));
        }

        @Override
        public void run(Emitter emitter) {
            emitter.flush();
        }

        @Override
        public Event terminal(RunOutcome outcome) {
            if (bytes == 0) {
                throw new IllegalStateException("no last event, on purpose by a test");
            }
            return new Event(3, bytes, Payloads.ofLength(64));
        }
    }
}
