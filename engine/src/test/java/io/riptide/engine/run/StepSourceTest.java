package io.riptide.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.ManualTurns;
import io.riptide.engine.testing.Payloads;
import io.riptide.engine.testing.RunRig;
import io.riptide.engine.testing.ScriptedSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Sources that work in steps, with turns given by hand, and once on a thread of their own.
class StepSourceTest {
    private static final DeliveryPolicy BLOCK = new DeliveryPolicy.Block();
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final ManualTurns turns = new ManualTurns();

    @Test
    void theFirstStepIsTakenByWhoeverStarts() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Stepped source = new Stepped(emitter -> offer(emitter, 3) == 3 ? StepSource.DONE : StepSource.AWAIT_ROOM);
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 16);
            run.start(turns);
            assertThat(turns.waiting()).isZero();
            assertThat(LogRig.drain(cursor)).hasSize(5);
            assertThat(source.told).containsExactly(new RunOutcome.Completed());
            assertThat(run.state()).isEqualTo(RunState.CLOSED);
            run.detach(cursor);
            rig.awaitReleased();
        }
    }

    @Test
    void theFirstTurnIsShortAndAWindowIsFilledTurnByTurn() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run run = rig.open(new Stepped(StepSourceTest::endless), OnDisconnect.CANCEL);
            int window = 2_000;
            LogCursor cursor = attach(run, window);
            run.start(turns);
            long first = run.log().publishedOffset();
            assertThat(first).as("1 KiB of records").isEqualTo(1 + 1024 / LogRig.RECORD);
            turns.give();
            long second = run.log().publishedOffset() - first;
            assertThat(second).as("64 KiB of records").isEqualTo(64 * 1024 / LogRig.RECORD);
            while (turns.waiting() > 0) {
                turns.give();
            }
            assertThat(run.log().publishedOffset()).as("nobody has read").isEqualTo(window);
            finish(rig, run, cursor);
        }
    }

    @Test
    void whomNoWindowBoundsIsSlowedByTheClockUntilSomebodyReads() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run run = rig.open(new Stepped(StepSourceTest::endless), OnDisconnect.CANCEL);
            LogCursor cursor = run.attach(0, new DeliveryPolicy.DropOldest(), new Window(100, 1L << 40), () -> {});
            assert cursor != null;
            run.start(turns);
            assertThat(turns.waiting()).isZero();
            assertThat(turns.timers()).containsExactly(TimeUnit.MILLISECONDS.toNanos(1));
            turns.expire();
            turns.give();
            assertThat(turns.timers()).hasSize(1);
            assertThat(LogRig.drain(cursor)).isNotEmpty();
            assertThat(turns.waiting()).as("who has read calls at once").isOne();
            finish(rig, run, cursor);
        }
    }

    @Test
    void aSourceWithoutRoomIsCalledOnceThereIs() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run run = rig.open(new Stepped(StepSourceTest::endless), OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 4);
            run.start(turns);
            assertThat(run.log().publishedOffset()).isEqualTo(4);
            assertThat(run.log().isHeldUp()).isTrue();
            assertThat(turns.waiting()).isZero();
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(0, 3));
            assertThat(turns.waiting())
                    .as("once, however often the reader reads")
                    .isOne();
            turns.give();
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(4, 7));
            assertThat(rig.counters().producerWaits.sum()).isOne();
            finish(rig, run, cursor);
        }
    }

    @Test
    void aSourceThatWaitsForTheClockHasOneTimer() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run run = rig.open(
                    new Stepped(emitter -> {
                        int _ = offer(emitter, 1);
                        return SECOND_NS;
                    }),
                    OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 100);
            run.start(turns);
            assertThat(turns.timers()).containsExactly(SECOND_NS);
            turns.expire();
            assertThat(turns.waiting()).isOne();
            turns.give();
            assertThat(turns.timers()).containsExactly(SECOND_NS);
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(0, 2));
            finish(rig, run, cursor);
            assertThat(turns.timers()).as("of a run that has ended").isEmpty();
        }
    }

    @Test
    void aSourceGivesWayBetweenSteps() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run run = rig.open(
                    new Stepped(emitter -> {
                        int _ = offer(emitter, 1);
                        return StepSource.NEXT_TURN;
                    }),
                    OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 100);
            run.start(turns);
            for (int i = 0; i < 3; i++) {
                assertThat(turns.waiting()).isOne();
                turns.give();
            }
            assertThat(LogRig.drain(cursor)).isEqualTo(LogRig.events(0, 4));
            finish(rig, run, cursor);
        }
    }

    @Test
    void aRunThatIsEndedWhileItWaitsGetsNoMoreSteps() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Stepped source = new Stepped(StepSourceTest::endless);
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 4);
            run.start(turns);
            int steps = source.steps;
            run.end(new RunOutcome.DeadlineExceeded());
            assertThat(run.state()).as("its thread has not had its turn").isEqualTo(RunState.ACTIVE);
            turns.give();
            assertThat(run.state()).isEqualTo(RunState.CLOSED);
            assertThat(source.steps).isEqualTo(steps);
            assertThat(source.told).containsExactly(new RunOutcome.DeadlineExceeded());
            assertThat(LogRig.drain(cursor))
                    .as("the last event passes the window")
                    .hasSize(5);
            run.detach(cursor);
            rig.awaitReleased();
        }
    }

    @Test
    void aRunEndedBeforeItsStartTakesNoStep() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Stepped source = new Stepped(StepSourceTest::endless);
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 4);
            run.end(new RunOutcome.Cancelled());
            run.start(turns);
            RunRig.awaitClosed(run);
            assertThat(source.steps).isZero();
            assertThat(source.told).containsExactly(new RunOutcome.Cancelled());
            run.detach(cursor);
            rig.awaitReleased();
        }
    }

    @Test
    void whatAStepThrowsIsTheOutcome() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            RunFailure failure = new RunFailure.Transient("the upstream has gone");
            Stepped source = new Stepped(_ -> {
                throw new RunFailureException(failure);
            });
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 4);
            run.start(turns);
            assertThat(source.told).containsExactly(new RunOutcome.Failed(failure));
            assertThat(LogRig.drain(cursor)).hasSize(2);
            run.detach(cursor);
            rig.awaitReleased();
        }
    }

    @Test
    void aBugInAStepFailsItsRunOnly() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Stepped source = new Stepped(_ -> {
                throw new AssertionError("a bug, thrown on purpose by a test");
            });
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 4);
            run.start(turns);
            assertThat(source.told)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            RunOutcome.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(RunFailure.Internal.class));
            run.detach(cursor);
            rig.awaitReleased();
        }
    }

    @Test
    void anEventThatNoLogTakesIsRefusedAndTheRestStays() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            List<Integer> answers = new ArrayList<>();
            Run run = rig.open(
                    new Stepped(emitter -> {
                        answers.add(emitter.offer(ScriptedSource.RESULT, 5, 1 << 20, 1, Payloads.ofLength(64)));
                        answers.add(offer(emitter, 2));
                        return StepSource.DONE;
                    }),
                    OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 16);
            run.start(turns);
            assertThat(answers).containsExactly((int) EventLog.TOO_LARGE, 2);
            assertThat(LogRig.drain(cursor)).hasSize(4);
            run.detach(cursor);
            rig.awaitReleased();
        }
    }

    @Test
    void whoHasNoMemoryLooksAgainByTheClock() throws Exception {
        // Room for the first segment of 4 KiB and no other; nobody's window ends the wait.
        try (RunRig rig = new RunRig(16L << 20, RunRig.limits(10, 10, 4 * 1024))) {
            Stepped source = new Stepped(StepSourceTest::endless);
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 1_000_000);
            run.start(turns);
            assertThat(LogRig.drain(cursor)).isNotEmpty();
            turns.give();
            assertThat(turns.timers()).as("to look for memory").hasSize(1);
            long full = run.log().publishedOffset();
            run.end(new RunOutcome.Cancelled());
            turns.give();
            assertThat(run.state()).as("the last event waits for memory, too").isEqualTo(RunState.CLOSING);
            assertThat(turns.timers()).hasSize(1);
            assertThat(LogRig.drain(cursor)).hasSize((int) full - 1 - 1024 / LogRig.RECORD);
            turns.expire();
            turns.give();
            // All but the tail was read and is evicted only when there is another: the log stays full.
            assertThat(run.state()).isEqualTo(RunState.CLOSING);
            run.detach(cursor);
            turns.expire();
            turns.give();
            assertThat(run.state()).as("nobody can see the last event").isEqualTo(RunState.CLOSED);
            rig.awaitReleased();
        }
    }

    @Test
    void withoutTurnsTheSameStepsAreTakenOnAThread() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            int count = 2_000;
            long[] left = {count};
            Run run = rig.open(
                    new Stepped(emitter -> {
                        int taken = offer(emitter, (int) Math.min(64, left[0]));
                        left[0] -= Math.max(0, taken);
                        if (left[0] == 0) {
                            return StepSource.DONE;
                        }
                        return taken < 64 ? StepSource.AWAIT_ROOM : 1;
                    }),
                    OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 500);
            run.start();
            List<String> events = new ArrayList<>();
            Awaitility.await().until(() -> {
                events.addAll(LogRig.drain(cursor));
                return cursor.isDrained();
            });
            assertThat(events).isEqualTo(LogRig.events(0, count + 1));
            run.detach(cursor);
            rig.awaitReleased();
        }
    }

    @Test
    void aThreadThatTakesStepsStopsWhenTheRunIsEnded() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Stepped source = new Stepped(_ -> TimeUnit.HOURS.toNanos(1));
            Run run = rig.open(source, OnDisconnect.CANCEL);
            LogCursor cursor = attach(run, 16);
            run.start();
            run.end(new RunOutcome.Cancelled());
            RunRig.awaitClosed(run);
            assertThat(source.told).containsExactly(new RunOutcome.Cancelled());
            run.detach(cursor);
            rig.awaitReleased();
        }
    }

    private void finish(RunRig rig, Run run, LogCursor cursor) {
        run.detach(cursor);
        while (turns.waiting() > 0) {
            turns.give();
        }
        assertThat(run.state()).isEqualTo(RunState.CLOSED);
        rig.awaitReleased();
    }

    private static LogCursor attach(Run run, int events) {
        LogCursor cursor = run.attach(0, BLOCK, new Window(events, 1L << 40), () -> {});
        assert cursor != null;
        return cursor;
    }

    private static long endless(Emitter emitter) {
        return offer(emitter, 100_000) < 0 ? StepSource.DONE : StepSource.AWAIT_ROOM;
    }

    private static int offer(Emitter emitter, int count) {
        return emitter.offer(ScriptedSource.RESULT, 5, LogRig.PAYLOAD, count, Payloads.ofLength(LogRig.PAYLOAD));
    }

    /// What a step does.
    @FunctionalInterface
    private interface Step {
        long take(Emitter emitter) throws RunFailureException;
    }

    private static final class Stepped implements StepSource {
        private final Step step;
        private final List<RunOutcome> told = new ArrayList<>();
        private int steps;

        Stepped(Step step) {
            this.step = step;
        }

        @Override
        public Event metadata() {
            return event(ScriptedSource.METADATA);
        }

        @Override
        public long step(Emitter emitter) throws RunFailureException {
            steps++;
            return step.take(emitter);
        }

        @Override
        public Event terminal(RunOutcome outcome) {
            told.add(outcome);
            return event(ScriptedSource.LAST);
        }

        private static Event event(int type) {
            return new Event(type, LogRig.PAYLOAD, Payloads.ofLength(LogRig.PAYLOAD));
        }
    }
}
