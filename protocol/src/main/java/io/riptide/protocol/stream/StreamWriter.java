package io.riptide.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.riptide.engine.flow.AdaptiveWindow;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.memory.Segment;
import io.riptide.protocol.AnyThread;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.http.ChunkFraming;
import io.riptide.protocol.transport.LoopTimers;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// One stream: takes events from its cursor, frames them and writes them to its channel, many to a buffer.
///
/// Calls, in order: make it by [StreamHandler#newStream], open a cursor with [#wake] as its listener, then
/// [#start].
///
/// ```
///  ACTIVE ──nothing left──► PARKED ──wake──► ACTIVE        paused, or without credit: HELD until told otherwise
///     └── last event written, or cut off ──► ENDED
/// ```
///
/// - **Threading:** on the channel's event loop, except [#wake].
/// - **Ownership:** borrows the cursor; whoever opened it closes it when told of the end. Owns the buffers it
///   fills until it writes them.
/// - **Bounds:** buffers of 32 KiB, or as long as one event needs.
@OnEventLoop
public final class StreamWriter {
    private static final Function<ByteBuffer, Object> AS_BYTE_BUF = Unpooled::wrappedBuffer;

    /// A chunk around the events of a buffer, and the last one behind it.
    private static final int CHUNK_BYTES = ChunkFraming.OVERHEAD_BYTES + ChunkFraming.LAST_BYTES;

    /// Long enough for a reset to come back, short enough to stop the work of a client that is gone.
    private static final long PROBE_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int BUFFER_LENGTH = 32 * 1024;
    private static final int FIRST_BUFFER_LENGTH = 2 * 1024;
    private static final int EVENTS_PER_POLL_MAX = 1024;

    private enum State {
        NEW,
        ACTIVE,
        PARKED,
        HELD,
        ENDED
    }

    /// Next in the loop's list of woken streams; theirs.
    @Nullable
    StreamWriter nextWoken;

    private final StreamHandler channel;
    private final StreamSettings settings;
    private final Framing framing;
    private final Transfer transfer;
    private final long requestNs;
    private final StreamListener listener;
    private final StreamEvents events;
    private final Records records = new Records();
    private final LoopDrain loopDrain;

    private @Nullable AdaptiveWindow adaptive;
    private @Nullable LogCursor cursor;
    private @Nullable EventLog log;
    private byte[] epoch = {};
    private State state = State.NEW;
    private boolean isPaused;
    private long credit = Long.MAX_VALUE;
    private long payloadBytes;
    private long ttfbNs;
    private long lastWriteNs;
    private long heartbeatNs;
    private long heartbeatTimer = LoopTimers.NONE;

    StreamWriter(
            StreamHandler channel,
            StreamSettings settings,
            Framing framing,
            Transfer transfer,
            long requestNs,
            StreamListener listener) {
        this.channel = channel;
        this.settings = settings;
        this.framing = framing;
        this.transfer = transfer;
        this.requestNs = requestNs;
        this.listener = listener;
        this.loopDrain = channel.loopDrain();
        this.events = new StreamEvents(framing, settings.names());
    }

    /// There is something for the parked cursor; the listener to open it with.
    @AnyThread
    public void wake() {
        loopDrain.wake(this);
    }

    /// Lets `window` decide how far the producer may run ahead; to be called before [#start], with a window
    /// that begins as the cursor's.
    public void adapt(AdaptiveWindow window) {
        adaptive = window;
    }

