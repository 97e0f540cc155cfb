package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.HashMap;
import java.util.Map;

/// Makes of each sample the mean of the last so many, across frames; of fewer, as long as there were not so many.
///
/// The sum is made anew once a round, so that rounding does not add up for ever.
final class MovingAverage implements SampleNode {
    static final NodeSchema SCHEMA =
            NodeSchema.EMPTY.withInteger("length", 8, 1, 1 << 20, "samples", "Samples in the mean.");

    private final Map<String, Ring> rings = new HashMap<>();
    private int length;

    /// The last samples of a channel.
    private static final class Ring {
        private final double[] samples;
        private int next;
        private int count;
        private double sum;

        Ring(int length) {
            samples = new double[length];
        }

        double mean(double sample) {
            sum += sample - samples[next];
            samples[next++] = sample;
            count = Math.min(count + 1, samples.length);
            if (next == samples.length) {
                next = 0;
                sum = 0;
                for (double each : samples) {
                    sum += each;
                }
            }
            return sum / count;
        }
    }

    MovingAverage(NodeConfig config) {
        configure(config);
    }

    /// Another length begins anew.
    @Override
    public void configure(NodeConfig config) {
        int wanted = (int) config.integer("length");
        if (wanted != length) {
            length = wanted;
            rings.clear();
        }
    }

    @Override
    public void onSamples(String channel, double[] samples, int count) {
        Ring ring = rings.get(channel);
        if (ring == null) {
            ring = new Ring(length);
            rings.put(channel, ring);
        }
        for (int i = 0; i < count; i++) {
            samples[i] = ring.mean(samples[i]);
        }
    }
}
