package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;

/// Makes samples larger or smaller.
final class Gain implements SampleNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY
            .withOptionalNumber("gain", -1e9, 1e9, "", "What each sample is multiplied by; 1 if neither is given.")
            .withOptionalNumber(
                    "gain_db", -400, 180, "dB", "The same as 20 × log10 of it; added to `gain` if both are.");

    private static final double DB_PER_FACTOR_10 = 20;

    private double factor;

    Gain(NodeConfig config) {
        configure(config);
    }

    @Override
    public void configure(NodeConfig config) {
        double linear = config.has("gain") ? config.number("gain") : 1;
        double db = config.has("gain_db") ? config.number("gain_db") : 0;
        factor = linear * Math.pow(10, db / DB_PER_FACTOR_10);
    }

    @Override
    public void onSamples(String channel, double[] samples, int length) {
        double by = factor;
        for (int i = 0; i < length; i++) {
            samples[i] *= by;
        }
    }
}
