package io.riptide.engine.pipeline.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.testing.NoFaults;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The same node, called with the same frame again and again.
class ResampleAllocationTest {
    private static final int FRAMES = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final FramePool pool = new FramePool(2, ByteBudget.root("frames", 1 << 20));

    /// With a row of weights for each phase, and between rows.
    @ParameterizedTest
    @CsvSource({"44100, 48000", "44100, 48001.5", "48000, 16000"})
    void aWarmNodeAllocatesNothingForAFrame(double from, double to) throws Exception {
        Map<String, Object> given = Map.of("from_hz", from, "to_hz", to, "quality", "low");
        Resample node = new Resample(Resample.SCHEMA.check(given, new NoFaults()));
        Frame frame = pool.acquire();
        frame.addChannel("left", 16)[3] = 1;
        frame.addChannel("right", 16)[5] = 1;
        Releasing out = new Releasing();
        pass(node, frame, out);
        long before = threads.getCurrentThreadAllocatedBytes();
        pass(node, frame, out);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(out.frames).isEqualTo(2 * FRAMES);
        assertThat((double) allocated / FRAMES).as("bytes a frame").isLessThan(1);
        frame.release();
        assertThat(pool.outstanding()).isZero();
    }

    private static void pass(Resample node, Frame frame, NodeOutput out) throws InterruptedException {
        for (int i = 0; i < FRAMES; i++) {
            node.onFrame(frame, out);
        }
    }

    /// Counts and releases what is emitted.
    private final class Releasing implements NodeOutput {
        private int frames;

        @Override
        public Frame acquire() {
            return pool.acquire();
        }

        @Override
        public Frame exclusive(Frame frame) {
            throw new AssertionError("another rate is another frame");
        }

        @Override
        public void emit(String port, Frame frame) {
            frames++;
            frame.release();
        }

        @Override
        public void pace(long periodNs) {
            throw new AssertionError("it is no source");
        }
    }
}
