package io.riptide.engine.pipeline.node;

/// What frames at a node's port hold.
public enum PortKind {
    /// There is no such port: the node makes frames, or only takes them.
    NONE,
    /// Channels of samples.
    SIGNAL,
    /// Metadata, without channels.
    RECORD,
    /// Either; a node that gives this gives what it gets.
    ANY;

    /// Whether frames of `other` may come in here.
    public boolean takes(PortKind other) {
        return this == other || (this == ANY && other != NONE) || (other == ANY && this != NONE);
    }
}
