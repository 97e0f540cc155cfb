package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.SourceNode;
import io.riptide.server.pipeline.input.FrameInput;
import io.riptide.server.pipeline.input.InputFrame;

/// Gives what a client sent, all that waits in one call.
final class InputNode implements SourceNode {
    private final FrameInput frames;

    InputNode(FrameInput frames) {
        this.frames = frames;
    }

    @Override
    public boolean produce(NodeOutput out) throws InterruptedException {
        boolean hasMore = out.waitFor(frames::await);
        for (InputFrame next = frames.poll(); next != null; next = frames.poll()) {
            Frame frame = out.acquire();
            next.writeTo(frame);
            out.emit(frame);
        }
        return hasMore;
    }

    @Override
    public void configure(NodeConfig config) {
        // There is nothing to tell it.
    }
}
