package io.riptide.protocol.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.transport.LoopTimers;

/// Pings at every interval and tells when the peer is dead.
///
/// Any byte that arrives after the ping shows that the peer lives, not only its pong: the ping is there "to
/// verify that the remote endpoint is still responsive", and a peer in the middle of a long frame cannot put
/// its pong inside. Where pings are due sooner than an answer, none is sent while one is waited for. A full channel
/// gets no ping, since it would wait behind the rest; and while we do not read,
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
    private long intervalNs;
    private long timer = LoopTimers.NONE;
    private boolean isWaiting;
    private long waitedNs;
    private boolean heard;

    KeepAlive(ChannelHandlerContext ctx, WebSocketLimits limits, MessageWriter writer, Runnable onDead) {
        this.ctx = ctx;
        this.limits = limits;
        this.writer = writer;
        this.onDead = onDead;
        intervalNs = limits.pingIntervalNs();
    }

    void start() {
        pingLater(intervalNs);
    }

    void stop() {
        timers().cancel(timer);
        timer = LoopTimers.NONE;
    }

    /// Pings each `ns` from now on. One on its way is waited for as before.
    void every(long ns) {
        if (ns != intervalNs) {
            intervalNs = ns;
            if (!isWaiting) {
                stop();
                pingLater(ns);
            }
        }
    }

    /// Bytes arrived, or a full channel has room again.
    void heard() {
        heard = true;
    }

    private void pingLater(long ns) {
        if (intervalNs > 0) {
            timer = timers().schedule(ns, this::ping);
        }
    }

    private void ping() {
        if (!ctx.channel().isWritable()) {
            pingLater(intervalNs);
            return;
        }
        heard = false;
        isWaiting = true;
        waitedNs = 0;
        judgeIn(Math.min(intervalNs, limits.pongTimeoutNs()));
        writer.sendControl(FrameHeader.OP_PING, NO_PAYLOAD);
    }

    private void judgeIn(long ns) {
        waitedNs += ns;
        timer = timers().schedule(ns, this::judge);
    }

    private void judge() {
        boolean reading = ctx.channel().config().isAutoRead();
        if (heard) {
            isWaiting = false;
            timer = LoopTimers.NONE;
            pingLater(Math.max(0, intervalNs - waitedNs));
        } else if (!reading) {
            judgeIn(limits.pongTimeoutNs());
        } else if (waitedNs < limits.pongTimeoutNs()) {
            judgeIn(limits.pongTimeoutNs() - waitedNs);
        } else {
            timer = LoopTimers.NONE;
            onDead.run();
        }
    }

    private LoopTimers timers() {
        return LoopTimers.of(ctx.channel().eventLoop());
    }
}
