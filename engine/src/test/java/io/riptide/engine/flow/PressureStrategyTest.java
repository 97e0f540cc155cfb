package io.riptide.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PressureStrategyTest {
    private static final int PROMISED = 64;
    private static final int CEILING = 1_000;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicBoolean isMemoryShort = new AtomicBoolean();
    private final Pressure pressure = new Pressure(PROMISED, CEILING, isMemoryShort::get);
    private final SteadyPressure steady = new SteadyPressure(PROMISED, CEILING);
    private final AdaptivePressure adaptive = new AdaptivePressure(PROMISED, CEILING);

    @Test
    void theDefaultKeepsAllUpToNineTenthsOfTheCeilingAndEightTenthsBeyond() {
        assertThat(keeps(steady, 900, 0)).isEqualTo(900);
        assertThat(keeps(steady, 901, 0)).isEqualTo(800);
        assertThat(keeps(steady, 50_000, 0)).isEqualTo(800);
    }

    @Test
    void aPressedWindowDoesNotGrow() {
        for (PressureStrategy strategy : List.of(steady, adaptive)) {
            pressure.see(800, PROMISED, 0);
            pressure.onDelivery(0, true, true);
            assertThat(strategy.window(pressure)).isEqualTo(PROMISED);
            pressure.see(799, PROMISED, 0);
            assertThat(strategy.window(pressure)).isEqualTo(PROMISED / 2 * 3);
        }
    }

    @Test
    void whileMemoryIsShortOnlyWhatWasPromisedIsKept() {
        isMemoryShort.set(true);
        assertThat(keeps(steady, 100, 0)).isEqualTo(PROMISED);
        assertThat(keeps(adaptive, 100, 0)).isEqualTo(PROMISED);
        isMemoryShort.set(false);
        assertThat(keeps(steady, 100, 0)).isEqualTo(100);
        assertThat(keeps(adaptive, 100, 0)).isEqualTo(100);
    }

    @Test
    void pressureAgainWithinASecondDropsEarlierAndMore() {
        long nowNs = 0;
        assertThat(keeps(adaptive, 1_000, nowNs)).isEqualTo(900);
        for (int i = 1; i <= 20; i++) {
            nowNs += SECOND_NS / 2;
            keeps(adaptive, 1_000, nowNs);
            assertThat(adaptive.threshold()).isCloseTo(Math.max(0.5, 0.8 - 0.05 * i), within(1e-9));
            assertThat(adaptive.share()).isCloseTo(Math.min(0.8, 0.1 + 0.1 * i), within(1e-9));
        }
        assertThat(keeps(adaptive, 501, nowNs)).isEqualTo(100);
        assertThat(keeps(adaptive, 500, nowNs)).isEqualTo(500);
    }

    @Test
    void pressureThatComesBackAfterMoreThanFiveSecondsDropsLaterAndLess() {
        long nowNs = 0;
        for (int i = 0; i < 20; i++) {
            keeps(adaptive, 1_000, nowNs);
        }
        for (int i = 1; i <= 40; i++) {
            nowNs += 5 * SECOND_NS + 1;
            keeps(adaptive, 1_000, nowNs);
            assertThat(adaptive.threshold()).isCloseTo(Math.min(0.9, 0.5 + 0.02 * i), within(1e-9));
            assertThat(adaptive.share()).isCloseTo(Math.max(0.1, 0.8 - 0.05 * i), within(1e-9));
        }
    }

    @Test
    void betweenOneAndFiveSecondsNothingIsLearnt() {
        for (int i = 0; i < 10; i++) {
            keeps(adaptive, 1_000, 2L * i * SECOND_NS);
        }
        assertThat(adaptive.threshold()).isEqualTo(0.8);
        assertThat(adaptive.share()).isEqualTo(0.1);
    }

    @Test
    void aReaderThatIsNotPressedIsForgivenEveryFiveSeconds() {
        for (int i = 0; i < 20; i++) {
            keeps(adaptive, 1_000, i);
        }
        for (int i = 1; i <= 40; i++) {
            keeps(adaptive, 0, i * (5 * SECOND_NS + 100));
        }
        assertThat(adaptive.threshold()).isEqualTo(0.9);
        assertThat(adaptive.share()).isCloseTo(0.1, within(1e-9));
    }

    @Property(tries = 300)
    void noScheduleDrivesAStrategyBeyondItsBounds(
            @ForAll @Size(max = 200) List<@IntRange(max = 5_000) Integer> waiting,
            @ForAll @Size(min = 200, max = 200) List<@IntRange(max = 9_000) Integer> stepMs,
            @ForAll boolean wasLimit) {
        Pressure shown = new Pressure(PROMISED, CEILING, () -> false);
        SteadyPressure first = new SteadyPressure(PROMISED, CEILING);
        AdaptivePressure second = new AdaptivePressure(PROMISED, CEILING);
        long nowNs = 0;
        for (int i = 0; i < waiting.size(); i++) {
            nowNs += TimeUnit.MILLISECONDS.toNanos(stepMs.get(i));
            for (PressureStrategy strategy : List.of(first, second)) {
                shown.see(waiting.get(i), PROMISED, nowNs);
                assertThat(strategy.keeps(shown)).isBetween(0L, (long) waiting.get(i));
                shown.onDelivery(TimeUnit.MILLISECONDS.toNanos(stepMs.get(i)) / 10, wasLimit, true);
                assertThat(strategy.window(shown)).isBetween(AdaptiveWindow.EVENTS_MIN, CEILING);
            }
            assertThat(second.threshold()).isBetween(0.5, 0.9);
            assertThat(second.share()).isBetween(0.1, 0.8);
        }
    }

    @Test
    void aDecisionAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SlowDetector detector = new SlowDetector(SECOND_NS);
        decide(20_000, detector);
        long before = threads.getCurrentThreadAllocatedBytes();
        decide(100_000, detector);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    @Test
    void boundsThatContradictEachOtherAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Pressure(0, 10, () -> false));
        assertThatIllegalArgumentException().isThrownBy(() -> new Pressure(11, 10, () -> false));
    }

    private void decide(int count, SlowDetector detector) {
        for (int i = 0; i < count; i++) {
            keeps(steady, i & 2_047, i);
            keeps(adaptive, i & 2_047, i);
            pressure.onDelivery(i, true, true);
            steady.window(pressure);
            adaptive.window(pressure);
            detector.onDelivery(pressure);
        }
    }

    private long keeps(PressureStrategy strategy, int waiting, long nowNs) {
        pressure.see(waiting, PROMISED, nowNs);
        return strategy.keeps(pressure);
    }
}
