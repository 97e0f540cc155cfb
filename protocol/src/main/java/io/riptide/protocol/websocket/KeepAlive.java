package io.riptide.protocol.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.transport.LoopTimers;

/// Pings at every interval and tells when the peer is dead.
///
/// Any byte that arrives after the ping shows that the peer lives, not only its pong: the ping is there "to
/// verify that the remote endpoint is still responsive", and a peer in the middle of a long frame cannot put
/// its pong inside. A full channel gets no ping, since it would wait behind the rest; and while we do not read,
/// silence proves nothing.
///
/// - **Threading:** on the event loop.
/// - **Bounds:** one timer and at most one ping on its way.
/// - **Source:** RFC 6455, 5.5.2.
@OnEventLoop
final class KeepAlive {
    private static final byte[] NO_PAYLOAD = {};

    private final ChannelHandlerContext ctx;
    private final WebSocketLimits limits;
    private final MessageWriter writer;
    private final Runnable onDead;
    private long timer = LoopTimers.NONE;
    private boolean heard;

    KeepAlive(ChannelHandlerContext ctx, WebSocketLimits limits, MessageWriter writer, Runnable onDead) {
        this.ctx = ctx;
        this.limits = limits;
        this.writer = writer;
        this.onDead = onDead;
    }

    void start() {
        if (limits.pingIntervalNs() > 0) {
            timer = timers().schedule(limits.pingIntervalNs(), this::ping);
        }
    }

    void stop() {
        timers().cancel(timer);
        timer = LoopTimers.NONE;
    }

    /// Bytes arrived, or a full channel has room again.
    void heard() {
        heard = true;
    }

    private void ping() {
        if (!ctx.channel().isWritable()) {
            timer = timers().schedule(limits.pingIntervalNs(), this::ping);
            return;
        }
        heard = false;
        timer = timers().schedule(limits.pongTimeoutNs(), this::judge);
        writer.sendControl(FrameHeader.OP_PING, NO_PAYLOAD);
    }

    private void judge() {
        boolean reading = ctx.channel().config().isAutoRead();
        if (!heard && reading) {
            timer = LoopTimers.NONE;
            onDead.run();
        } else if (heard) {
            long rest = Math.max(0, limits.pingIntervalNs() - limits.pongTimeoutNs());
            timer = timers().schedule(rest, this::ping);
        } else {
            timer = timers().schedule(limits.pongTimeoutNs(), this::judge);
        }
    }

    private LoopTimers timers() {
        return LoopTimers.of(ctx.channel().eventLoop());
    }
}
