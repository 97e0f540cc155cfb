package io.riptide.protocol.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.riptide.protocol.OnEventLoop;
import java.util.Optional;

/// What the kernel knows of one TCP connection.
///
/// Bytes that were never sent are not among it: the part of `TCP_INFO` that Netty reads ends before them.
///
/// - **Source:** `struct tcp_info` of linux/tcp.h; times are in µs and `cwnd`, `ssthresh`, `unacked`, `lost`,
///   `retransmits` in segments.
///
/// @param rttUs round trip time, smoothed
/// @param rttvarUs its variation
/// @param rtoUs time after which a segment is sent again
/// @param cwnd segments that may be on their way
/// @param ssthresh where slow start ends
/// @param mss bytes a segment
/// @param pmtu bytes a packet on this path
/// @param unacked segments on their way
/// @param lost segments thought lost
/// @param retransmits segments sent again, over the connection's life
/// @param sinceSentMs since data was last sent
/// @param sinceAckMs since an acknowledgement last came
public record TcpSnapshot(
        long rttUs,
        long rttvarUs,
        long rtoUs,
        long cwnd,
        long ssthresh,
        long mss,
        long pmtu,
        long unacked,
        long lost,
        long retransmits,
        long sinceSentMs,
        long sinceAckMs) {

    /// Asks the kernel, by one system call; nothing where this transport cannot, or the socket is gone.
    @OnEventLoop
    public static Optional<TcpSnapshot> of(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket) || !socket.isOpen()) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(socket.tcpInfo()));
        } catch (ChannelException _) { // the peer's reset came first
            return Optional.empty();
        }
    }

    private static TcpSnapshot of(EpollTcpInfo tcp) {
        return new TcpSnapshot(
                tcp.rtt(),
                tcp.rttvar(),
                tcp.rto(),
                tcp.sndCwnd(),
                tcp.sndSsthresh(),
                tcp.sndMss(),
                tcp.pmtu(),
                tcp.unacked(),
                tcp.lost(),
                tcp.totalRetrans(),
                tcp.lastDataSent(),
                tcp.lastAckRecv());
    }
}
