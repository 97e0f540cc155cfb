package io.riptide.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SlowDetectorTest {
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long QUICK = 1_000;
    private static final long LATE = 200_000_000;

    private final Pressure pressure = new Pressure(64, 2_048, () -> false);
    private final SlowDetector detector = new SlowDetector(STALL_NS);

    @Test
    void moreThanHalfOfFiftyLateDeliveriesMakeAReaderSlow() {
        deliver(24, QUICK, 0);
        deliver(25, LATE, 0);
        assertThat(detector.state()).isEqualTo(ReaderState.KEEPS_UP);
        deliver(1, LATE, 0);
        assertThat(detector.state()).isEqualTo(ReaderState.SLOW);
    }

    @Test
    void fewerThanFiftyDeliveriesSayNothing() {
        deliver(49, LATE, 60);
        assertThat(detector.state()).isEqualTo(ReaderState.KEEPS_UP);
    }

    @Test
    void halfIsNotMoreThanHalf() {
        for (int i = 0; i < 500; i++) {
            deliver(1, i % 2 == 0 ? LATE : QUICK, 64);
        }
        assertThat(detector.state()).isEqualTo(ReaderState.KEEPS_UP);
    }

    @Test
    void aLongQueueIsNotSlow() {
        deliver(500, QUICK, 1_000_000);
        assertThat(detector.state()).isEqualTo(ReaderState.KEEPS_UP);
    }

    @Test
    void oneThatWasSlowHasToBeQuickAndNearlyDone() {
        deliver(50, LATE, 64);
        deliver(40, QUICK, 0);
        assertThat(detector.state()).as("a fifth was late").isEqualTo(ReaderState.SLOW);
        deliver(1, QUICK, 7);
        assertThat(detector.state()).as("more than a tenth of 64 waits").isEqualTo(ReaderState.SLOW);
        deliver(1, QUICK, 6);
        assertThat(detector.state()).isEqualTo(ReaderState.KEEPS_UP);
    }

    @Test
    void oneThatTakesNothingIsSlowAndThenStalled() {
        assertThat(detector.onStuck(SlowDetector.STUCK_NS - 1)).isEqualTo(ReaderState.KEEPS_UP);
        assertThat(detector.onStuck(SlowDetector.STUCK_NS)).isEqualTo(ReaderState.SLOW);
        assertThat(detector.onStuck(STALL_NS)).isEqualTo(ReaderState.STALLED);
        deliver(1, LATE, 64);
        assertThat(detector.state()).as("it moves").isEqualTo(ReaderState.SLOW);
        deliver(1, QUICK, 0);
        assertThat(detector.state()).isEqualTo(ReaderState.KEEPS_UP);
    }

    @Test
    void whatWasOldWhenItWasAskedForSaysNothing() {
        for (int i = 0; i < 100; i++) {
            pressure.onOldDelivery(false, true);
            detector.onDelivery(pressure);
        }
        assertThat(detector.state()).isEqualTo(ReaderState.KEEPS_UP);
        assertThat(pressure.deliveries()).isZero();
    }

    /// Between a fifth and a half nothing changes, whatever it was.
    @Property(tries = 200)
    void theStateChangesOnlyBeyondTheNearBound(@ForAll @Size(max = 400) boolean[] late) {
        Pressure shown = new Pressure(64, 2_048, () -> false);
        SlowDetector looked = new SlowDetector(STALL_NS);
        for (boolean isLate : late) {
            ReaderState before = looked.state();
            shown.see(0, 64, 0);
            shown.onDelivery(isLate ? LATE : QUICK, false, true);
            ReaderState after = looked.onDelivery(shown);
            if (before != after) {
                boolean becameSlow = after == ReaderState.SLOW;
                assertThat(becameSlow ? shown.slowDeliveries() > 25 : shown.slowDeliveries() < 10)
                        .isTrue();
            }
        }
    }

    private void deliver(int count, long ageNs, long waiting) {
        for (int i = 0; i < count; i++) {
            pressure.see(waiting, 64, 0);
            pressure.onDelivery(ageNs, false, true);
            detector.onDelivery(pressure);
        }
    }
}
