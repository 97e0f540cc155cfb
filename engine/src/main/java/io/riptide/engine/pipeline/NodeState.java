package io.riptide.engine.pipeline;

/// Where a node, or a whole pipeline, is in its life.
public enum NodeState {
    /// It was not begun yet.
    IDLE,
    /// It works, or waits for frames.
    RUNNING,
    /// It was asked to pause.
    PAUSED,
    /// It failed, and another is about to take its place, or it is left alone for a while.
    RECOVERING,
    /// It has nothing more to do.
    COMPLETED,
    /// It failed for good.
    ERROR
}
