package io.riptide.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.riptide.engine.log.CursorId;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogCursor;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.compression.GzipBlock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The way of one stream's events from its cursor to its channel, one buffer a call.
///
/// ```
///  cursor ─► SharedBatch ─► a run of frames that others take too ─┐
///        └─► EventBatch ──► StreamContent ─► a buffer of its own ─┴─► channel
/// ```
///
/// - **Threading:** on the channel's event loop.
/// - **Ownership:** borrows the cursor; owns the buffers it fills until it writes them.
/// - **Bounds:** buffers as long as what waits, at most 32 KiB or one event; a stopped reader keeps those the
///   channel has queued, so none is longer than it need be.
@OnEventLoop
final class StreamOutput {
    static final int BUFFER_LENGTH_MAX = 32 * 1024;
    private static final int FIRST_BUFFER_LENGTH = 2 * 1024;

    /// For a gap.
    private static final int BUFFER_LENGTH_MIN = 512;

    /// For a cursor whose waiting events are not those of the log.
    private static final int CONFLATED_BUFFER_LENGTH = 4 * 1024;

    private final StreamHandler channel;
    private final StreamSettings settings;
    private final Framing framing;
    private final ContentCoding coding;
    private final StreamContent content;
    private final LogCursor cursor;
    private final StreamEvents events;
    private final @Nullable SharedFrames frames;
    private final @Nullable SharedBatch shared;
    private final EventBatch batch;
    private final Heartbeat heartbeat;

    private int taken;
    private long oldestAppendedNs;
    private @Nullable StreamEnd end;

