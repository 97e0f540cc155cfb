package io.riptide.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.flow.AdaptivePressure;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Pressure;
import io.riptide.engine.flow.PressureStrategy;
import io.riptide.engine.flow.SteadyPressure;
import io.riptide.engine.flow.Window;
import io.riptide.engine.testing.LogRig;
import io.riptide.engine.testing.Payloads;
import io.riptide.engine.testing.RecordingHandler;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/// What a reader that may lose events keeps, when a strategy decides it.
class SheddingReaderTest {
    private static final int PROMISED = 8;
    private static final int CEILING = 40;

    /// Some events are published, and then at most so many polled.
    record Step(int events, int controlEvery, int priorities, int polled) {}

    /// A stream's strategy and policy.
    record Setup(boolean isAdaptive, boolean isNewest, boolean isMemoryShort) {
        PressureStrategy strategy() {
            return isAdaptive ? new AdaptivePressure(PROMISED, CEILING) : new SteadyPressure(PROMISED, CEILING);
        }

        DeliveryPolicy policy() {
            return isNewest ? new DeliveryPolicy.DropNewest() : new DeliveryPolicy.DropOldest();
        }
    }

    @Provide
    Arbitrary<Setup> setups() {
        Arbitrary<Boolean> truth = Arbitraries.of(true, false);
        return Combinators.combine(truth, truth, truth).as(Setup::new);
    }

