package io.riptide.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.metrics.LatencyRecorder;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencySnapshotTest {
    @Test
    void bucketsAreCumulativeAndTheSumIsThatOfTheValues() {
        LatencyRecorder recorder = new LatencyRecorder();
        for (long us : new long[] {5, 30, 30, 400, 90_000, 60_000_000}) {
            recorder.record(TimeUnit.MICROSECONDS.toNanos(us));
        }
        LatencySnapshot latency = LatencySnapshot.of(recorder);
        assertThat(latency.count()).isEqualTo(6);
        assertThat(latency.cumulative()).isSorted().startsWith(1, 1, 3).endsWith(5, 5);
        double exactNs = 60_090_465_000.0;
        assertThat(latency.sumNs() / exactNs).isBetween(0.99, 1.01);
        assertThat(latency.p50Ns()).isBetween(29_000L, 31_000L);
    }

    @Test
    void nothingRecordedIsAllZero() {
        LatencySnapshot latency = LatencySnapshot.of(new LatencyRecorder());
        assertThat(latency.count()).isZero();
        assertThat(latency.sumNs()).isZero();
        assertThat(latency.maxNs()).isZero();
    }
}
