package io.riptide.engine.pipeline.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.riptide.engine.memory.ByteBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FramePoolTest {
    private static final int BYTES = 8 * 1_000;

    private final ByteBudget budget = ByteBudget.root("frames", BYTES);
    private final FramePool pool = new FramePool(3, budget);

    @Test
    void aFrameComesBackEmptyAndWithItsArrays() {
        Frame first = pool.acquire();
        double[] samples = first.addChannel("left", 100);
        first.stamp(5, 7).metadata().put("key", "value");
        first.release();
        Frame again = pool.acquire();
        assertThat(again).isSameAs(first);
        assertThat(again.channelCount()).isZero();
        assertThat(again.metadata()).isEmpty();
        assertThat(again.sequenceId()).isZero();
        assertThat(again.addChannel("right", 80)).isSameAs(samples);
        assertThat(again.length(0)).isEqualTo(80);
        assertThat(pool.bytes()).isEqualTo(800);
    }

    @Test
    void metadataThatIsWeighedCountsUntilTheFrameIsBack() {
        Frame frame = pool.acquire();
        frame.weigh(3_000);
        frame.metadata().put("page", "long");
        Frame copy = pool.acquire().copyOf(frame);
        assertThat(budget.reserved()).isEqualTo(6_000);
        assertThatExceptionOfType(FramesExhaustedException.class)
                .isThrownBy(() -> frame.weigh(6_000))
                .withMessageContaining("metadata");
        frame.weigh(1_000);
        assertThat(budget.reserved()).isEqualTo(4_000);
        frame.release();
        assertThat(frame.metadata()).isEmpty();
        assertThat(budget.reserved()).isEqualTo(3_000);
        copy.release();
        assertThat(pool.bytes()).isZero();
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void whatComesBackAfterTheEndIsNotGivenBackTwice() {
        Frame frame = pool.acquire();
        frame.weigh(3_000);
        pool.close();
        frame.release();
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void theLastReferenceGivesItBack() {
        Frame frame = pool.acquire();
        assertThat(frame.isExclusive()).isTrue();
        assertThat(frame.retain()).isSameAs(frame);
        assertThat(frame.isExclusive()).isFalse();
        frame.release();
        assertThat(pool.outstanding()).isEqualTo(1);
        frame.release();
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void aReleaseTooManyIsAFault() {
        Frame frame = pool.acquire();
        frame.release();
        assertThatIllegalStateException().isThrownBy(frame::release).withMessageContaining("once too often");
    }

    @Test
    void thereAreNoMoreFramesThanAgreed() {
        List<Frame> held = List.of(pool.acquire(), pool.acquire(), pool.acquire());
        assertThatExceptionOfType(FramesExhaustedException.class)
                .isThrownBy(pool::acquire)
                .withMessageContaining("all 3 frames");
        held.getFirst().release();
        assertThat(pool.acquire()).isSameAs(held.getFirst());
    }

    @Test
    void samplesCountAgainstTheBudgetUntilThePoolIsClosed() {
        Frame frame = pool.acquire();
        frame.addChannel("a", 600);
        assertThatExceptionOfType(FramesExhaustedException.class).isThrownBy(() -> frame.addChannel("b", 401));
        assertThat(frame.channelCount()).isEqualTo(1);
        frame.addChannel("b", 400);
        assertThat(budget.reserved()).isEqualTo(BYTES);
        frame.release();
        pool.close();
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void channelsAndSamplesAreBounded() {
        Frame frame = pool.acquire();
        assertThatIllegalArgumentException().isThrownBy(() -> frame.addChannel("a", Frame.SAMPLES_MAX + 1));
        for (int i = 0; i < Frame.CHANNELS_MAX; i++) {
            frame.addChannel("c" + i, 1);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> frame.addChannel("more", 1));
        assertThat(frame.indexOf("c63")).isEqualTo(63);
        assertThat(frame.indexOf("c64")).isEqualTo(-1);
    }

    @Test
    void aCopySharesNothing() {
        Frame frame = pool.acquire();
        frame.addChannel("a", 2)[1] = 5;
        frame.stamp(1, 2).metadata().put("k", 1);
        Frame copy = pool.acquire().copyOf(frame);
        frame.samples(0)[1] = 6;
        frame.metadata().clear();
        assertThat(copy.samples(0)[1]).isEqualTo(5);
        assertThat(copy.metadata()).containsEntry("k", 1);
        assertThat(copy.timestampUs()).isEqualTo(1);
        assertThat(copy.sequenceId()).isEqualTo(2);
    }

    @Test
    void manyThreadsNeverHoldTheSameFrame() throws Exception {
        int threads = 4;
        FramePool shared = new FramePool(threads, budget);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                double own = i;
                ends.add(executor.submit(() -> {
                    for (int j = 0; j < 50_000; j++) {
                        Frame frame = shared.acquire();
                        double[] samples = frame.addChannel("a", 1);
                        samples[0] = own;
                        Thread.onSpinWait();
                        assertThat(samples[0]).isEqualTo(own);
                        frame.release();
                    }
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        assertThat(shared.outstanding()).isZero();
    }
}
