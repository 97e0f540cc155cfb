package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.bench.wire.ProbeException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames that come each 20 ms, in microseconds since the epoch.
class FrameAgesTest {
    private static final long PERIOD_US = 20_000;
    private static final long START_US = 1_795_328_101_220_313L;

    private final Histogram agesNs = Percentiles.histogram();
    private final FrameAges ages = new FrameAges(agesNs, PERIOD_US * 1_000);

    @Test
    void anAgeIsFromTheTurnToTheRead() {
        frame(0, 0, 150);
        frame(1, PERIOD_US, 250);
        frame(2, 2 * PERIOD_US, 50);
        assertThat(us(agesNs.getMinValue())).isEqualTo(50);
        assertThat(us(agesNs.getValueAtPercentile(50))).isEqualTo(150);
        assertThat(us(agesNs.getMaxValue())).isEqualTo(250);
        assertThat(ages.turnsLost()).isZero();
        assertThat(ages.frames()).isEqualTo(3);
    }

    @Test
    void aTurnThatWasLetGoIsInTheAgeOfTheNextFrame() {
        frame(0, 0, 100);
        frame(1, 4 * PERIOD_US + 7_000, 100);
        assertThat(ages.turnsLost()).isEqualTo(3);
        assertThat(us(agesNs.getMaxValue())).isEqualTo(3 * PERIOD_US + 7_000 + 100);
        frame(2, 5 * PERIOD_US + 7_000, 100);
        assertThat(ages.turnsLost()).isEqualTo(3);
        assertThat(agesNs.getCountBetweenValues(0, 1_000_000)).isEqualTo(2);
    }

    @Test
    void aFrameFromBeforeItsTimeIsOfNoAge() {
        frame(0, 0, -30);
        assertThat(agesNs.getMaxValue()).isZero();
        assertThat(agesNs.getTotalCount()).isOne();
    }

    @Test
    void theSummaryIsReadOnceAllHaveCome() throws ProbeException {
        frame(0, 0, 100);
        event("{\"type\":\"node\",\"id\":\"a-2\",\"node\":\"sine\",\"state\":\"completed\"}");
        event("{\"type\":\"summary\",\"id\":\"a-3\",\"frames\":1,\"nodes\":[{\"node\":\"sine\"}]}");
        assertThat(ages.summary(1).at("/nodes/0/node").stringValue()).isEqualTo("sine");
        assertThatThrownBy(() -> ages.summary(2))
                .isInstanceOf(ProbeException.class)
                .hasMessage("1 frames instead of 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void frameMustFollowFrame(int number) {
        frame(0, 0, 100);
        frame(number, PERIOD_US, 100);
        assertThatThrownBy(() -> ages.summary(2)).hasMessage("frame " + number + " behind frame 0");
    }

    @Test
    void aFrameMustSayWhenItWasDue() {
        event("{\"type\":\"frame\",\"id\":\"a-1\",\"node\":\"print\",\"frame\":{\"sequence_id\":0}}");
        assertThatThrownBy(() -> ages.summary(1)).hasMessage("a frame without timestamp or sequence_id");
    }

    @Test
    void aStreamMustEndWithASummary() {
        frame(0, 0, 100);
        assertThatThrownBy(() -> ages.summary(1)).hasMessage("a stream without a summary");
    }

    @Test
    void aSummaryMustNotBeCut() {
        byte[] head = "{\"type\":\"summary\",\"id\":\"a-3\",\"nodes\":[".getBytes(UTF_8);
        ages.cameOther(head, head.length, 10_000, 0);
        assertThatThrownBy(() -> ages.summary(0)).hasMessageStartingWith("a summary of 10000 bytes, over ");
    }

    @Test
    void ticksAreNoneOfAPipelines() {
        ages.came(1, 2, 3);
        assertThatThrownBy(() -> ages.summary(0)).hasMessage("an event that is none of a pipeline's");
    }

    private void frame(int number, long dueUs, long ageUs) {
        String event = "{\"type\":\"frame\",\"id\":\"a-1\",\"node\":\"print\",\"frame\":{\"timestamp\":"
                + (START_US + dueUs) + ",\"sequence_id\":" + number + ",\"payload\":{\"main\":[0.5]}}}";
        byte[] head = event.getBytes(UTF_8);
        ages.cameOther(head, head.length, head.length, (START_US + dueUs + ageUs) * 1_000);
    }

    private void event(String text) {
        byte[] head = text.getBytes(UTF_8);
        ages.cameOther(head, head.length, head.length, 0);
    }

    /// To the three digits that a histogram keeps.
    private static long us(long ns) {
        return ns > 10_000_000 ? Math.round(ns / 1e5) * 100 : Math.round(ns / 1e3);
    }
}
