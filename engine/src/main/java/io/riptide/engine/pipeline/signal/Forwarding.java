package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;

/// Passes frames on as they are. What its several inputs make of them, merged or joined, is done before it.
final class Forwarding implements FrameNode {
    @Override
    public void configure(NodeConfig config) {
        // There is nothing to be told.
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        out.emit(frame);
    }
}