    /// From `cursor` to `channel`, in this form. `ttfbNs` is how long the first byte took.
    StreamOutput(
            StreamHandler channel,
            StreamSettings settings,
            StreamForm form,
            LogCursor cursor,
            EventLog log,
            int heartbeatMs,
            LongSupplier ttfbNs) {
        ChannelHandlerContext context = channel.context();
        byte[] epoch = log.epoch();
        this.channel = channel;
        this.settings = settings;
        this.framing = form.framing();
        this.coding = form.coding();
        this.content = new StreamContent(form.transfer(), coding);
        this.cursor = cursor;
        this.events = new StreamEvents(framing, settings.names());
        events.epoch(epoch);
        Object shareKey = form.isShared() ? framing.shareKey() : null;
        this.frames = shareKey == null
                ? null
                : LoopFrames.of(context.channel().eventLoop())
                        .join(new LoopFrames.Key(log, shareKey, form.transfer(), coding), context.alloc());
        this.shared = frames == null ? null : new SharedBatch(framing, settings.names(), epoch, cursor, frames);
        this.batch = new EventBatch(framing, settings.names(), events, epoch, cursor, ttfbNs, frames);
        this.heartbeat = new Heartbeat(context, framing, content, heartbeatMs);
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    /// Events that the last write took.
    int taken() {
        return taken;
    }

    /// When the first of them was appended.
    long oldestAppendedNs() {
        return oldestAppendedNs;
    }

    /// Why the stream ends with the last write; null when it goes on.
    @Nullable
    StreamEnd end() {
        return end;
    }

    /// Bytes of the events written so far, without their framing.
    long payloadBytes() {
        return batch.payloadBytes();
    }

    /// Writes what `head` appends, what the transport has before the first event, and at most `limit` events.
    void writeFirst(Consumer<ByteBuf> head, int limit) {
        ByteBuf out = channel.context().alloc().directBuffer(FIRST_BUFFER_LENGTH);
        head.accept(out);
        int _ = writeOwn(out, FIRST_BUFFER_LENGTH, limit, true);
    }

    /// Writes at most `limit` events, unless there are none. Returns the bytes written, or framed where that is
    /// more: to compress them takes longer than to write them.
    int write(int limit) {
        SharedBatch run = shared;
        if (run != null && frames != null && frames.isShared()) {
            int length = writeShared(run, limit);
            if (length > 0) {
                return length;
            }
        }
        int lengthMax = bufferLength();
        return writeOwn(
                channel.context().alloc().directBuffer(content.bufferLength(lengthMax)), lengthMax, limit, false);
    }

    /// Writes an invitation to come back, before all that waits; the caller flushes.
    void writeReconnect(int afterMs) {
        int lengthMax = framing.encodedLengthMax(StreamEvents.RECONNECT_LENGTH_MAX) + StreamContent.RESERVED_LENGTH;
        ByteBuf out = channel.context().alloc().directBuffer(lengthMax);
        ByteBuf body = content.begin(out, lengthMax);
        events.reconnect(afterMs, lastTold(), body);
        int _ = content.end(body, out, false);
        int _ = write(out);
    }

    /// Nothing more is written.
    void close() {
        heartbeat.end();
        if (frames != null) {
            LoopFrames.of(channel.context().channel().eventLoop()).leave(frames);
        }
    }

    /// Writes a run of shared frames; 0 when what is next is not among them.
    private int writeShared(SharedBatch run, int limit) {
        long droppedBefore = cursor.dropped();
        if (!tookAny(run.fill(limit), droppedBefore)) {
            return 0;
        }
        settings.counters().eventsFramed.add(run.framed());
        oldestAppendedNs = run.oldestAppendedNs();
        batch.delivered(run.payloadBytes());
        return switch (coding) {
            case ContentCoding.Identity _ -> write(run.take());
            case ContentCoding.Gzip(int level) -> write(coded(run.block(level)));
        };
    }

    private ByteBuf coded(GzipBlock block) {
        ByteBuf out = channel.context().alloc().directBuffer(StreamContent.codedLengthMax(block));
        content.append(block, out);
        return out;
    }

    /// Fills `out` behind what it holds already with a body of up to `lengthMax` bytes, or one event.
    private int writeOwn(ByteBuf out, int lengthMax, int limit, boolean isFirst) {
        int framedLength;
        try {
            ByteBuf body = content.begin(out, lengthMax);
            if (isFirst) {
                framing.encodePreamble(body);
            }
            fill(body, limit, isFirst);
            framedLength = content.end(body, out, end != null);
        } catch (RuntimeException | Error e) {
            out.release();
            throw e;
        }
        if (!out.isReadable()) {
            out.release();
            return framedLength;
        }
        return Math.max(write(out), framedLength);
    }

    private void fill(ByteBuf body, int limit, boolean isFirst) {
        long droppedBefore = cursor.dropped();
        int polled = batch.fill(body, StreamContent.RESERVED_LENGTH, limit, !isFirst);
        if (tookAny(polled, droppedBefore)) {
            settings.counters().eventsFramed.add(taken);
            oldestAppendedNs = batch.oldestAppendedNs();
        }
        if (polled == LogCursor.OVERRUN) {
            end = StreamEnd.OVERRUN;
            body.ensureWritable(
                    framing.encodedLengthMax(StreamEvents.ERROR_LENGTH_MAX) + StreamContent.RESERVED_LENGTH);
            events.overrun(lastTold(), body);
        } else if (batch.isLast()) {
            end = StreamEnd.COMPLETED;
        }
    }

    private boolean tookAny(int polled, long droppedBefore) {
        settings.counters().eventsDropped.add(cursor.dropped() - droppedBefore);
        taken = Math.max(0, polled);
        settings.counters().eventsDelivered.add(taken);
        return taken > 0;
    }

    private int write(ByteBuf out) {
        int length = out.readableBytes();
        heartbeat.wrote(System.nanoTime());
        settings.counters().bytesDelivered.add(length);
        ChannelHandlerContext context = channel.context();
        context.write(out, context.voidPromise());
        return length;
    }

    /// Who resumes behind it gets the first event missed.
    private long lastTold() {
        long next = cursor.untoldOffset();
        return next == 0 ? CursorId.BEFORE_FIRST : next - 1;
    }

    private int bufferLength() {
        if (cursor.conflates()) {
            return CONFLATED_BUFFER_LENGTH;
        }
        long waiting = cursor.lagBytes() + cursor.lag() * framing.encodedLengthMax(0);
        return (int) Math.min(BUFFER_LENGTH_MAX, waiting + StreamContent.RESERVED_LENGTH + BUFFER_LENGTH_MIN);
    }
}
