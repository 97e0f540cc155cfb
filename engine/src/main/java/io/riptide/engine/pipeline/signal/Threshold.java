package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.List;

/// Lets frames pass in which some sample is above, or none is.
final class Threshold implements FrameNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY
            .withNumber("threshold", 0.5, -1e9, 1e9, "", "What a sample, without its sign, is compared with.")
            .withChoice("pass", List.of("above", "below"), "Frames with a sample above it, or those without one.");

    private double threshold;
    private boolean passesAbove;

    Threshold(NodeConfig config) {
        configure(config);
    }

    @Override
    public void configure(NodeConfig config) {
        threshold = config.number("threshold");
        passesAbove = config.text("pass").equals("above");
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        if (hasAbove(frame) == passesAbove) {
            out.emit(frame);
        }
    }

    private boolean hasAbove(Frame frame) {
        for (int i = 0; i < frame.channelCount(); i++) {
            double[] samples = frame.samples(i);
            for (int j = 0; j < frame.length(i); j++) {
                if (Math.abs(samples[j]) > threshold) {
                    return true;
                }
            }
        }
        return false;
    }
}
