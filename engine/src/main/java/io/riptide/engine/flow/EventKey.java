package io.riptide.engine.flow;

import org.agrona.DirectBuffer;

/// Says which events replace each other: those of the same key.
@FunctionalInterface
public interface EventKey {
    /// All events have the same key.
    EventKey ONE = (_, _, _) -> 0;

    /// The key of the event in `length` bytes at `index`, as 64 bits that differ for different keys as good as
    /// surely. Events that have none share one. Called by whoever reads; must not keep the buffer.
    long of(DirectBuffer buffer, int index, int length);
}