    /// Begins the stream: what `head` writes and the events that are there already leave in one write. The
    /// stream says that it lives every `heartbeatMs` in which it has nothing else to say; never when that is 0.
    public void start(LogCursor opened, EventLog ofEvents, int heartbeatMs, Consumer<ByteBuf> head) {
        assert state == State.NEW : state;
        cursor = opened;
        log = ofEvents;
        epoch = ofEvents.epoch();
        events.epoch(epoch);
        channel.started(this);
        state = State.ACTIVE;
        ByteBuf out = channel.context().alloc().directBuffer(FIRST_BUFFER_LENGTH);
        head.accept(out);
        write(out, true);
        channel.context().flush();
        if (state == State.ENDED) {
            return;
        }
        ttfbNs = System.nanoTime() - requestNs;
        listener.onFirstByte(ttfbNs);
        if (heartbeatMs > 0) {
            heartbeatNs = TimeUnit.MILLISECONDS.toNanos(heartbeatMs);
            lastWriteNs = System.nanoTime();
            armHeartbeat(heartbeatNs);
        }
        goOn();
    }

    /// Writes no events until [#unpause]; the cursor stays where it is.
    public void pause() {
        isPaused = true;
    }

    /// Goes on after [#pause].
    public void unpause() {
        isPaused = false;
        release();
    }

    /// Lets `moreEvents` through. After the first call the stream writes no more events than it was credited.
    public void credit(long moreEvents) {
        assert moreEvents > 0 : moreEvents;
        long before = credit == Long.MAX_VALUE ? 0 : credit;
        credit = before + Math.min(moreEvents, Long.MAX_VALUE - 1 - before);
        release();
    }

    /// Lifts pause and credit, for a stream that is to end: its last event stands behind what waits, and that
    /// is no more than its window.
    public void letGo() {
        isPaused = false;
        credit = Long.MAX_VALUE;
        release();
    }

    /// Finds out whether the peer is still there: says at once that the stream lives, which a peer that is gone
    /// answers with a reset, and once more a little later, which is the write that fails for it.
    public void probe() {
        if (state != State.ENDED && state != State.NEW) {
            beatNow();
            timers().schedule(PROBE_NS, this::probeAgain);
        }
    }

    private void probeAgain() {
        if (state != State.ENDED && channel.context().channel().isActive()) {
            beatNow();
        }
    }

    /// Ends the stream at once, without a further byte.
    public void stop() {
        end(StreamEnd.STOPPED);
    }

    /// Events that wait.
    public long lag() {
        return cursor == null ? 0 : cursor.lag();
    }

    /// The cursor, once started.
    public LogCursor cursor() {
        assert cursor != null;
        return cursor;
    }

    /// From the request to the first bytes handed to the channel; 0 before.
    public long ttfbNs() {
        return ttfbNs;
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    /// The cursor has something again.
    void onWoken() {
        if (state == State.PARKED) {
            state = State.ACTIVE;
            channel.activate(this);
        }
    }

    /// Frames and writes up to about `quantum` bytes and returns how many it wrote; the caller flushes.
    int drain(int quantum) {
        int written = 0;
        Channel target = channel.context().channel();
        while (state == State.ACTIVE && written < quantum && target.isWritable()) {
            if (isHeld()) {
                state = State.HELD;
                break;
            }
            if (!cursor().hasMore()) {
                settle();
                break;
            }
            written += write(channel.context().alloc().directBuffer(BUFFER_LENGTH), false);
        }
        return written;
    }

    void end(StreamEnd why) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        if (heartbeatTimer != LoopTimers.NONE) {
            timers().cancel(heartbeatTimer);
            heartbeatTimer = LoopTimers.NONE;
        }
        channel.ended(this);
        listener.onEnd(why);
    }

