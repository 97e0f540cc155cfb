package io.riptide.protocol.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.riptide.engine.run.Turns;
import io.riptide.protocol.OnEventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Drains cursors into one channel while the channel is writable.
///
/// It writes bytes that are ready for the wire. In a pipeline that has an HTTP codec it therefore stands nearer
/// to the socket than that codec, and its bytes pass by it.
///
/// - **Threading:** on the channel's event loop. Not sharable.
/// - **Bounds:** beyond the channel's high watermark at most one buffer is queued; a drain frames at most the
///   quantum, or one event if that is longer.
/// - **Failure:** when the channel closes or its reader stalls, every stream on it ends and its listener is told
///   why; a stalled channel is the listener's to close.
@OnEventLoop
public final class StreamHandler extends ChannelInboundHandlerAdapter {
    private final StreamSettings settings;
    private final List<StreamWriter> streams = new ArrayList<>(1);

    /// Streams that have, or may have, something to write and wait for their turn or for the channel.
    private final ArrayDeque<StreamWriter> active = new ArrayDeque<>(2);

    private @Nullable ChannelHandlerContext context;
    private @Nullable LoopDrain loopDrain;
    private boolean isQueued;
    private @Nullable StallWatch stallWatch;

    /// A handler for one channel.
    public StreamHandler(StreamSettings settings) {
        this.settings = settings;
    }

    /// A new stream on this channel, which begins with [StreamWriter#start].
    public StreamWriter newStream(Framing framing, Transfer transfer, long requestNs, StreamListener listener) {
        return new StreamWriter(this, settings, framing, transfer, requestNs, listener);
    }

    /// The channel it drains into.
    public Channel channel() {
        return context().channel();
    }

    /// The turns of sources that work on this channel's loop.
    public Turns turns() {
        return loopDrain().turns();
    }

    /// Streams that have started and not ended.
    public List<StreamWriter> streams() {
        return streams;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        stallWatch = new StallWatch(ctx.channel(), settings.stallTimeoutNs(), this::stuck);
        if (ctx.channel().isRegistered()) {
            loopDrain = LoopDrain.of(ctx.channel().eventLoop());
        }
    }

    @Override
    public void channelRegistered(ChannelHandlerContext ctx) {
        loopDrain = LoopDrain.of(ctx.channel().eventLoop());
        ctx.fireChannelRegistered();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        endAll(StreamEnd.STOPPED);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        endAll(StreamEnd.CHANNEL_CLOSED);
        ctx.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        if (channel.isWritable()) {
            stallWatch().stop();
            for (int i = 0; i < streams.size(); i++) {
                streams.get(i).onWritable();
            }
            queue();
        } else if (!streams.isEmpty()) {
            stallWatch().start();
        }
        ctx.fireChannelWritabilityChanged();
    }

    ChannelHandlerContext context() {
        assert context != null : "not in a pipeline";
        return context;
    }

    StallWatch stallWatch() {
        assert stallWatch != null : "not in a pipeline";
        return stallWatch;
    }

    LoopDrain loopDrain() {
        assert loopDrain != null : "channel is not registered";
        return loopDrain;
    }

    void started(StreamWriter writer) {
        streams.add(writer);
        Channel target = context().channel();
        if (!target.isWritable()) {
            // It began behind something else that the peer does not take: no change of writability will tell.
            stallWatch().start();
        }
    }

    void ended(StreamWriter writer) {
        streams.remove(writer);
        active.remove(writer);
        if (streams.isEmpty()) {
            stallWatch().stop();
        }
    }

    /// Gives the stream its turn when the channel is writable.
    void activate(StreamWriter writer) {
        active.addLast(writer);
        queue();
    }

    /// One turn of this channel: frames up to a quantum, flushes once. Returns whether it could go on at once.
    ///
    /// It counts as queued until it is over: its flush can make the channel writable again, and to queue it
    /// then would give it two turns in the next round.
    boolean drain() {
        assert isQueued;
        try {
            isQueued = drainOnce();
        } catch (RuntimeException | Error e) { // one channel's fault must not cost the others their turn
            isQueued = false;
            context().fireExceptionCaught(e);
            context().close();
        }
        return isQueued;
    }

    private boolean drainOnce() {
        Channel channel = context().channel();
        int left = settings.quantumBytes();
        boolean isDirty = false;
        while (left > 0) {
            StreamWriter writer = active.peekFirst();
            // A turn that has begun fills its quantum, so that a system call carries as much as it may; only what
            // newer events would replace stays here.
            if (writer == null || !(channel.isWritable() || (isDirty && !writer.conflates()))) {
                break;
            }
            active.removeFirst();
            int written = writer.drain(left);
            left -= written;
            isDirty |= written > 0;
            if (writer.isActive()) {
                active.addLast(writer);
            }
        }
        if (isDirty) {
            context().flush();
        }
        if (!channel.isWritable()) {
            tellFull();
        }
        return channel.isWritable() && !active.isEmpty();
    }

    /// Those that conflate leave the queue and come back when the channel is writable.
    private void tellFull() {
        for (int left = active.size(); left > 0; left--) {
            StreamWriter writer = active.removeFirst();
            writer.onFull();
            if (writer.isActive()) {
                active.addLast(writer);
            }
        }
    }

    private void queue() {
        if (!isQueued && !active.isEmpty()) {
            isQueued = true;
            loopDrain().ready(this);
        }
    }

    /// Tells the streams for how long the peer took nothing, and cuts them off when that is too long.
    private void stuck(long sinceNs) {
        if (sinceNs >= settings.stallTimeoutNs()) {
            endAll(StreamEnd.STALLED);
            return;
        }
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).onStuck(sinceNs);
        }
    }

    private void endAll(StreamEnd end) {
        stallWatch().stop();
        for (StreamWriter writer : List.copyOf(streams)) {
            writer.end(end);
        }
    }
}
