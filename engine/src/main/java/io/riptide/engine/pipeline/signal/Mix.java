package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import java.util.Arrays;
import java.util.List;

/// All channels in one, `main`, as long as the longest.
final class Mix implements FrameNode {
    /// Several inputs are joined first.
    static final NodeType TYPE = new NodeType() {
        private static final NodeSchema SCHEMA = NodeSchema.EMPTY.withChoice(
                "mode", List.of("sum", "mean"), "Whether samples are added up, or their mean is taken.");

        @Override
        public String name() {
            return "Mix";
        }

        @Override
        public String description() {
            return "Adds all channels up to one; frames of several nodes by their numbers.";
        }

        @Override
        public PortKind input() {
            return PortKind.SIGNAL;
        }

        @Override
        public PortKind output() {
            return PortKind.SIGNAL;
        }

        @Override
        public NodeSchema schema() {
            return SCHEMA;
        }

        @Override
        public boolean isAligned() {
            return true;
        }

        @Override
        public Node create(NodeConfig config) {
            return new Mix(config);
        }
    };

    private boolean isMean;

    private Mix(NodeConfig config) {
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
