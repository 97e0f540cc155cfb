package io.riptide.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AdaptiveWindowTest {
    private static final long QUICK = 1_000;
    private static final long SLOW = 200_000_000;

    private final AtomicBoolean isMemoryShort = new AtomicBoolean();
    private final Pressure pressure = new Pressure(1, 2_000, isMemoryShort::get);

    @Test
    void itGrowsByHalfWhenItWasTheLimitAndTheReaderKeptUp() {
        AdaptiveWindow window = new AdaptiveWindow(64, 200);
        assertThat(drain(window, QUICK, true, true, false)).isTrue();
        assertThat(window.events()).isEqualTo(96);
        assertThat(drain(window, QUICK, true, true, false)).isTrue();
        assertThat(window.events()).isEqualTo(144);
        assertThat(drain(window, QUICK, true, true, false)).isTrue();
        assertThat(drain(window, QUICK, true, true, false)).isFalse();
        assertThat(window.events()).as("the ceiling").isEqualTo(200);
    }

    @Test
    void itStaysWhenItWasNotTheLimitOrTheReaderDidNotKeepUp() {
        AdaptiveWindow window = new AdaptiveWindow(64, 200);
        assertThat(drain(window, QUICK, false, true, false)).isFalse();
        assertThat(drain(window, QUICK, true, false, false)).isFalse();
        assertThat(window.events()).isEqualTo(64);
    }

    @Test
    void itShrinksByAQuarterWhenMoreThanHalfOfFiftyDrainsWereSlow() {
        AdaptiveWindow window = new AdaptiveWindow(1_000, 2_000);
        for (int i = 0; i < 24; i++) {
            assertThat(drain(window, QUICK, false, true, false)).isFalse();
        }
        for (int i = 0; i < 25; i++) {
            assertThat(drain(window, SLOW, false, true, false)).isFalse();
        }
        assertThat(drain(window, SLOW, false, true, false)).isTrue();
        assertThat(window.events()).isEqualTo(750);
        assertThat(drain(window, SLOW, false, true, false))
                .as("not again at once")
                .isFalse();
    }

    @Test
    void halfOfFiftyIsNotYetSlow() {
        AdaptiveWindow window = new AdaptiveWindow(1_000, 2_000);
        for (int i = 0; i < 200; i++) {
            assertThat(drain(window, i % 2 == 0 ? SLOW : QUICK, false, true, false))
                    .isFalse();
        }
    }

    @Test
    void itNeverShrinksBelowItsFloor() {
        AdaptiveWindow window = new AdaptiveWindow(70, 2_000);
        AdaptiveWindow narrow = new AdaptiveWindow(8, 8);
        for (int i = 0; i < 500; i++) {
            drain(window, SLOW, true, true, true);
            drain(narrow, SLOW, true, true, true);
        }
        assertThat(window.events()).isEqualTo(AdaptiveWindow.EVENTS_MIN);
        assertThat(narrow.events()).isEqualTo(8);
    }

    @Test
    void whileMemoryIsShortItShrinksAndDoesNotGrow() {
        AdaptiveWindow window = new AdaptiveWindow(1_000, 2_000);
        for (int i = 0; i < 49; i++) {
            assertThat(drain(window, QUICK, true, true, true)).isFalse();
        }
        assertThat(drain(window, QUICK, true, true, true)).isTrue();
        assertThat(window.events()).isEqualTo(750);
    }

    @Test
    void aStartBeyondItsBoundsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AdaptiveWindow(0, 64));
        assertThatIllegalArgumentException().isThrownBy(() -> new AdaptiveWindow(65, 64));
    }

    @Test
    void itDoesNotGrowWhereItsStrategyForbidsIt() {
        AdaptiveWindow window = new AdaptiveWindow(64, 200);
        pressure.onDelivery(QUICK, true, true);
        assertThat(window.onDrain(pressure, false)).isFalse();
    }

    private boolean drain(AdaptiveWindow window, long ageNs, boolean wasLimit, boolean keepsUp, boolean isShort) {
        isMemoryShort.set(isShort);
        pressure.see(0, window.events(), 0);
        pressure.onDelivery(ageNs, wasLimit, keepsUp);
        return window.onDrain(pressure, true);
    }
}
