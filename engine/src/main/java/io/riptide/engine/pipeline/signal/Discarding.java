package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;

/// Takes frames and gives none.
final class Discarding implements FrameNode {
    @Override
    public void configure(NodeConfig config) {
        // There is nothing to be told.
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) {
        // It is borrowed: its runner releases it.
    }
}
