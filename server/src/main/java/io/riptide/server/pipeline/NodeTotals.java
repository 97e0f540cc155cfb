package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.NodeSnapshot;

/// What all nodes of a type counted.
///
/// @param framesIn frames they took
/// @param framesOut frames they emitted
/// @param errors frames they failed on
/// @param skipped frames that were lost for their failures
/// @param dropped frames for which their inboxes had no room
/// @param restarts how often another took the place of one
public record NodeTotals(long framesIn, long framesOut, long errors, long skipped, long dropped, long restarts) {
    static NodeTotals of(NodeSnapshot node) {
        return new NodeTotals(
                node.framesIn(), node.framesOut(), node.errors(), node.skipped(), node.dropped(), node.restarts());
    }

    NodeTotals plus(NodeTotals more) {
        return new NodeTotals(
                framesIn + more.framesIn,
                framesOut + more.framesOut,
                errors + more.errors,
                skipped + more.skipped,
                dropped + more.dropped,
                restarts + more.restarts);
    }
}
