package io.riptide.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyRecorderTest {
    private final LatencyRecorder recorder = new LatencyRecorder();

    @Test
    void everySnapshotHoldsEverythingSinceTheStart() {
        recorder.record(1_000);
        assertThat(recorder.snapshot().getTotalCount()).isOne();
        recorder.record(2_000);
        assertThat(recorder.snapshot().getTotalCount()).isEqualTo(2);
        assertThat(recorder.snapshot().getTotalCount()).isEqualTo(2);
    }

    @Test
    void aSnapshotIsTheCallersOwn() {
        recorder.record(1_000);
        Histogram mine = recorder.snapshot();
        mine.reset();
        assertThat(recorder.snapshot().getTotalCount()).isOne();
    }

    @Test
    void valuesOutsideTheRangeCountAsItsEnds() {
        recorder.record(-5);
        recorder.record(0);
        recorder.record(Long.MAX_VALUE);
        Histogram all = recorder.snapshot();
        assertThat(all.getTotalCount()).isEqualTo(3);
        assertThat(all.getMinNonZeroValue()).isOne();
        assertThat(all.valuesAreEquivalent(all.getMaxValue(), TimeUnit.HOURS.toNanos(1)))
                .isTrue();
    }

    @Test
    void itsMemoryIsBounded() {
        assertThat(recorder.snapshot().getEstimatedFootprintInBytes()).isLessThan(64 * 1024);
    }

    @Test
    void nothingIsLostBetweenManyWritersAndAReader() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> writers = new ArrayList<>();
            Callable<Boolean> writing = () -> {
                for (int i = 1; i <= 100_000; i++) {
                    recorder.record(i);
                }
                return true;
            };
            for (int i = 0; i < 4; i++) {
                writers.add(threads.submit(writing));
            }
            long before = 0;
            while (!writers.stream().allMatch(Future::isDone)) {
                long count = recorder.snapshot().getTotalCount();
                assertThat(count).isGreaterThanOrEqualTo(before);
                before = count;
            }
            assertThat(recorder.snapshot().getTotalCount()).isEqualTo(400_000);
        }
    }
}
