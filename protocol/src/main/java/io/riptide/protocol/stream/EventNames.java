package io.riptide.protocol.stream;

import io.riptide.protocol.AnyThread;

/// What the numbers in a log mean on the wire.
@AnyThread
public interface EventNames {
    /// The name of the event type that records call `type`, in ASCII; the same array each time.
    byte[] name(int type);

    /// The type of a log's last event to which a stream adds its own tally: what it delivered and dropped.
    int summaryType();
}
