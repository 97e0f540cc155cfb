package io.riptide.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.transport.LoopTimers;
import java.util.concurrent.TimeUnit;

/// Says that a stream lives while it has nothing else to say, and finds out whether its peer does.
///
/// - **Threading:** on the channel's event loop.
/// - **Bounds:** one timer; nothing is written to a channel that is full.
@OnEventLoop
final class Heartbeat {
    /// Long enough for a reset to come back, short enough to stop the work of a client that is gone.
    private static final long PROBE_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private final ChannelHandlerContext context;
    private final Framing framing;
    private final StreamContent content;
    private final int intervalMs;
    private final long intervalNs;
    private long lastWriteNs = System.nanoTime();
    private long timer = LoopTimers.NONE;
    private boolean hasEnded;

    /// Beats every `intervalMs` once started; never by itself when that is 0.
    Heartbeat(ChannelHandlerContext context, Framing framing, StreamContent content, int intervalMs) {
        this.context = context;
        this.framing = framing;
        this.content = content;
        this.intervalMs = intervalMs;
        this.intervalNs = TimeUnit.MILLISECONDS.toNanos(intervalMs);
    }

    void start() {
        if (intervalMs > 0) {
            arm(intervalNs);
        }
    }

    /// The stream has said something at this time.
    void wrote(long nowNs) {
        lastWriteNs = nowNs;
    }

    void end() {
        hasEnded = true;
        if (timer != LoopTimers.NONE) {
            timers().cancel(timer);
            timer = LoopTimers.NONE;
        }
    }

    /// Beats at once, which a peer that is gone answers with a reset, and once more a little later, which is
    /// the write that fails for it.
    void probe() {
        beat();
        timers().schedule(PROBE_NS, () -> {
            if (!hasEnded && context.channel().isActive()) {
                beat();
            }
        });
    }

    private void arm(long delayNs) {
        timer = timers().schedule(delayNs, this::onTimer);
    }

    private void onTimer() {
        timer = LoopTimers.NONE;
        long silentNs = System.nanoTime() - lastWriteNs;
        if (silentNs < intervalNs) {
            arm(intervalNs - silentNs);
            return;
        }
        beat();
        if (!hasEnded) {
            arm(intervalNs);
        }
    }

    private void beat() {
        if (!context.channel().isWritable()) {
            return;
        }
        ByteBuf out = context.alloc().directBuffer(Framing.EXTRA_LENGTH_MAX + StreamContent.RESERVED_LENGTH);
        ByteBuf body = content.begin(out, Framing.EXTRA_LENGTH_MAX);
        framing.encodeHeartbeat(intervalMs, body);
        if (content.end(body, out, false) == 0) {
            out.release();
            return;
        }
        lastWriteNs = System.nanoTime();
        context.writeAndFlush(out, context.voidPromise());
    }

    private LoopTimers timers() {
        return LoopTimers.of(context.channel().eventLoop());
    }
}
