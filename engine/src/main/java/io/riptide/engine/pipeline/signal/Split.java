package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;

/// Makes a frame of each channel, at the port of its name: `split.left` gives the channel `left`.
final class Split implements FrameNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY;

    @Override
    public void configure(NodeConfig config) {
        // There is nothing to be told.
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        for (int i = 0; i < frame.channelCount(); i++) {
            Frame part = out.acquire();
            double[] to = part.addChannel(frame.name(i), frame.length(i));
            System.arraycopy(frame.samples(i), 0, to, 0, frame.length(i));
            out.emit(frame.name(i), part);
        }
    }
}
