package io.riptide.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riptide.engine.pipeline.graph.ErrorPolicy;
import io.riptide.engine.pipeline.graph.FanIn;
import io.riptide.engine.pipeline.graph.NodeSpec;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.RestartStrategy;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.testing.PipelineRig;
import io.riptide.engine.testing.PipelineRig.Heard;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Ten seconds of a sine go on where they were, whatever is done to the pipeline meanwhile.
@Timeout(60)
class PhaseTest {
    private static final int FRAME_SIZE = 1_024;
    private static final double RATE = 48_000;
    private static final int FRAMES = (int) (10 * RATE / FRAME_SIZE);
    private static final double FREQUENCY = 441.7;
    private static final Map<String, Object> SINE =
            Map.of("frequency", FREQUENCY, "frame_size", FRAME_SIZE, "frames", FRAMES, "realtime", false);
    private static final long FAILS_AT = 300;

    @Test
    void aSineIsWholeOverPausesAReconfigurationAndARestartBelowIt() throws Exception {
        PipelineRig rig = new PipelineRig().roomy();
        AtomicInteger lives = new AtomicInteger();
        rig.type("Fragile", PortKind.ANY, PortKind.ANY, () -> {
            lives.incrementAndGet();
            return PipelineRig.node((frame, out) -> {
                if (frame.sequenceId() == FAILS_AT && lives.get() == 1) {
                    throw new IllegalStateException("just once");
                }
                out.emit(frame);
            });
        });
        rig.node("sine", "SineGenerator", SINE)
                .node(fragile())
                .chain("sine", "fragile")
                .capacity(8);
        PipelineRig more = rig.other().node("sine", "SineGenerator", SINE).node(fragile());
        more.node("gain", "Gain", Map.of("gain", 1))
                .chain("sine", "gain", "fragile")
                .capacity(8);
        PipelineGraph next = more.graph();
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            rig.hearing((_, frame) -> {
                switch ((int) frame.sequenceId()) {
                    case 50, 150, 350 -> {
                        rig.pipeline().pause();
                        others.execute(() -> unpauseWhenPaused(rig));
                    }
                    case 200 -> assertThat(rig.pipeline().reshape(next)).isTrue();
                    default -> {}
                }
            });
            rig.run();
        }
        assertThat(lives).hasValue(2);
        List<Heard> heard = rig.frames();
        // The frame that the node failed on is lost, as its policy has it, and no other.
        assertThat(heard)
                .extracting(Heard::sequenceId)
                .containsExactlyElementsOf(LongStream.range(0, FRAMES)
                        .filter(number -> number != FAILS_AT)
                        .boxed()
                        .toList());
        for (Heard frame : heard) {
            for (int i = 0; i < FRAME_SIZE; i += 97) {
                double seconds = (frame.sequenceId() * FRAME_SIZE + i) / RATE;
                assertThat(frame.main()[i]).isCloseTo(Math.sin(2 * Math.PI * FREQUENCY * seconds), within(1e-7));
            }
        }
    }

    private static NodeSpec fragile() {
        return new NodeSpec(
                "fragile",
                "Fragile",
                Map.of(),
                ErrorPolicy.SKIP,
                0,
                new RestartStrategy.Immediate(),
                FanIn.BY_TYPE,
                1,
                NodeSpec.TIMEOUT_MS);
    }

    private static void unpauseWhenPaused(PipelineRig rig) {
        while (rig.figures("sine").state() != NodeState.PAUSED
                && rig.figures("sine").framesOut() < FRAMES) {
            Thread.onSpinWait();
        }
        rig.pipeline().unpause();
    }
}
