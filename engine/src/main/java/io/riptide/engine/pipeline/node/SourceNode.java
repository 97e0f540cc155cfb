package io.riptide.engine.pipeline.node;

/// A node that makes frames of its own.
public non-sealed interface SourceNode extends Node {
    /// Makes and emits the next frame, or some; false when there will be none any more.
    boolean produce(NodeOutput out) throws Exception;
}
