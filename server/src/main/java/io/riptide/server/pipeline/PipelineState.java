package io.riptide.server.pipeline;

/// Where a pipeline is in its life.
enum PipelineState {
    /// It waits for a place among those that work.
    QUEUED,
    /// Its memory is taken and its nodes are made.
    INITIALIZING,
    /// Its nodes work.
    RUNNING,
    /// Its sources wait until they may go on.
    PAUSED,
    /// All is done, or was ended.
    COMPLETED,
    /// A node failed for good.
    ERROR
}
