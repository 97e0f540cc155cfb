package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.PipelineListener;

/// Hears what comes of a pipeline, and what becomes of it.
///
/// - **Threading:** [PipelineListener]'s of nodes; of the pipeline its own thread.
interface LiveListener extends PipelineListener {
    /// It waits for its place, and so many are due before it.
    void onWait(int ahead) throws InterruptedException;

    /// Its nodes are about to work, or to be paused from the beginning.
    void onBegin() throws InterruptedException;
}