    /// Fills `out` behind what it holds already and writes it, unless there is nothing; returns the bytes
    /// written.
    private int write(ByteBuf out, boolean isFirst) {
        int headLength = out.writerIndex();
        if (transfer == Transfer.CHUNKED) {
            out.ensureWritable(CHUNK_BYTES + Framing.EXTRA_LENGTH_MAX);
            ChunkFraming.begin(out);
        }
        int bodyIndex = out.writerIndex();
        if (isFirst) {
            framing.encodePreamble(out);
        }
        StreamEnd end = fill(out, isFirst);
        if (end == StreamEnd.OVERRUN) {
            out.ensureWritable(framing.encodedLengthMax(StreamEvents.ERROR_LENGTH_MAX) + CHUNK_BYTES);
            // Who resumes behind this id gets the first event missed.
            events.overrun(Math.max(0, cursor().nextOffset() - 1), out);
        }
        if (out.writerIndex() == bodyIndex) {
            out.writerIndex(headLength);
        } else if (transfer == Transfer.CHUNKED) {
            ChunkFraming.end(out, headLength);
        }
        if (end != null && transfer == Transfer.CHUNKED) {
            ChunkFraming.last(out);
        }
        int length = out.readableBytes();
        if (length == 0) {
            out.release();
        } else {
            lastWriteNs = System.nanoTime();
            settings.counters().bytesDelivered.add(length);
            ChannelHandlerContext context = channel.context();
            context.write(out, context.voidPromise());
        }
        if (end != null) {
            endAfterFlush(end);
        }
        return length;
    }

    private @Nullable StreamEnd fill(ByteBuf out, boolean isFirst) {
        try {
            return records.fill(out, isFirst);
        } catch (RuntimeException | Error e) {
            out.release();
            throw e;
        }
    }

    /// The listener may start the next answer at once, so the last bytes must be on their way before.
    private void endAfterFlush(StreamEnd why) {
        if (ttfbNs == 0) {
            ttfbNs = System.nanoTime() - requestNs;
            listener.onFirstByte(ttfbNs);
        }
        channel.context().flush();
        end(why);
    }

    /// Nothing was there to write: waits for the appender, or finds out that nothing will come.
    private void settle() {
        LogCursor opened = cursor();
        if (opened.park()) {
            state = State.PARKED;
        } else if (opened.isDrained()) {
            end(StreamEnd.EXPIRED);
        }
    }

    private void goOn() {
        if (state == State.ACTIVE) {
            if (isHeld()) {
                state = State.HELD;
                return;
            }
            settle();
            if (state == State.ACTIVE) {
                channel.activate(this);
            }
        }
    }

    private void release() {
        if (state == State.HELD && !isHeld()) {
            state = State.ACTIVE;
            channel.activate(this);
        }
    }

    private boolean isHeld() {
        return isPaused || credit == 0;
    }

    private void armHeartbeat(long delayNs) {
        if (state != State.ENDED) {
            heartbeatTimer = timers().schedule(delayNs, this::beat);
        }
    }

    private void beat() {
        long silentNs = System.nanoTime() - lastWriteNs;
        if (silentNs < heartbeatNs) {
            armHeartbeat(heartbeatNs - silentNs);
            return;
        }
        beatNow();
        armHeartbeat(heartbeatNs);
    }

    private void beatNow() {
        ChannelHandlerContext context = channel.context();
        if (context.channel().isWritable()) {
            ByteBuf out = context.alloc().directBuffer(Framing.EXTRA_LENGTH_MAX + CHUNK_BYTES);
            if (transfer == Transfer.CHUNKED) {
                ChunkFraming.begin(out);
            }
            int start = out.writerIndex();
            framing.encodeHeartbeat((int) TimeUnit.NANOSECONDS.toMillis(heartbeatNs), out);
            if (out.writerIndex() == start) {
                out.release();
            } else {
                if (transfer == Transfer.CHUNKED) {
                    ChunkFraming.end(out, 0);
                }
                context.writeAndFlush(out, context.voidPromise());
            }
            lastWriteNs = System.nanoTime();
        }
    }

    private LoopTimers timers() {
        return LoopTimers.of(channel.context().channel().eventLoop());
    }

    /// The way from the log's records into a buffer.
    private final class Records implements RecordHandler {
        private @Nullable ByteBuf out;
        private int bodyIndex;
        private long oldestAppendedNs;
        private boolean isLast;
        private boolean wasHeldUp;

