package io.riptide.bench.baseline;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.TimeUnit;

/// One running answer: a tiny `metadata` event with the response head, `count` ticks, a tiny `summary`, the
/// end.
///
/// Unpaced it fills pooled direct buffers of 16 KiB, each written and flushed at once, while the channel is
/// writable and at most [#BUFFERS_PER_TURN], so that no connection keeps the loop to itself; the rest is
/// another task of the loop, or waits until the channel can be written again. Paced, each tick has a due time
/// counted from the start and one loop timer; what is late is made up at once.
///
/// - **Threading:** on the channel's event loop only.
final class TickStream {
    private static final int BUFFER_BYTES = 16 * 1024;

    /// The first write is short, so that the head and first event do not wait for 16 KiB of ticks to be made.
    private static final int FIRST_BUFFER_BYTES = 1024;

    private static final int BUFFERS_PER_TURN = 4;
    private static final String EPOCH = "0netty00";
    private static final byte[] NOTHING = new byte[0];

    /// Where a buffer's events are made: 16 KiB, and room for the head, the control events and an end (1 KiB)
    /// beside one event that is larger than the buffer's rest.
    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[BUFFER_BYTES + StreamRequest.SIZE_MAX + 1024];
        }
    };

    private final ChannelHandlerContext ctx;
    private final StreamRequest request;
    private final Runnable onEnd;
    private final TickEncoder encoder;
    private final Runnable pump = this::pump;
    private byte[] head;
    private long sent;
    private long startNs;
    private boolean timerSet;
    private boolean pumpQueued;
    private boolean ended;

    /// `onEnd` runs once, when the last byte has been handed to Netty.
    TickStream(ChannelHandlerContext ctx, StreamRequest request, byte[] head, Runnable onEnd) {
        this.ctx = ctx;
        this.request = request;
        this.head = head;
        this.onEnd = onEnd;
        this.encoder = new TickEncoder(request.wire(), EPOCH, request.size());
    }

    void start() {
        startNs = System.nanoTime();
        send(FIRST_BUFFER_BYTES);
        pump();
    }

    /// Goes on where a full socket had stopped it.
    void writable() {
        if (!pumpQueued && !timerSet) {
            pump();
        }
    }

    /// The channel is gone: timers and tasks that are still to come do nothing.
    void stop() {
        ended = true;
    }

    private void pump() {
        pumpQueued = false;
        timerSet = false;
        Channel channel = ctx.channel();
        for (int i = 0; i < BUFFERS_PER_TURN && !ended && channel.isWritable(); i++) {
            if (due() == 0) {
                if (sent < request.count()) {
                    scheduleNext();
                }
                return;
            }
            send(BUFFER_BYTES);
        }
        if (!ended && channel.isWritable()) {
            pumpQueued = true;
            ctx.executor().execute(pump);
        }
    }

    /// How many ticks may be made now.
    private long due() {
        long left = request.count() - sent;
        if (request.rate() == 0) {
            return left;
        }
        double elapsed = (System.nanoTime() - startNs) * 1e-9;
        return Math.min(left, (long) (elapsed * request.rate()) + 1 - sent);
    }

    private void scheduleNext() {
        long dueNs = startNs + (long) (sent * 1e9 / request.rate());
        timerSet = true;
        ctx.executor().schedule(pump, Math.max(0, dueNs - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void send(int bytesMax) {
        byte[] scratch = SCRATCH.get();
        int chunkAt = Wire.append(head, scratch, 0);
        int at = request.wire().openChunk(chunkAt);
        if (sent == 0 && head.length > 0) {
            at = Wire.append(control("metadata", 0), scratch, at);
        }
        head = NOTHING;
        long due = due();
        while (due > 0 && at + encoder.nextLengthMax() <= bytesMax) {
            at = encoder.encode(scratch, at, System.nanoTime());
            due--;
            sent++;
        }
        boolean isLast = sent == request.count() && !request.hold();
        if (isLast) {
            at = Wire.append(control("summary", sent + 1), scratch, at);
        }
        at = request.wire().closeChunk(scratch, chunkAt, at);
        if (isLast) {
            at = Wire.append(request.wire().end(), scratch, at);
        }
        write(scratch, at);
        if (isLast) {
            ended = true;
            onEnd.run();
        }
    }

    private void write(byte[] bytes, int length) {
        ByteBuf out = ctx.alloc().directBuffer(length, length);
        out.writeBytes(bytes, 0, length);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    private byte[] control(String type, long offset) {
        String id = EPOCH + '-' + offset;
        return request.wire().frame(type, id, "{\"type\":\"" + type + "\",\"id\":\"" + id + "\"}");
    }
}
