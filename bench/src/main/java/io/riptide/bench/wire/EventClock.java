package io.riptide.bench.wire;

/// Is told of each tick or message that says when it was made, and of all others as far as it wants.
@FunctionalInterface
public interface EventClock {
    /// Enough for `ts`.
    int HEAD_BYTES = 256;

    /// One has come.
    ///
    /// @param number the event's own, from its source; below zero if it has none
    /// @param clockNs when it was made, or was to be, by the machine's monotonic clock
    /// @param readAtNs the end of the `read` that brought it
    void came(long number, long clockNs, long readAtNs);

    /// How much of each event is kept for [#cameOther], in bytes.
    default int headBytes() {
        return HEAD_BYTES;
    }

    /// Neither a tick nor a message has come.
    ///
    /// @param head borrowed; its first bytes
    /// @param headLength how many of them are there, at most [#headBytes]
    /// @param length bytes of all of it
    /// @param readAtNs the end of the `read` that brought its end, by the reader's clock
    default void cameOther(byte[] head, int headLength, long length, long readAtNs) {}
}
