package io.riptide.protocol.stream;

import io.netty.channel.Channel;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.transport.LoopTimers;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/// Looks now and then whether a channel that is full gets rid of bytes.
///
/// - **Threading:** on the channel's event loop.
/// - **Bounds:** one timer while the channel is full, none while it is not.
@OnEventLoop
final class StallWatch {
    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(1);

    private final Channel channel;
    private final long periodNs;
    private final LongConsumer onStuck;
    private long timer = LoopTimers.NONE;
    private long queuedAtLastLook;
    private long progressNs = System.nanoTime();

    /// Tells `onStuck`, at each look, for how long there has been no progress; it may end the watch.
    StallWatch(Channel channel, long stallTimeoutNs, LongConsumer onStuck) {
        this.channel = channel;
        this.periodNs = Math.min(PERIOD_NS, stallTimeoutNs);
        this.onStuck = onStuck;
    }

    /// Begins to look, unless it does already.
    void start() {
        if (timer == LoopTimers.NONE) {
            queuedAtLastLook = channel.bytesBeforeWritable();
            progressNs = System.nanoTime();
            arm();
        }
    }

    /// Looks no more, for the channel takes bytes or has no streams.
    void stop() {
        if (timer != LoopTimers.NONE) {
            LoopTimers.of(channel.eventLoop()).cancel(timer);
            timer = LoopTimers.NONE;
            progressNs = System.nanoTime();
        }
    }

    /// When the channel was last seen to make progress.
    long progressNs() {
        return progressNs;
    }

    private void arm() {
        timer = LoopTimers.of(channel.eventLoop()).schedule(periodNs, this::look);
    }

    private void look() {
        timer = LoopTimers.NONE;
        if (channel.isWritable()) {
            return;
        }
        long queued = channel.bytesBeforeWritable();
        long nowNs = System.nanoTime();
        if (queued < queuedAtLastLook) {
            progressNs = nowNs;
        }
        queuedAtLastLook = queued;
        arm();
        onStuck.accept(nowNs - progressNs);
    }
}
