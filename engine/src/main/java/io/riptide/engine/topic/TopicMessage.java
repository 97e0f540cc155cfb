package io.riptide.engine.topic;

import io.riptide.engine.log.RecordWriter;

/// A message that is yet to be written.
///
/// @param type number of its event type, as the log's user counts them
/// @param priority 0, dropped first, to 9
/// @param keyHash hash of the key messages are conflated by; 0 when there is none
/// @param lengthMax bytes its payload takes at most
/// @param writer writes the payload
public record TopicMessage(int type, int priority, int keyHash, int lengthMax, RecordWriter writer) {}
