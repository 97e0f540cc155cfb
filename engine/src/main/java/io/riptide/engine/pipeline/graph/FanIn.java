package io.riptide.engine.pipeline.graph;

/// How frames of several edges come into one node.
public enum FanIn {
    /// As the node's type has it.
    BY_TYPE,
    /// Each as it comes.
    MERGE,
    /// One of each edge with the same number, joined into one.
    ALIGN
}
