package io.riptide.engine.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.engine.recovery.Backoff.Jitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff STANDARD = new Backoff(ms(100), 2, ms(5_000), Jitter.EQUAL);

    /// Takes nothing away: the longest wait there can be.
    private static final RandomGenerator LONGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private static final RandomGenerator SHORTEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return 0;
        }
    };

    @Test
    void waitsDoubleFromAHundredMillisecondsToFiveSeconds() {
        List<Long> waits = new ArrayList<>();
        for (int failures = 1; failures <= 8; failures++) {
            waits.add(TimeUnit.NANOSECONDS.toMillis(STANDARD.waitNs(failures, LONGEST)));
        }
        assertThat(waits).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L);
    }

    @Test
    void equalJitterLeavesHalfOfAWait() {
        assertThat(STANDARD.waitNs(2, SHORTEST)).isEqualTo(ms(100));
        assertThat(STANDARD.waitNs(2, LONGEST)).isEqualTo(ms(200));
    }

    @Test
    void fullJitterLeavesNothingOfAWait() {
        Backoff full = new Backoff(ms(100), 2, ms(5_000), Jitter.FULL);
        assertThat(full.waitNs(2, SHORTEST)).isZero();
        assertThat(full.waitNs(2, LONGEST)).isEqualTo(ms(200));
    }

    @Property(tries = 500)
    void noWaitIsNegativeOrLongerThanTheLongest(
            @ForAll @LongRange(min = 0, max = 1L << 62) long firstNs,
            @ForAll @IntRange(min = 1) int factor,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 1) long longestNs,
            @ForAll Jitter jitter,
            @ForAll @IntRange(min = 1) int failures,
            @ForAll long seed) {
        Backoff backoff = new Backoff(Math.min(firstNs, longestNs), factor, longestNs, jitter);
        assertThat(backoff.waitNs(failures, new Random(seed))).isBetween(0L, longestNs);
        assertThat(backoff.wholeNs(failures)).isBetween(backoff.firstNs(), longestNs);
    }

    @Test
    void whatWouldShrinkIsRefused() {
        assertThatThrownBy(() -> new Backoff(10, 0, 20, Jitter.FULL)).hasMessageContaining("factor=0");
        assertThatThrownBy(() -> new Backoff(10, 2, 9, Jitter.FULL)).hasMessageContaining("longestNs=9");
        assertThatThrownBy(() -> new Backoff(-1, 2, 9, Jitter.FULL)).hasMessageContaining("firstNs=-1");
    }

    private static long ms(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }
}
