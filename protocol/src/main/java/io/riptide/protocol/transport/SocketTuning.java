package io.riptide.protocol.transport;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.riptide.protocol.AnyThread;

/// The socket options that keep waiting events where policy, priority and cancel can still reach them.
///
/// Without a low-water mark for unsent bytes Linux takes 2.7 MB from us before it says that a client does not
/// read; with 16 KiB it is about 100 KB, most of it the client's own receive window.
///
/// @param notSentLowWatermarkBytes `TCP_NOTSENT_LOWAT`; Linux only
/// @param writeLowWatermarkBytes below this a channel that was full is writable again
/// @param writeHighWatermarkBytes above this a channel is full
/// @param userTimeoutMs `TCP_USER_TIMEOUT`: sent bytes that nobody acknowledges for so long end the connection
@AnyThread
public record SocketTuning(
        int notSentLowWatermarkBytes, int writeLowWatermarkBytes, int writeHighWatermarkBytes, int userTimeoutMs) {
    /// Refuses watermarks that cross.
    public SocketTuning {
        if (notSentLowWatermarkBytes < 1 || userTimeoutMs < 0) {
            throw new IllegalArgumentException(
                    "notSentLowWatermarkBytes=" + notSentLowWatermarkBytes + " userTimeoutMs=" + userTimeoutMs);
        }
        if (writeLowWatermarkBytes < 1 || writeLowWatermarkBytes >= writeHighWatermarkBytes) {
            throw new IllegalArgumentException("writeLowWatermarkBytes=" + writeLowWatermarkBytes
                    + " writeHighWatermarkBytes=" + writeHighWatermarkBytes);
        }
    }

    /// Tunes an accepted connection.
    public void apply(Channel channel) {
        channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(writeLowWatermarkBytes, writeHighWatermarkBytes));
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        // An option the transport does not know is refused with `false`, so both Linux transports can be asked.
        channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) notSentLowWatermarkBytes);
        channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, userTimeoutMs);
        channel.config().setOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, (long) notSentLowWatermarkBytes);
        channel.config().setOption(IoUringChannelOption.TCP_USER_TIMEOUT, userTimeoutMs);
    }
}
