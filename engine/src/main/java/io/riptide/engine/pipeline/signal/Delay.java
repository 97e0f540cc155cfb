package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.HashMap;
import java.util.Map;

/// Gives each sample so many samples later; before the first one, silence.
final class Delay implements SampleNode {
    static final NodeSchema SCHEMA =
            NodeSchema.EMPTY.withInteger("samples", 480, 0, 1 << 20, "samples", "How much later.");

    private final Map<String, double[]> rings = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private int length;

    Delay(NodeConfig config) {
        configure(config);
    }

    /// Another delay begins with silence.
    @Override
    public void configure(NodeConfig config) {
        int wanted = (int) config.integer("samples");
        if (wanted != length) {
            length = wanted;
            rings.clear();
            places.clear();
        }
    }

    @Override
    public void onSamples(String channel, double[] samples, int count) {
        if (length == 0) {
            return;
        }
        double[] ring = rings.get(channel);
        if (ring == null) {
            ring = new double[length];
            rings.put(channel, ring);
        }
        int at = places.getOrDefault(channel, 0);
        for (int i = 0; i < count; i++) {
            double earlier = ring[at];
            ring[at] = samples[i];
            samples[i] = earlier;
            at = at + 1 == length ? 0 : at + 1;
        }
        places.put(channel, at);
    }
}
