package io.riptide.engine.pipeline;

import io.riptide.engine.pipeline.frame.Frame;

/// Who gets a pipeline's frames and hears of its nodes.
///
/// - **Threading:** the nodes' threads, several at once.
public interface PipelineListener {
    /// Node `id`, which no other takes frames of, emitted `frame`, which is borrowed. Waits as long as it must:
    /// that is how a slow reader slows the pipeline.
    void onFrame(String id, Frame frame) throws InterruptedException;

    /// Node `id` is in another state; `message` says why, and is empty where nothing went wrong.
    void onState(String id, NodeState state, String message) throws InterruptedException;

    /// Node `id` says something about its work, see [io.riptide.engine.pipeline.node.NodeOutput#note].
    default void onNote(String id, String text) throws InterruptedException {}
}
