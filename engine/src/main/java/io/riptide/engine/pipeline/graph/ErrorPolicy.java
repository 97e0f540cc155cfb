package io.riptide.engine.pipeline.graph;

/// What becomes of a frame that a node failed on.
public enum ErrorPolicy {
    /// The pipeline fails, unless the node may be restarted: then the frame is lost.
    PROPAGATE,
    /// The frame is lost.
    SKIP,
    /// A frame of the same shape takes its place, each of its samples the default.
    DEFAULT
}
