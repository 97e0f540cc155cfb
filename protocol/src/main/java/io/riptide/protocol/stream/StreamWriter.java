package io.riptide.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.riptide.engine.flow.PressureStrategy;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogCursor;
import io.riptide.protocol.AnyThread;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.transport.LoopTimers;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One stream: takes events from its cursor, frames them and writes them to its channel, many to a buffer.
///
/// Calls, in order: make it by [StreamHandler#newStream], open a cursor with [#wake] as its listener, then
/// [#start].
///
/// ```
///  ACTIVE ──nothing left──► PARKED ──wake──► ACTIVE        paused, or without credit: HELD until told otherwise
///     ├── not due yet ──► WAITING ──wake, timer──► ACTIVE      channel full, and it conflates: BLOCKED until not
///     └── last event written, or cut off ──► ENDED
/// ```
///
/// - **Threading:** on the channel's event loop, except [#wake].
/// - **Ownership:** borrows the cursor; whoever opened it closes it when told of the end.
/// - **Bounds:** buffers of 32 KiB at most, or as long as one event needs.
@OnEventLoop
public final class StreamWriter {
    private static final int EVENTS_PER_POLL_MAX = 1024;

    private enum State {
        NEW,
        ACTIVE,
        PARKED,
        /// For what waits to be due.
        WAITING,
        /// For the channel, while newer events replace older ones.
        BLOCKED,
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
    private final LoopDrain loopDrain;

    private ContentCoding coding = new ContentCoding.Identity();
    private boolean isShared;
    private boolean isInvitedBack;
    private ReaderProgress.@Nullable Terms terms;
    private @Nullable ReaderProgress progress;
    private @Nullable LogCursor cursor;
    private @Nullable EventLog log;
    private @Nullable StreamOutput output;
    private Batching batching = Batching.NONE;
    private long dueTimer = LoopTimers.NONE;
    private State state = State.NEW;
    private boolean isPaused;

    private long credit = Long.MAX_VALUE;
    private long ttfbNs;

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
    }

    /// There is something for the parked cursor; the listener to open it with.
    @AnyThread
    public void wake() {
        loopDrain.wake(this);
    }

    /// Lets `strategy` decide how far the producer may run ahead, up to `ceiling` events, and what a policy
    /// that drops keeps, `promised` events at least; to be called before [#start].
    public void adapt(PressureStrategy strategy, int promised, int ceiling) {
        terms = new ReaderProgress.Terms(strategy, promised, ceiling);
    }

    /// Lets events wait for each other as `wanted` says; to be called before [#start].
    public void batch(Batching wanted) {
        batching = wanted;
    }

    /// Codes the content behind the head, which has to say so; to be called before [#start].
    public void code(ContentCoding wanted) {
        assert state == State.NEW : state;
        coding = wanted;
    }

    /// Takes frames from other streams of its loop that read the same log in the same form, and makes them for
    /// these; to be called before [#start].
    public void share() {
        assert state == State.NEW : state;
        isShared = true;
    }

