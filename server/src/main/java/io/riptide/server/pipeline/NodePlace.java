package io.riptide.server.pipeline;

import io.riptide.server.pipeline.input.FrameInput;
import io.riptide.server.stream.StreamIdentity;

/// Where a node is at work.
///
/// @param node its name in its graph
/// @param run the run of the pipeline it is in, and who asked for that
/// @param input the frames that the client sends
public record NodePlace(String node, StreamIdentity run, FrameInput input) {}
