package io.riptide.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PatternTest {
    static Stream<Pattern> patterns() {
        return Stream.of(
                new Pattern.Steady(7),
                new Pattern.Sine(100, 0.5, 2),
                new Pattern.Sine(100, 1, 0.3),
                new Pattern.Bursts(50, 100, 0.5));
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void nothingIsDueBeforeWhatCameFirst(Pattern pattern) {
        long[] due = LongStream.range(0, 500).map(pattern::dueNs).toArray();

        assertThat(due).isSorted();
        assertThat(due[0]).isZero();
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void whatIsDueByATimeIsItsCount(Pattern pattern) {
        long dueNs = pattern.dueNs(200);

        assertThat(pattern.countAt(dueNs * 1e-9 + 1e-6)).isGreaterThanOrEqualTo(200);
        assertThat(pattern.countAt(dueNs * 1e-9 - 1e-6)).isLessThan(200.001);
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void theMeanHoldsOverManyPeriods(Pattern pattern) {
        assertThat(pattern.countAt(600) / 600).isBetween(pattern.meanRate() * 0.999, pattern.meanRate() * 1.001);
    }

    @Test
    void aBurstIsDueAtOnce() {
        Pattern bursts = new Pattern.Bursts(50, 100, 5);

        // By then 250 of the steady part have come, and now the hundred.
        assertThat(bursts.dueNs(252)).isEqualTo(bursts.dueNs(350)).isBetween(4_999_999_999L, 5_000_000_001L);
        assertThat(bursts.dueNs(353)).isGreaterThan(5_000_000_001L);
    }

    @Test
    void aWaveIsFastestInTheMiddleOfItsFirstHalf() {
        Pattern sine = new Pattern.Sine(1_000, 0.5, 4);

        assertThat(sine.countAt(1.01) - sine.countAt(0.99)).isBetween(29.0, 30.1);
        assertThat(sine.countAt(3.01) - sine.countAt(2.99)).isBetween(9.9, 10.5);
    }

    @Test
    void ratesThatCannotBeAreRefusedWithTheirName() {
        assertThatThrownBy(() -> new Pattern.Steady(0)).hasMessage("rate=0.0, wanted more than 0");
        assertThatThrownBy(() -> new Pattern.Sine(1, 1.5, 1)).hasMessageStartingWith("swing=1.5");
        assertThatThrownBy(() -> new Pattern.Bursts(1, 0, 1)).hasMessageStartingWith("size=0");
    }
}