    /// Begins the stream: what `head` writes and the events that are there already leave in one write. The
    /// stream says that it lives every `heartbeatMs` in which it has nothing else to say; never when that is 0.
    public void start(LogCursor opened, EventLog ofEvents, int heartbeatMs, Consumer<ByteBuf> head) {
        assert state == State.NEW : state;
        cursor = opened;
        log = ofEvents;
        ReaderProgress reader = new ReaderProgress(opened, terms, batching.waitNs(), settings, listener);
        progress = reader;
        StreamForm form = new StreamForm(framing, transfer, coding, isShared);
        StreamOutput opening =
                new StreamOutput(channel, settings, form, opened, ofEvents, heartbeatMs, this::ttfbNsSoFar);
        output = opening;
        channel.started(this);
        state = State.ACTIVE;
        reader.beforePoll(ofEvents);
        opening.writeFirst(head, (int) Math.min(EVENTS_PER_POLL_MAX, Math.max(1, credit)));
        wrote(opening);
        channel.context().flush();
        if (state == State.ENDED) {
            return;
        }
        ttfbNs = System.nanoTime() - requestNs;
        listener.onFirstByte(ttfbNs);
        opening.heartbeat().start();
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

    /// Finds out soon whether the peer is still there, and ends the stream if it is not.
    public void probe() {
        StreamOutput opened = output;
        if (opened != null && state != State.ENDED) {
            opened.heartbeat().probe();
        }
    }

    /// Lets [#sendAway] tell the client to come back; for a stream that goes on elsewhere or later.
    public void inviteBack() {
        isInvitedBack = true;
    }

    /// Tells the client to come back in `afterMs` and to go on where it is now, ahead of what waits, if it is
    /// one that may. The stream goes on until it ends or the client leaves.
    public void sendAway(int afterMs) {
        StreamOutput opened = output;
        if (isInvitedBack && opened != null && state != State.ENDED) {
            opened.writeReconnect(afterMs);
            channel.context().flush();
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

    /// Bytes of the events written so far, without their framing.
    public long payloadBytes() {
        return output == null ? 0 : output.payloadBytes();
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

    /// How it stands now; once started.
    public StreamSnapshot snapshot() {
        return StreamSnapshots.of(channel, cursor(), progress(), state.name(), credit, isPaused, ttfbNs);
    }

    /// The channel has not taken a byte for `sinceNs`.
    void onStuck(long sinceNs) {
        if (state == State.ACTIVE || state == State.BLOCKED) {
            progress().onStuck(sinceNs);
        }
    }

    private ReaderProgress progress() {
        assert progress != null;
        return progress;
    }

    /// Whether newer events replace those that wait.
    boolean conflates() {
        return cursor().conflates();
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    /// The cursor has something again.
    void onWoken() {
        if (state == State.PARKED || state == State.WAITING) {
            goActive();
        } else if (state == State.HELD || state == State.BLOCKED) {
            absorb();
        }
    }

    /// The channel takes bytes again.
    void onWritable() {
        if (state == State.BLOCKED) {
            goActive();
        }
    }

    /// The channel is full. A cursor that conflates takes over what comes meanwhile; any other lets it lie.
    void onFull() {
        if (state == State.ACTIVE && cursor().conflates()) {
            state = State.BLOCKED;
            absorb();
        }
    }

    private void goActive() {
        state = State.ACTIVE;
        cancelDue();
        channel.activate(this);
    }

    /// Takes over all that is published and asks to be woken for more.
    private void absorb() {
        LogCursor opened = cursor();
        if (opened.conflates()) {
            do {
                if (!opened.absorb()) {
                    opened.parkForNews();
                    return;
                }
            } while (!opened.parkBehindLog());
        }
    }

    private void cancelDue() {
        if (dueTimer != LoopTimers.NONE) {
            timers().cancel(dueTimer);
            dueTimer = LoopTimers.NONE;
        }
    }

    private LoopTimers timers() {
        return LoopTimers.of(channel.context().channel().eventLoop());
    }

    /// Frames and writes up to about `quantum` bytes and returns how many it wrote; the caller flushes.
    int drain(int quantum) {
        int written = 0;
        Channel target = channel.context().channel();
        StreamOutput opened = output;
        assert opened != null && log != null;
        while (state == State.ACTIVE && hasRoom(written, quantum) && (!conflates() || target.isWritable())) {
            if (isHeld()) {
                hold();
                break;
            }
            if (!cursor().hasMore()) {
                settle();
                break;
            }
            long waitNs = dueInNs();
            if (waitNs > 0) {
                awaitDue(waitNs);
                continue;
            }
            progress().beforePoll(log);
            written += opened.write((int) Math.min(EVENTS_PER_POLL_MAX, credit));
            wrote(opened);
        }
        return written;
    }

    /// Whether at least half of another buffer is within the quantum, which it may pass by the other half.
    private static boolean hasRoom(int written, int quantum) {
        return written == 0 || written + StreamOutput.BUFFER_LENGTH_MAX / 2 <= quantum;
    }

    void end(StreamEnd why) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        cancelDue();
        if (output != null) {
            output.close();
        }
        channel.ended(this);
        listener.onEnd(why);
    }

    /// Learns from what has just been written.
    private void wrote(StreamOutput opened) {
        if (opened.taken() > 0) {
            long ageNs = System.nanoTime() - opened.oldestAppendedNs();
            settings.deliveryTimes().record(ageNs);
            progress().onDelivery(ageNs, channel.context().channel().isWritable());
            if (credit != Long.MAX_VALUE) {
                credit = Math.max(0, credit - opened.taken());
            }
        }
        StreamEnd end = opened.end();
        if (end != null) {
            endAfterFlush(end);
        }
    }

    private long ttfbNsSoFar() {
        return ttfbNs == 0 ? System.nanoTime() - requestNs : ttfbNs;
    }

    /// The listener may start the next answer at once, so the last bytes must be on their way before.
    private void endAfterFlush(StreamEnd why) {
        if (ttfbNs == 0) {
            ttfbNs = ttfbNsSoFar();
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
                hold();
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

    private void hold() {
        state = State.HELD;
        absorb();
    }

    /// How long what waits may wait yet: for its sample's time, or for a batch to fill.
    private long dueInNs() {
        LogCursor opened = cursor();
        return Math.max(opened.dueInNs(), batching.dueInNs(opened));
    }

    private void awaitDue(long waitNs) {
        LogCursor opened = cursor();
        state = State.WAITING;
        dueTimer = timers().schedule(waitNs, this::onDue);
        if (opened.conflates()) {
            absorb();
        } else {
            opened.parkForNews();
        }
        if (dueInNs() == 0) {
            // The log ended, or the batch filled, before this cursor was parked.
            cancelDue();
            state = State.ACTIVE;
        }
    }

    private void onDue() {
        dueTimer = LoopTimers.NONE;
        if (state == State.WAITING) {
            goActive();
        }
    }

    private boolean isHeld() {
        return isPaused || credit == 0;
    }
}
