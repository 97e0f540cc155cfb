package io.riptide.engine.pipeline.node;

import io.riptide.engine.pipeline.frame.Frame;

/// A node that works on the frames of others.
public non-sealed interface FrameNode extends Node {
    /// Works on `frame`, which it borrows, and emits none, one or more.
    void onFrame(Frame frame, NodeOutput out) throws Exception;

    /// No more frames come: emits what it still holds.
    default void onEnd(NodeOutput out) throws Exception {}
}
