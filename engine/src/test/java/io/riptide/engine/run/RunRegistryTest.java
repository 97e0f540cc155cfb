package io.riptide.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.RunRig;
import io.riptide.engine.testing.ScriptedSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunRegistryTest {
    private static final RunRefusedException.Bound[] BOUNDS = RunRefusedException.Bound.values();

    private final ScriptedSource idle = new ScriptedSource(_ -> new CountDownLatch(1).await());

    @Test
    void runsBeyondTheNodesBoundAreRefusedUntilOneGoes() throws Exception {
        try (RunRig rig = new RunRig(16L << 20, RunRig.limits(2, 100, 1 << 20))) {
            Run first = rig.open(idle, OnDisconnect.CANCEL);
            rig.open(idle, OnDisconnect.CANCEL);
            assertRefused(() -> rig.open(idle, OnDisconnect.CANCEL), RunRefusedException.Bound.RUNS);
            rig.registry().abandon(first);
            assertThat(rig.registry().size()).isOne();
            rig.open(idle, OnDisconnect.CANCEL);
        }
    }

    @Test
    void runsBeyondAClientsBoundAreRefusedUntilOneGoes() throws Exception {
        try (RunRig rig = new RunRig(16L << 20, RunRig.limits(100, 1, 1 << 20))) {
            Run first = rig.open(idle, OnDisconnect.CANCEL);
            assertRefused(() -> rig.open(idle, OnDisconnect.CANCEL), RunRefusedException.Bound.CLIENT_RUNS);
            assertThat(rig.registry().size()).isOne();
            RunSpec other =
                    new RunSpec("x", "k", "d", idle, OnDisconnect.CANCEL, Duration.ZERO, Duration.ofMinutes(1), 0);
            rig.registry().open(other);
            rig.registry().abandon(first);
            rig.open(idle, OnDisconnect.CANCEL);
        }
    }

    @Test
    void aNodeWhoseMemoryIsUsedUpRefuses() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            long most = rig.node().limit() / 10 * 9 + 10;
            assertThat(rig.node().tryReserve(most)).isTrue();
            assertRefused(() -> rig.open(idle, OnDisconnect.CANCEL), RunRefusedException.Bound.MEMORY);
            rig.node().release(most);
            rig.open(idle, OnDisconnect.CANCEL);
        }
    }

    @Test
    void aRunWithoutMemoryForItsFirstEventIsRefusedAndForgotten() throws Exception {
        try (RunRig rig = new RunRig(16L << 20, RunRig.limits(10, 10, 1_000))) {
            assertRefused(() -> rig.open(idle, OnDisconnect.CANCEL), RunRefusedException.Bound.MEMORY);
            assertThat(rig.registry().size()).isZero();
            assertThat(rig.registry().list()).isEmpty();
            assertThat(rig.node().reserved()).isZero();
        }
    }

    @Test
    void aSourceThatThrowsAtItsFirstEventLeavesNothingBehind() {
        try (RunRig rig = new RunRig(16L << 20, RunRig.limits(1, 1, 1 << 20))) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> rig.open(new Stillborn(), OnDisconnect.CANCEL))
                        .isInstanceOf(IllegalStateException.class);
            }
            assertThat(rig.registry().size()).isZero();
            assertThat(rig.node().reserved()).isZero();
        }
    }

    @Test
    void anAbandonedRunIsReleasedAtOnceAndCannotBeViewed() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run run = rig.open(idle, OnDisconnect.CONTINUE);
            rig.registry().abandon(run);
            assertThat(rig.node().reserved()).isZero();
            assertThat(rig.registry().find(run.id())).isEmpty();
            assertThat(run.attach(0, new DeliveryPolicy.Block(), LogRig.WIDE, () -> {}))
                    .isNull();
            assertThat(run.snapshot().outcome()).isEqualTo(new RunOutcome.Cancelled());
            assertThat(idle.told()).isEmpty();
        }
    }

    @Test
    void finishedRunsStayListedUpToTheirBound() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Run run = rig.open(idle, OnDisconnect.CANCEL);
                ids.add(run.id());
                rig.registry().abandon(run);
            }
            Run working = rig.open(idle, OnDisconnect.CANCEL);
            ids.add(working.id());
            assertThat(rig.registry().list()).extracting(RunSnapshot::id).isEqualTo(ids.subList(2, 7));
            assertThat(rig.registry().describe(ids.get(1))).isEmpty();
            assertThat(rig.registry().describe(ids.get(2))).isPresent();
            assertThat(rig.registry().describe(working.id()).map(RunSnapshot::state))
                    .contains(RunState.INITIALIZING);
            assertThat(rig.registry().find(working.id())).contains(working);
        }
    }

    @Test
    void drainingEndsWhatWorksAndRefusesWhatIsNew() throws Exception {
        try (RunRig rig = RunRig.wide()) {
            Run working = rig.open(idle, OnDisconnect.CONTINUE);
            working.start();
            Run opened = rig.open(idle, OnDisconnect.CONTINUE);
            rig.registry().drain();
            RunRig.awaitClosed(working);
            RunRig.awaitClosed(opened);
            assertThat(idle.told()).containsExactly(new RunOutcome.Shutdown(), new RunOutcome.Shutdown());
            assertThat(rig.registry().isDraining()).isTrue();
            assertRefused(() -> rig.open(idle, OnDisconnect.CANCEL), RunRefusedException.Bound.DRAINING);
        }
    }

    @Test
    void noRunSlipsThroughADrainThatBeginsMeanwhile() throws Exception {
        for (int round = 0; round < 100; round++) {
            try (RunRig rig = RunRig.wide();
                    var threads = Executors.newFixedThreadPool(2)) {
                Callable<Boolean> opening = () -> {
                    try {
                        Run run = rig.open(idle, OnDisconnect.CONTINUE);
                        run.start();
                        RunRig.awaitClosed(run);
                        return true;
                    } catch (RunRefusedException e) {
                        return e.bound() == RunRefusedException.Bound.DRAINING;
                    }
                };
                Future<Boolean> opened = threads.submit(opening);
                threads.submit(() -> rig.registry().drain()).get();
                assertThat(opened.get()).isTrue();
            }
        }
    }

    @Test
    void aRunIsAlwaysKnownWhileItIsReleased() throws Exception {
        try (RunRig rig = RunRig.wide();
                var threads = Executors.newFixedThreadPool(1)) {
            for (int round = 0; round < 300; round++) {
                Run run = rig.open(idle, OnDisconnect.CANCEL);
                Future<?> abandoned = threads.submit(() -> rig.registry().abandon(run));
                do {
                    assertThat(rig.registry().describe(run.id())).isPresent();
                    assertThat(rig.registry().list())
                            .extracting(RunSnapshot::id)
                            .containsOnlyOnce(run.id());
                } while (!abandoned.isDone());
            }
        }
    }

    static Stream<ThrowingCallable> badBounds() {
        ScriptedSource source = new ScriptedSource(_ -> {});
        Duration minute = Duration.ofMinutes(1);
        Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
        OnDisconnect cancel = OnDisconnect.CANCEL;
        return Stream.of(
                () -> new RunSpec("i", "k", "c", source, cancel, minute, Duration.ZERO, 0),
                () -> new RunSpec("i", "k", "c", source, cancel, minute, minute.negated(), 0),
                () -> new RunSpec("i", "k", "c", source, cancel, minute.negated(), minute, 0),
                () -> new RunSpec("i", "k", "c", source, cancel, minute, minute, -1),
                () -> new RunSpec("i", "k", "c", source, cancel, minute, ages, 0),
                () -> new RunSpec("i", "k", "c", source, cancel, ages, minute, 0),
                () -> new RunLimits(0, 1, 1, 1, 1, 90, 95, 0, minute),
                () -> new RunLimits(1, 0, 1, 1, 1, 90, 95, 0, minute),
                () -> new RunLimits(1, 1, 0, 1, 1, 90, 95, 0, minute),
                () -> new RunLimits(1, 1, 3 << 20, 1, 1, 90, 95, 0, minute),
                () -> new RunLimits(1, 1, 1, 0, 1, 90, 95, 0, minute),
                () -> new RunLimits(1, 1, 1, 1, 0, 90, 95, 0, minute),
                () -> new RunLimits(1, 1, 1, 1, 1, 0, 95, 0, minute),
                () -> new RunLimits(1, 1, 1, 1, 1, 101, 95, 0, minute),
                () -> new RunLimits(1, 1, 1, 1, 1, 90, 95, -1, minute),
                () -> new RunLimits(1, 1, 1, 1, 1, 90, 95, 0, minute.negated()));
    }

    @ParameterizedTest
    @MethodSource("badBounds")
    void boundsThatMakeNoSenseAreRefused(ThrowingCallable bad) {
        assertThatThrownBy(bad).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("=");
    }

    @Test
    void aRefusalIsAnAnswerAndCarriesNoStackTrace() {
        for (RunRefusedException.Bound bound : BOUNDS) {
            RunRefusedException refused = new RunRefusedException(bound, "no");
            assertThat(refused.getStackTrace()).isEmpty();
            assertThat(refused.bound()).isEqualTo(bound);
        }
        assertThat(new RunFailure.Transient("t").isRetryable()).isTrue();
        assertThat(new RunFailure.Overload("o").isRetryable()).isTrue();
        assertThat(new RunFailure.Internal("i").isRetryable()).isFalse();
    }

    private static void assertRefused(ThrowingCallable opening, RunRefusedException.Bound bound) {
        assertThatThrownBy(opening)
                .isInstanceOfSatisfying(
                        RunRefusedException.class,
                        refused -> assertThat(refused.bound()).isEqualTo(bound));
    }

    /// Has no first event.
    private static final class Stillborn implements BlockingSource {
        @Override
        public Event metadata() {
            throw new IllegalStateException("no first event");
        }

        @Override
        public void run(Emitter emitter) {
            throw new AssertionError("never started");
        }

        @Override
        public Event terminal(RunOutcome outcome) {
            throw new AssertionError("never started");
        }
    }
}
