package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;

/// Fades each frame in and out, so that its spectrum does not show where it was cut.
final class Window implements SampleNode {
    static final NodeSchema SCHEMA =
            NodeSchema.EMPTY.withChoice("window", WindowShape.words(WindowShape.HANN), "Its shape.");

    private WindowShape shape = WindowShape.HANN;
    private double[] weights = {};

    Window(NodeConfig config) {
        configure(config);
    }

    @Override
    public void configure(NodeConfig config) {
        shape = WindowShape.of(config.text("window"));
        weights = new double[0];
    }

    @Override
    public void onSamples(String channel, double[] samples, int length) {
        if (weights.length != length) {
            weights = shape.weights(length);
        }
        for (int i = 0; i < length; i++) {
            samples[i] *= weights[i];
        }
    }
}
