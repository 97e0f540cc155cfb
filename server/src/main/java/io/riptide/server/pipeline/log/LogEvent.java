package io.riptide.server.pipeline.log;

import java.util.Optional;

/// An event as a node takes it out of a log.
///
/// @param type record type of the event
/// @param offset its place in the log
/// @param isTerminal whether it is the log's last
/// @param json the event, a JSON object
/// @param gap what of the log before it this reader did not get
@SuppressWarnings("ArrayRecordComponent") // handed from the log to the node, compared by nobody
public record LogEvent(int type, long offset, boolean isTerminal, byte[] json, Optional<LogGap> gap) {}
