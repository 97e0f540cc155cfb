package io.riptide.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.riptide.engine.testing.PipelineRig;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Frames pass from node to node without anything new being made for them.
class PipelineAllocationTest {
    private static final int WARM = 20_000;
    private static final int COUNTED = 200_000;
    private static final int ROUNDS = 4;

    @Test
    void aWarmPipelineAllocatesNothingForAFrame() throws Exception {
        // What is left is what virtual threads take to be parked, a share of it for each frame: more on a machine
        // that is busy. What a node allocated for each frame would be there in every round.
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            least = Math.min(least, bytesPerFrame());
        }
        assertThat(least).isLessThan(16);
    }

    private static double bytesPerFrame() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PipelineRig rig = new PipelineRig();
        rig.sine("sine", WARM + COUNTED).node("gain", "Gain", Map.of("gain", 2)).node("low", "Filter", Map.of());
        rig.node("level", "Level", Map.of()).node("print", "Print", Map.of("every", 1_000_000));
        rig.chain("sine", "gain", "low", "level", "print");
        rig.pipeline();
        long[] bytes = new long[2];
        Thread watching = Thread.ofPlatform().unstarted(() -> {
            while (rig.figures("print").framesIn() < WARM) {
                Thread.onSpinWait();
            }
            bytes[0] = threads.getTotalThreadAllocatedBytes();
        });
        watching.start();
        rig.run();
        watching.join();
        bytes[1] = threads.getTotalThreadAllocatedBytes();
        return (double) (bytes[1] - bytes[0]) / COUNTED;
    }
}
