package io.riptide.engine.pipeline.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riptide.engine.pipeline.graph.EdgeSpec;
import io.riptide.engine.testing.PipelineRig;
import io.riptide.engine.testing.PipelineRig.Heard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each node makes of samples, against values that were computed another way.
class SignalNodesTest {
    private static final Offset<Double> CLOSE = within(1e-9);
    private static final int RATE = 48_000;

    private final PipelineRig rig = new PipelineRig();

    @ParameterizedTest
    @CsvSource({
        "SineGenerator, 0, 0.7071067811865476, 1, 0.7071067811865476, 0",
        "SquareGenerator, 1, 1, 1, 1, -1",
        "SawGenerator, -1, -0.75, -0.5, -0.25, 0",
        "TriangleGenerator, 0, 0.5, 1, 0.5, 0"
    })
    void wavesBeginAsTheyShould(String type, double first, double second, double third, double fourth, double fifth)
            throws Exception {
        List<Double> samples = samples(type, Map.of("frequency", RATE / 8, "frame_size", 5, "frames", 1));
        assertThat(samples).hasSize(5);
        double[] expected = {first, second, third, fourth, fifth};
        for (int i = 0; i < expected.length; i++) {
            assertThat(samples.get(i)).isCloseTo(expected[i], CLOSE);
        }
    }

    @Test
    void phaseAmplitudeAndFramesFit() throws Exception {
        Map<String, Object> config =
                Map.of("frequency", 441, "frame_size", 100, "frames", 480, "phase", 90, "amplitude", 3);
        List<Double> samples = samples("SineGenerator", config);
        assertThat(samples).hasSize(RATE);
        for (int i = 0; i < RATE; i++) {
            assertThat(samples.get(i)).isCloseTo(3 * Math.cos(2 * Math.PI * 441 * i / RATE), CLOSE);
        }
    }

    @Test
    void noiseOfASeedIsAlwaysTheSameAndWhite() throws Exception {
        Map<String, Object> config = Map.of("frame_size", 10_000, "frames", 1, "seed", 7);
        List<Double> samples = samples("NoiseGenerator", config);
        assertThat(new SignalNodesTest().samples("NoiseGenerator", config)).isEqualTo(samples);
        double mean = samples.stream().mapToDouble(x -> x).average().orElseThrow();
        double square = samples.stream().mapToDouble(x -> x * x).average().orElseThrow();
        assertThat(mean).isCloseTo(0, within(0.03));
        assertThat(square).isCloseTo(1.0 / 3, within(0.02));
    }

    @Test
    void gainsOfBothKindsAddUp() throws Exception {
        assertThat(through("Gain", Map.of("gain", 2, "gain_db", -20), 1, -3)).containsExactly(0.2, -0.6000000000000001);
    }

    /// SciPy's `butter(2, 1000, fs=48000)` gives b = [0.0039161267, 0.0078322533, 0.0039161267],
    /// a = [1, -1.8153410827, 0.8310055893], by the bilinear transform of the same prototype.
    @Test
    void aLowPassIsTheButterworthFilterOfItsCutoff() throws Exception {
        double b0 = 0.003916126660547;
        double a1 = -1.815341082704568;
        double a2 = 0.831005589346757;
        double[] expected = new double[50];
        for (int i = 0; i < expected.length; i++) {
            double feed = i == 0 || i == 2 ? b0 : i == 1 ? 2 * b0 : 0;
            expected[i] = feed - (i > 0 ? a1 * expected[i - 1] : 0) - (i > 1 ? a2 * expected[i - 2] : 0);
        }
        double[] impulse = new double[50];
        impulse[0] = 1;
        List<Double> response = through("Filter", Map.of("cutoff", 1_000), impulse);
        for (int i = 0; i < expected.length; i++) {
            assertThat(response.get(i)).isCloseTo(expected[i], within(1e-12));
        }
    }

