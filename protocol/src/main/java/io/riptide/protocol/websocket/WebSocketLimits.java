package io.riptide.protocol.websocket;

import java.util.concurrent.TimeUnit;

/// Bounds of one connection.
///
/// - **Bounds:** a message takes at most `messageBytesMax` after inflating, in any number of fragments. Once
///   more than `outboundBytesMax` wait for the socket, another send closes with [CloseCode#SLOW_CONSUMER]; one
///   message may pass the mark. Messages from `deflateBytesMin` bytes on are compressed where that was agreed
///   on. `pingIntervalNs` of 0 sends no pings.
public record WebSocketLimits(
        int messageBytesMax,
        long outboundBytesMax,
        int deflateBytesMin,
        long closeTimeoutNs,
        long pingIntervalNs,
        long pongTimeoutNs) {

    /// 1 MiB a message, 4 MiB outbound, deflate from 256 bytes, 5 s to close, a ping each 15 s, 10 s to answer
    /// it.
    public static final WebSocketLimits STANDARD = new WebSocketLimits(
            1 << 20,
            4L << 20,
            256,
            TimeUnit.SECONDS.toNanos(5),
            TimeUnit.SECONDS.toNanos(15),
            TimeUnit.SECONDS.toNanos(10));

    /// A quarter of what an `int` can index, so that sums of sizes cannot overflow.
    private static final int MESSAGE_BYTES_CEILING = 1 << 29;

    /// Refuses what cannot work.
    public WebSocketLimits {
        require(messageBytesMax > 0 && messageBytesMax <= MESSAGE_BYTES_CEILING, "messageBytesMax", messageBytesMax);
        require(outboundBytesMax > 0, "outboundBytesMax", outboundBytesMax);
        require(deflateBytesMin > 0, "deflateBytesMin", deflateBytesMin);
        require(closeTimeoutNs > 0, "closeTimeoutNs", closeTimeoutNs);
        require(pingIntervalNs >= 0, "pingIntervalNs", pingIntervalNs);
        require(pongTimeoutNs > 0, "pongTimeoutNs", pongTimeoutNs);
    }

    /// These limits with another size of message.
    public WebSocketLimits withMessageBytesMax(int bytes) {
        return new WebSocketLimits(
                bytes, outboundBytesMax, deflateBytesMin, closeTimeoutNs, pingIntervalNs, pongTimeoutNs);
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + "=" + value);
        }
    }
}