    @Provide
    Arbitrary<List<Step>> schedules() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 120),
                        Arbitraries.integers().between(2, 20),
                        Arbitraries.integers().between(1, 10),
                        Arbitraries.integers().between(0, 60))
                .as(Step::new)
                .list()
                .ofMaxSize(25);
    }

    @Property(tries = 150)
    void noControlEventIsLostAndEveryEventIsAccountedFor(
            @ForAll("setups") Setup setup, @ForAll("schedules") List<Step> schedule) {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = open(rig, setup.policy(), setup.strategy(), setup::isMemoryShort);
            RecordingHandler handler = new RecordingHandler();
            Set<String> controls = new HashSet<>();
            for (Step step : schedule) {
                publish(rig, step, controls);
                cursor.poll(handler, step.polled());
            }
            while (cursor.hasMore()) {
                cursor.poll(handler, 1_000);
            }
            assertThat(handler.seen()).containsAll(controls);
            assertThat(cursor.delivered() + cursor.dropped())
                    .isEqualTo(rig.log().publishedOffset());
            GapReason reason = setup.isNewest() ? GapReason.DROP_NEWEST : GapReason.DROP_OLDEST;
            CursorSnapshot now = cursor.snapshot();
            assertThat(now.dropped().getOrDefault(reason, 0L)).isEqualTo(cursor.dropped());
            assertThat(now.waiting()).isZero();
            assertThat(now.oldestAgeNs()).isZero();
        }
    }

    @Property(tries = 150)
    void aReaderThatReadsAgainIsNotMute(@ForAll("setups") Setup setup, @ForAll("schedules") List<Step> schedule) {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = open(rig, setup.policy(), setup.strategy(), setup::isMemoryShort);
            for (Step step : schedule) {
                publish(rig, step, new HashSet<>());
                cursor.poll(new RecordingHandler(), step.polled());
            }
            LogRig.drain(cursor);
            long droppedBefore = cursor.dropped();
            for (int i = 0; i < 20; i++) {
                rig.publish(PROMISED);
                assertThat(LogRig.drain(cursor)).hasSize(PROMISED);
            }
            assertThat(cursor.dropped()).isEqualTo(droppedBefore);
        }
    }

    @Property(tries = 150)
    void atLeastWhatWasPromisedAndAtMostTheCeilingIsKept(
            @ForAll("setups") Setup setup, @ForAll("schedules") List<Step> schedule) {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = open(rig, setup.policy(), setup.strategy(), setup::isMemoryShort);
            for (Step step : schedule) {
                Step plain = new Step(step.events(), Integer.MAX_VALUE, step.priorities(), 0);
                publish(rig, plain, new HashSet<>());
                long before = cursor.delivered();
                LogRig.drain(cursor);
                assertThat(cursor.delivered() - before)
                        .isBetween((long) Math.min(PROMISED, plain.events()), (long) Math.min(CEILING, plain.events()));
            }
        }
    }

    @Property(tries = 100)
    void whereTheClientAskedForAWindowBothStrategiesKeepExactlyThat(
            @ForAll("setups") Setup setup, @ForAll("schedules") List<Step> schedule) {
        try (LogRig rig = LogRig.keepingAll()) {
            PressureStrategy strategy = setup.isAdaptive()
                    ? new AdaptivePressure(PROMISED, PROMISED)
                    : new SteadyPressure(PROMISED, PROMISED);
            LogCursor cursor = rig.open(0, setup.policy(), new Window(PROMISED, 1L << 20));
            cursor.shedBy(strategy, new Pressure(PROMISED, PROMISED, setup::isMemoryShort));
            for (Step step : schedule) {
                publish(rig, new Step(step.events(), Integer.MAX_VALUE, step.priorities(), 0), new HashSet<>());
                long before = cursor.delivered();
                LogRig.drain(cursor);
                assertThat(cursor.delivered() - before).isEqualTo(Math.min(PROMISED, step.events()));
            }
        }
    }

    @Test
    void aStrategyOfAUserIsAskedAndObeyedWithinItsBounds() {
        try (LogRig rig = LogRig.keepingAll()) {
            Fixed own = new Fixed();
            LogCursor cursor = open(rig, new DeliveryPolicy.DropOldest(), own, () -> false);
            own.keeps = 10;
            rig.publish(30);
            assertThat(LogRig.drain(cursor)).startsWith("0..19 DROP_OLDEST").hasSize(11);
            assertThat(own.seen).isEqualTo(30);
            own.keeps = -5;
            rig.publish(30);
            assertThat(LogRig.drain(cursor)).as("what was promised").hasSize(1 + PROMISED);
            own.keeps = Long.MAX_VALUE;
            rig.publish(100);
            assertThat(LogRig.drain(cursor)).as("the ceiling").hasSize(1 + CEILING);
        }
    }

    @Test
    void aStrategyIsNeverShownMoreThanWaits() {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(600);
            Fixed own = new Fixed();
            own.keeps = CEILING;
            LogCursor cursor = open(rig, new DeliveryPolicy.DropOldest(), own, () -> false);
            rig.publish(1);
            cursor.poll(new RecordingHandler(), 10);
            assertThat(own.seen).as("the backlog was asked for").isEqualTo(1);
            rig.publish(10);
            cursor.poll(new RecordingHandler(), 10);
            assertThat(own.seen).isLessThanOrEqualTo(11);
        }
    }

    @Test
    void aStrategyIsNotAskedWherePoliciesLoseNothing() {
        try (LogRig rig = LogRig.keepingAll()) {
            Fixed own = new Fixed();
            LogCursor cursor = open(rig, new DeliveryPolicy.Block(), own, () -> false);
            rig.publish(PROMISED);
            assertThat(LogRig.drain(cursor)).hasSize(PROMISED);
            assertThat(own.seen).isZero();
        }
    }

    @Test
    void aReaderIsNotSentAwayForWhatItWasPromised() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor = rig.open(0, new DeliveryPolicy.Disconnect(), new Window(4, 1L << 20));
            cursor.shedBy(new Fixed(), new Pressure(PROMISED, CEILING, () -> false));
            rig.publish(PROMISED);
            assertThat(cursor.poll(new RecordingHandler(), 1)).isOne();
            rig.publish(2);
            assertThat(cursor.poll(new RecordingHandler(), 1)).isEqualTo(LogCursor.OVERRUN);
        }
    }

    @Test
    void whatIsToGoAlreadyDoesNotPressAgain() {
        try (LogRig rig = LogRig.keepingAll()) {
            Fixed own = new Fixed();
            own.keeps = 10;
            LogCursor cursor = open(rig, new DeliveryPolicy.DropNewest(), own, () -> false);
            rig.publish(30);
            assertThat(cursor.poll(new RecordingHandler(), 4)).isEqualTo(4);
            rig.publish(2);
            RecordingHandler handler = new RecordingHandler();
            cursor.poll(handler, 100);
            assertThat(own.seen).as("six that are kept and two new ones").isEqualTo(8);
            assertThat(handler.seen()).containsExactly("4", "5", "6", "7", "8", "9", "10..29 DROP_NEWEST", "30", "31");
        }
    }

    @Test
    void aBacklogThatWasAskedForDoesNotPress() {
        try (LogRig rig = LogRig.keepingAll()) {
            rig.publish(200);
            Fixed own = new Fixed();
            LogCursor cursor = open(rig, new DeliveryPolicy.DropOldest(), own, () -> false);
            assertThat(cursor.isInBacklog()).isTrue();
            assertThat(LogRig.drain(cursor)).hasSize(200);
            assertThat(own.seen).isZero();
            assertThat(cursor.isInBacklog()).isFalse();
        }
    }

    @Test
    void whatConflatesSaysHowManyItHolds() {
        try (LogRig rig = LogRig.keepingAll()) {
            LogCursor cursor =
                    rig.open(0, new DeliveryPolicy.Latest((buffer, index, _) -> buffer.getByte(index)), LogRig.WIDE);
            rig.publish(20);
            assertThat(cursor.waiting()).isEqualTo(20);
            cursor.absorb();
            assertThat(cursor.waiting()).isOne();
            assertThat(cursor.snapshot().oldestAgeNs()).isPositive();
            assertThat(cursor.lag()).isZero();
            LogRig.drain(cursor);
            assertThat(cursor.waiting()).isZero();
            assertThat(cursor.snapshot().dropped()).containsExactly(Map.entry(GapReason.LATEST, 19L));
        }
    }

    private static LogCursor open(
            LogRig rig, DeliveryPolicy policy, PressureStrategy strategy, BooleanSupplier isMemoryShort) {
        LogCursor cursor = rig.open(0, policy, new Window(PROMISED, 1L << 20));
        cursor.shedBy(strategy, new Pressure(PROMISED, CEILING, isMemoryShort));
        return cursor;
    }

    private static void publish(LogRig rig, Step step, Set<String> controls) {
        for (int i = 0; i < step.events(); i++) {
            if (i % step.controlEvery() == step.controlEvery() - 1) {
                controls.add(Long.toString(rig.appendControl()));
            } else {
                int priority = i % step.priorities();
                assertThat(rig.appender().append(1, priority, 0, 0, LogRig.PAYLOAD, Payloads.ofLength(LogRig.PAYLOAD)))
                        .isNotNegative();
            }
        }
        rig.appender().publish();
    }

    /// A strategy that says what it is told to.
    private static final class Fixed implements PressureStrategy {
        private long keeps;
        private long seen;

        @Override
        public String wireName() {
            return "fixed";
        }

        @Override
        public int window(Pressure pressure) {
            return PROMISED;
        }

        @Override
        public long keeps(Pressure pressure) {
            seen = pressure.waiting();
            return keeps;
        }
    }
}
