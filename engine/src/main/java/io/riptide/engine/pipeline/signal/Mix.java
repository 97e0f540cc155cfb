package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.Arrays;
import java.util.List;

/// All channels in one, `main`, as long as the longest.
final class Mix implements FrameNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY.withChoice(
            "mode", List.of("sum", "mean"), "Whether samples are added up, or their mean is taken.");

    private boolean isMean;

    Mix(NodeConfig config) {
        configure(config);
    }

    @Override
    public void configure(NodeConfig config) {
        isMean = config.text("mode").equals("mean");
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        int longest = 0;
        for (int i = 0; i < frame.channelCount(); i++) {
            longest = Math.max(longest, frame.length(i));
        }
        Frame mixed = out.acquire();
        double[] sums = mixed.addChannel(Channels.MAIN, longest);
        Arrays.fill(sums, 0, longest, 0);
        double share = isMean && frame.channelCount() > 0 ? 1.0 / frame.channelCount() : 1;
        for (int i = 0; i < frame.channelCount(); i++) {
            double[] samples = frame.samples(i);
            for (int j = 0; j < frame.length(i); j++) {
                sums[j] += share * samples[j];
            }
        }
        out.emit(mixed);
    }
}
