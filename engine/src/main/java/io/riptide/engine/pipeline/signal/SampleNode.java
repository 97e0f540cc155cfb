package io.riptide.engine.pipeline.signal;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeOutput;

/// A node that gives each channel other samples, as many as before: in place where nobody else has the frame.
interface SampleNode extends FrameNode {
    /// Changes the first `length` of `samples`, those of the channel called `channel`.
    void onSamples(String channel, double[] samples, int length);

    @Override
    default void onFrame(Frame frame, NodeOutput out) throws InterruptedException {
        Frame changed = out.exclusive(frame);
        for (int i = 0; i < changed.channelCount(); i++) {
            onSamples(changed.name(i), changed.samples(i), changed.length(i));
        }
        out.emit(changed);
    }
}