    /// The gain of a settled filter, by its definition, at three frequencies.
    @ParameterizedTest
    @CsvSource({
        "low_pass, 0.7071, 1000, 0.7071",
        "low_pass, 0.7071, 100, 1",
        "low_pass, 0.7071, 12000, 0.0043",
        "high_pass, 0.7071, 1000, 0.7071",
        "high_pass, 0.7071, 12000, 1",
        "band_pass, 5, 1000, 1",
        "band_pass, 5, 2000, 0.1302",
        "notch, 5, 1000, 0",
        "notch, 5, 100, 0.9998"
    })
    void filtersPassWhatTheirNameSays(String type, double q, double frequency, double expected) throws Exception {
        double[] sine = IntStream.range(0, RATE)
                .mapToDouble(i -> Math.sin(2 * Math.PI * frequency * i / RATE))
                .toArray();
        List<Double> passed = through("Filter", Map.of("type", type, "cutoff", 1_000, "q", q), sine);
        double meanSquare = passed.subList(RATE / 2, RATE).stream()
                .mapToDouble(x -> x * x)
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(2 * meanSquare)).isCloseTo(expected, within(0.002));
    }

    @Test
    void levelsAreMeasuredOverAFrame() throws Exception {
        assertThat(through("Level", Map.of(), 3, -4, 3, -4)).containsExactly(Math.sqrt(12.5));
        assertThat(new SignalNodesTest().through("Level", Map.of("measure", "peak"), 3, -4))
                .containsExactly(4.0);
    }

    @Test
    void windowsAreThoseOfTheTextbooks() throws Exception {
        assertThat(through("Window", Map.of(), 1, 1, 1, 1))
                .containsExactly(0.0, 0.49999999999999994, 1.0, 0.5000000000000001);
        assertThat(new SignalNodesTest().through("Window", Map.of("window", "rectangular"), 5, 6))
                .containsExactly(5.0, 6.0);
        assertThat(new SignalNodesTest()
                        .through("Window", Map.of("window", "blackman"), 1, 1)
                        .get(1))
                .isCloseTo(1, CLOSE);
        assertThat(new SignalNodesTest()
                        .through("Window", Map.of("window", "hamming"), 1, 1)
                        .getFirst())
                .isCloseTo(0.08, CLOSE);
    }

    @Test
    void aMovingAverageGoesOnFromFrameToFrame() throws Exception {
        assertThat(frames(2, "MovingAverage", Map.of("length", 3), 1, 2, 3, 4, 5, 6, 7, 8))
                .containsExactly(1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0);
    }

    @Test
    void aDelayGoesOnFromFrameToFrame() throws Exception {
        assertThat(frames(2, "Delay", Map.of("samples", 3), 1, 2, 3, 4, 5, 6))
                .containsExactly(0.0, 0.0, 0.0, 1.0, 2.0, 3.0);
    }

    @Test
    void decimationGoesOnFromFrameToFrame() throws Exception {
        assertThat(frames(4, "Decimate", Map.of("factor", 3), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))
                .containsExactly(0.0, 3.0, 6.0, 9.0);
    }

    @Test
    void loudFramesPassOrQuietOnes() throws Exception {
        assertThat(frames(2, "Threshold", Map.of("threshold", 2), 1, 2, 1, -3, 0, 0))
                .containsExactly(1.0, -3.0);
        assertThat(new SignalNodesTest()
                        .frames(2, "Threshold", Map.of("threshold", 2, "pass", "below"), 1, 2, 1, -3, 0, 0))
                .containsExactly(1.0, 2.0, 0.0, 0.0);
    }

    @Test
    void channelsGoToThePortsOfTheirNames() throws Exception {
        rig.source("Stereo", out -> {
            var frame = out.acquire();
            frame.addChannel("left", 1)[0] = 1;
            frame.addChannel("right", 1)[0] = 2;
            out.emit(frame);
            return false;
        });
        rig.node("stereo", "Stereo", Map.of()).node("split", "Split", Map.of());
        rig.node("a", "Print", Map.of()).node("b", "Print", Map.of());
        rig.edge("stereo", "split")
                .edge(EdgeSpec.of("split.left", "a"))
                .edge("split", "b")
                .run();
        assertThat(rig.frames("a"))
                .singleElement()
                .satisfies(heard -> assertThat(heard.channels()).containsOnlyKeys("left"));
        assertThat(rig.frames("b")).hasSize(2);
    }

    @Test
    void aTriggerMakesSoManyFrames() throws Exception {
        rig.node("tick", "Trigger", Map.of("interval_ms", 0.5, "frames", 4)).run();
        assertThat(rig.frames()).extracting(Heard::sequenceId).containsExactly(0L, 1L, 2L, 3L);
    }

    /// All samples of a generator's frames.
    private List<Double> samples(String type, Map<String, Object> config) throws Exception {
        Map<String, Object> all = new HashMap<>(config);
        all.put("realtime", false);
        rig.node("generator", type, all).run();
        return heard();
    }

    /// What a node makes of one frame.
    private List<Double> through(String type, Map<String, Object> config, double... samples) throws Exception {
        return frames(samples.length, type, config, samples);
    }

    /// What a node makes of frames of `size` samples.
    private List<Double> frames(int size, String type, Map<String, Object> config, double... samples) throws Exception {
        int[] at = {0};
        rig.source("Given", out -> {
            var frame = out.acquire();
            System.arraycopy(samples, at[0], frame.addChannel("main", size), 0, size);
            out.emit(frame);
            at[0] += size;
            return at[0] < samples.length;
        });
        rig.node("given", "Given", Map.of())
                .node("node", type, config)
                .edge("given", "node")
                .run();
        return heard();
    }

    private List<Double> heard() {
        List<Double> all = new ArrayList<>();
        rig.frames().forEach(frame -> Arrays.stream(frame.main()).forEach(all::add));
        return all;
    }
}
