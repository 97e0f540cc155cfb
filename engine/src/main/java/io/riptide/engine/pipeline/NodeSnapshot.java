package io.riptide.engine.pipeline;

import org.HdrHistogram.Histogram;

/// One node's figures at one time.
///
/// @param id its name in the graph
/// @param type name of its type
/// @param state where it is in its life
/// @param framesIn frames it took
/// @param framesOut frames it emitted
/// @param errors frames it failed on
/// @param skipped frames that were lost for its failures
/// @param dropped frames for which its inboxes had no room
/// @param restarts how often another took its place
/// @param inboxFrames frames that wait for it
/// @param inboxCapacity frames that may
/// @param latency nanoseconds it works on a frame
/// @param jitter nanoseconds a paced source was late
public record NodeSnapshot(
        String id,
        String type,
        NodeState state,
        long framesIn,
        long framesOut,
        long errors,
        long skipped,
        long dropped,
        long restarts,
        int inboxFrames,
        int inboxCapacity,
        Histogram latency,
        Histogram jitter) {}
