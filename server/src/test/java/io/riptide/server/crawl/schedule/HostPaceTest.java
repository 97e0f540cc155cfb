package io.riptide.server.crawl.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPaceTest {
    private static final long FAST_NS = TimeUnit.MILLISECONDS.toNanos(5);

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aHostThatIsAskedTooMuchIsAskedLess(int status) {
        HostPace pace = new HostPace(8, 0);
        pace.answered(status, FAST_NS);
        assertThat(pace.atOnce()).isEqualTo(4);
        assertThat(pace.delayNs()).isEqualTo(HostPace.DELAY_FIRST_NS);
        for (int i = 0; i < 20; i++) {
            pace.answered(status, FAST_NS);
        }
        assertThat(pace.atOnce()).isEqualTo(1);
        assertThat(pace.delayNs()).isEqualTo(HostPace.DELAY_MAX_NS);
        assertThat(pace.isUntouched()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 502, 504})
    void errorsNeverSpeedAHostUp(int status) {
        HostPace pace = new HostPace(8, 0);
        pace.answered(429, FAST_NS);
        for (int i = 0; i < 1_000; i++) {
            pace.answered(status, 1);
        }
        assertThat(pace.atOnce()).isEqualTo(4);
        assertThat(pace.delayNs()).isEqualTo(HostPace.DELAY_FIRST_NS);
    }

    @Test
    void aHostThatIsWellAgainIsSlowlyAskedAsBefore() {
        HostPace pace = new HostPace(8, 0);
        pace.answered(429, FAST_NS);
        pace.answered(200, FAST_NS);
        assertThat(pace.delayNs()).isBetween(1L, HostPace.DELAY_FIRST_NS - 1);
        for (int i = 0; i < 100; i++) {
            pace.answered(404, FAST_NS);
        }
        assertThat(pace.isUntouched()).isTrue();
        assertThat(pace.delayNs()).isZero();
    }

    @Test
    void aHostThatBecomesSlowIsAskedLessAtOnceButNeverNothing() {
        HostPace pace = new HostPace(8, 0);
        pace.answered(200, FAST_NS);
        for (int i = 0; i < 200; i++) {
            pace.answered(200, TimeUnit.SECONDS.toNanos(2));
        }
        assertThat(pace.atOnce()).isEqualTo(1);
        assertThat(pace.delayNs()).isZero();
    }

    @Test
    void theLongestOfAllDelaysCounts() {
        HostPace pace = new HostPace(8, 10);
        assertThat(pace.delayNs()).isEqualTo(10);
        pace.crawlDelay(20, 1);
        assertThat(pace.delayNs()).isEqualTo(20);
        pace.answered(503, FAST_NS);
        assertThat(pace.delayNs()).isEqualTo(HostPace.DELAY_FIRST_NS);
        assertThat(new HostPace(8, 10).isUntouched()).isTrue();
    }

    @Test
    void aDelayIsNotShortenedByWhatTheFileAsksOfAnotherRobotUntilItIsAnHourOld() {
        HostPace pace = new HostPace(8, 0);
        pace.crawlDelay(20, 1);
        pace.crawlDelay(0, HostPace.CRAWL_DELAY_NS);
        assertThat(pace.delayNs()).isEqualTo(20);
        pace.crawlDelay(30, HostPace.CRAWL_DELAY_NS);
        pace.crawlDelay(20, 2 * HostPace.CRAWL_DELAY_NS - 1);
        assertThat(pace.delayNs()).isEqualTo(30);
        pace.crawlDelay(5, 2 * HostPace.CRAWL_DELAY_NS);
        assertThat(pace.delayNs()).isEqualTo(5);
        pace.crawlDelay(0, 3 * HostPace.CRAWL_DELAY_NS);
        assertThat(pace.isUntouched()).isTrue();
    }
}