        /// Frames what is there and fits; returns why the stream ends, or null when it goes on.
        @Nullable
        StreamEnd fill(ByteBuf target, boolean isFirst) {
            LogCursor opened = cursor();
            out = target;
            bodyIndex = target.writerIndex();
            oldestAppendedNs = 0;
            isLast = false;
            wasHeldUp |= log != null && log.isHeldUp();
            long droppedBefore = opened.dropped();
            int limit = (int) Math.min(EVENTS_PER_POLL_MAX, isFirst ? Math.max(1, credit) : credit);
            int taken = opened.poll(this, limit);
            out = null;
            settings.counters().eventsDropped.add(opened.dropped() - droppedBefore);
            if (taken == LogCursor.OVERRUN) {
                return StreamEnd.OVERRUN;
            }
            if (taken > 0) {
                settings.counters().eventsDelivered.add(taken);
                long ageNs = System.nanoTime() - oldestAppendedNs;
                settings.deliveryTimes().record(ageNs);
                adapt(opened, ageNs);
                if (credit != Long.MAX_VALUE) {
                    credit = Math.max(0, credit - taken);
                }
            }
            return isLast ? StreamEnd.COMPLETED : null;
        }

        @Override
        public boolean onRecord(Segment segment, int index) {
            UnsafeBuffer buffer = segment.buffer();
            int length = RecordLayout.payloadLength(buffer, index);
            int type = RecordLayout.type(buffer, index);
            boolean isTerminal = (RecordLayout.flags(buffer, index) & RecordLayout.FLAG_TERMINAL) != 0;
            boolean hasTally = isTerminal && type == settings.names().summaryType();
            if (!makeRoom(framing.encodedLengthMax(hasTally ? length + StreamEvents.TALLY_LENGTH_MAX : length))) {
                return false;
            }
            ByteBuf source = (ByteBuf) segment.view(AS_BYTE_BUF);
            int sourceIndex = segment.viewOffset() + RecordLayout.payloadIndex(index);
            long offset = RecordLayout.offset(buffer, index);
            if (hasTally) {
                events.summary(offset, source, sourceIndex, length, tally(offset), target());
            } else {
                framing.encode(settings.names().name(type), epoch, offset, source, sourceIndex, length, target());
            }
            payloadBytes += length;
            if (oldestAppendedNs == 0) {
                oldestAppendedNs = RecordLayout.appendedNs(buffer, index);
            }
            isLast = isTerminal;
            return true;
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            if (!makeRoom(framing.encodedLengthMax(StreamEvents.GAP_LENGTH_MAX))) {
                return false;
            }
            events.gap(from, to, reason, target());
            return true;
        }

        /// The reader keeps up when it has freed the half of the window that lets the producer go on, and the
        /// socket did not stop it. That the producer was held up counts until then.
        private void adapt(LogCursor opened, long ageNs) {
            boolean keepsUp = opened.hasRoom() && channel.context().channel().isWritable();
            AdaptiveWindow window = adaptive;
            if (window != null && window.onDrain(ageNs, wasHeldUp, keepsUp)) {
                opened.window(new Window(window.events(), opened.window().bytes()));
            }
            wasHeldUp &= !keepsUp;
        }

        private StreamTally tally(long offset) {
            LogCursor opened = cursor();
            long ttfb = ttfbNs == 0 ? System.nanoTime() - requestNs : ttfbNs;
            return new StreamTally(
                    offset - opened.startOffset(),
                    opened.delivered(),
                    opened.dropped(),
                    payloadBytes,
                    TimeUnit.NANOSECONDS.toMicros(ttfb));
        }

        /// An event longer than the buffer gets its room when it is the first there; else it waits for the next
        /// buffer.
        private boolean makeRoom(int lengthMax) {
            ByteBuf target = target();
            int needed = lengthMax + CHUNK_BYTES;
            if (target.writableBytes() >= needed) {
                return true;
            }
            if (target.writerIndex() > bodyIndex) {
                return false;
            }
            target.ensureWritable(needed);
            return true;
        }

        private ByteBuf target() {
            ByteBuf target = out;
            assert target != null;
            return target;
        }
    }
}
