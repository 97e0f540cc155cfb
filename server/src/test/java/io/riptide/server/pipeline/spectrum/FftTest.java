package io.riptide.server.pipeline.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FftTest {
    private final FramePool pool = new FramePool(4, ByteBudget.root("frames", 1 << 20));

    /// Against the sum by which the transform is defined; rounding of some hundred terms is far below 1e-9.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 97, 128, 255, 256})
    void theTransformIsTheSumItIsDefinedAs(int length) throws Exception {
        double[] samples = new Random(length).doubles(length, -1, 1).toArray();
        Map<String, double[]> spectrum = spectrum(Map.of("output", "complex"), samples);
        double[] reals = channel(spectrum, "main.re");
        double[] imaginaries = channel(spectrum, "main.im");
        for (int k = 0; k <= length / 2; k++) {
            double real = 0;
            double imaginary = 0;
            for (int i = 0; i < length; i++) {
                real += samples[i] * Math.cos(2 * Math.PI * k * i / length);
                imaginary -= samples[i] * Math.sin(2 * Math.PI * k * i / length);
            }
            assertThat(reals[k]).as("bin %d", k).isCloseTo(real, within(1e-9));
            assertThat(imaginaries[k]).as("bin %d", k).isCloseTo(imaginary, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rectangular", "hann", "hamming", "blackman"})
    void aSineHasItsAmplitudeWhateverTheWindow(String window) throws Exception {
        double[] sine = new double[1_024];
        for (int i = 0; i < sine.length; i++) {
            sine[i] = 0.25 + 3 * Math.sin(2 * Math.PI * 64 * i / sine.length);
        }
        double[] magnitudes = channel(spectrum(Map.of("window", window), sine), "main");
        assertThat(magnitudes).hasSize(513);
        assertThat(magnitudes[64]).isCloseTo(3, within(1e-9));
        assertThat(magnitudes[0]).isCloseTo(0.25, within(1e-9));
        assertThat(magnitudes[200]).isCloseTo(0, within(1e-9));
        double[] db = channel(spectrum(Map.of("window", window, "output", "db"), sine), "main");
        assertThat(db[64]).isCloseTo(20 * Math.log10(3), within(1e-9));
    }

    @Test
    void silenceHasALevelToo() throws Exception {
        assertThat(channel(spectrum(Map.of("output", "db"), new double[8]), "main"))
                .containsOnly(-400);
    }

    private static double[] channel(Map<String, double[]> heard, String name) {
        return Objects.requireNonNull(heard.get(name), name);
    }

    private Map<String, double[]> spectrum(Map<String, Object> config, double... samples) throws Exception {
        NodeType type = FftType.TYPE;
        FrameNode node = (FrameNode) type.create(type.schema().check(config, new NoFaults()));
        Frame frame = pool.acquire();
        System.arraycopy(samples, 0, frame.addChannel("main", samples.length), 0, samples.length);
        Map<String, double[]> heard = new HashMap<>();
        node.onFrame(frame, new Output(heard));
        frame.release();
        assertThat(pool.outstanding()).isZero();
        return heard;
    }

    private static final class NoFaults implements NodeSchema.Faults {
        @Override
        public void wrong(String name, String detail) {
            throw new AssertionError(name + " " + detail);
        }

        @Override
        public void unknown(String name, List<String> known) {
            throw new AssertionError(name);
        }
    }

    /// Writes down what is emitted.
    private final class Output implements NodeOutput {
        private final Map<String, double[]> heard;

        Output(Map<String, double[]> heard) {
            this.heard = heard;
        }

        @Override
        public Frame acquire() {
            return pool.acquire();
        }

        @Override
        public Frame exclusive(Frame frame) {
            throw new AssertionError("a spectrum is another frame");
        }

        @Override
        public void emit(String port, Frame frame) {
            for (int i = 0; i < frame.channelCount(); i++) {
                heard.put(frame.name(i), Arrays.copyOf(frame.samples(i), frame.length(i)));
            }
            frame.release();
        }

        @Override
        public void pace(long periodNs) {
            throw new AssertionError("it is no source");
        }
    }
}
