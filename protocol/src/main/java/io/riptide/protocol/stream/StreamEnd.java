package io.riptide.protocol.stream;

/// Why a stream ended.
public enum StreamEnd {
    /// The log's last event was written.
    COMPLETED,
    /// The reader fell behind its window, and its policy is to be disconnected.
    OVERRUN,
    /// The reader took no byte for the whole of the stall time-out. The listener closes the channel, in the way of
    /// its protocol and within a time of its own: what the channel has queued is held as long as that.
    STALLED,
    /// The log was freed under the stream.
    EXPIRED,
    /// Whoever started the stream stopped it.
    STOPPED,
    /// The channel went away.
    CHANNEL_CLOSED
}
