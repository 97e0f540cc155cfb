package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.HashMap;
import java.util.Map;

/// Keeps one sample of so many, across frames. What is above half the new rate folds down: a low pass belongs
/// before it.
final class Decimate implements FrameNode {
    static final NodeSchema SCHEMA =
            NodeSchema.EMPTY.withInteger("factor", 2, 1, 1 << 20, "samples", "Of so many samples, the first is kept.");

    private final Map<String, Integer> skips = new HashMap<>();
    private int factor;

    Decimate(NodeConfig config) {
        configure(config);
    }

    @Override
    public void configure(NodeConfig config) {
        factor = (int) config.integer("factor");
        skips.replaceAll((_, skip) -> Math.min(skip, factor - 1));
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        Frame fewer = out.exclusive(frame);
        for (int i = 0; i < fewer.channelCount(); i++) {
            double[] samples = fewer.samples(i);
            int length = fewer.length(i);
            int at = skips.getOrDefault(fewer.name(i), 0);
            int kept = 0;
            while (at < length) {
                samples[kept++] = samples[at];
                at += factor;
            }
            skips.put(fewer.name(i), at - length);
            fewer.shorten(i, kept);
        }
        out.emit(fewer);
    }
}
