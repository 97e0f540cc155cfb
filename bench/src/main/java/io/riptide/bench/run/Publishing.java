package io.riptide.bench.run;

import io.riptide.bench.wire.Target;

/// Messages that go to a topic while connections stand.
///
/// @param server where the topic is
/// @param pattern when each message is to be published, whatever became of the last
/// @param size of a message's `data` in bytes; shorter ones are as long as their number and time take
public record Publishing(Target server, String topic, Pattern pattern, int size) {}
