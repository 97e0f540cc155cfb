package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;

/// Lets frames pass as they are, all or each so-many-th: where nothing follows, they go to whoever runs the
/// pipeline.
final class Passing implements FrameNode {
    static final NodeSchema SCHEMA = NodeSchema.EMPTY.withInteger(
            "every", 1, 1, 1_000_000, "frames", "Of so many frames, the first is passed on.");

    private long every;
    private long seen;

    Passing(NodeConfig config) {
        configure(config);
    }

    @Override
    public void configure(NodeConfig config) {
        every = config.integer("every");
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        if (seen++ % every == 0) {
            out.emit(frame);
        }
    }
}
