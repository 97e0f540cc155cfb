package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.List;

/// Fades each frame in and out, so that its spectrum does not show where it was cut.
///
/// - **Source:** F. J. Harris, "On the use of windows for harmonic analysis", 1978; periodic forms.
final class Window implements SampleNode {
    /// The windows there are.
    static final List<String> SHAPES = List.of("hann", "hamming", "blackman", "rectangular");

    static final NodeSchema SCHEMA = NodeSchema.EMPTY.withChoice("window", SHAPES, "Its shape.");

    private String shape = "";
    private double[] weights = {};

    Window(NodeConfig config) {
        configure(config);
    }

    @Override
    public void configure(NodeConfig config) {
        shape = config.text("window");
        weights = new double[0];
    }

    @Override
    public void onSamples(String channel, double[] samples, int length) {
        if (weights.length != length) {
            weights = weights(shape, length);
        }
        for (int i = 0; i < length; i++) {
            samples[i] *= weights[i];
        }
    }

    private static double[] weights(String shape, int length) {
        double[] weights = new double[length];
        for (int i = 0; i < length; i++) {
            double turn = 2 * Math.PI * i / length;
            weights[i] = switch (shape) {
                case "hann" -> 0.5 - 0.5 * Math.cos(turn);
                case "hamming" -> 0.54 - 0.46 * Math.cos(turn);
                case "blackman" -> 0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn);
                default -> 1;
            };
        }
        return weights;
    }
}
