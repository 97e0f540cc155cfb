package io.riptide.protocol.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.riptide.protocol.OnEventLoop;
import org.jspecify.annotations.Nullable;

/// Tells a peer that reads slowly from one that does not read: whether anything was taken since the last look.
@OnEventLoop
final class StallWatch {
    private long pendingBytes = Long.MAX_VALUE;

    /// Begins anew: the next look says yes.
    void reset() {
        pendingBytes = Long.MAX_VALUE;
    }

    /// Whether the peer has taken any byte since the last call.
    boolean hasProgressed(Channel channel) {
        long before = pendingBytes;
        pendingBytes = pendingBytes(channel);
        return pendingBytes < before;
    }

    private static long pendingBytes(Channel channel) {
        @Nullable ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes() - outbound.currentProgress();
    }
}
