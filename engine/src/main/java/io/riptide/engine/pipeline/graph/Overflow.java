package io.riptide.engine.pipeline.graph;

/// What an edge does with a frame for which it has no room.
public enum Overflow {
    /// Whoever emits it waits.
    BLOCK,
    /// The oldest frame that waits goes.
    DROP_OLDEST,
    /// It goes itself.
    DROP_NEWEST,
    /// Only the newest ever waits: each frame takes the place of those before.
    LATEST
}
