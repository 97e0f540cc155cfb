package io.riptide.bench.run;

import io.riptide.bench.wire.Connection;
import io.riptide.bench.wire.EventClock;
import io.riptide.bench.wire.EventTally;
import io.riptide.bench.wire.ProbeException;
import io.riptide.bench.wire.StreamReader;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/// One connection at a time, and the request that is open on it.
///
/// - **Threading:** its worker's.
final class Lane implements EventClock {
    /// What lanes of a worker share.
    ///
    /// @param isFresh whether each request takes a new connection, timed from the connect
    /// @param isTimedFromDue whether a request is timed from when it was due rather than from its start
    record Share(
            Selector selector,
            LoadClock clock,
            LoadCounters counters,
            Timings timings,
            ByteBuffer buffer,
            boolean isFresh,
            boolean isTimedFromDue) {}

    private enum State {
        IDLE,
        CONNECTING,
        READING
    }

    private final Share share;
    private final Ask ask;
    private final int askIndex;
    private final boolean stops;
    private final double tickNs;

    private State state = State.IDLE;
    private @Nullable Connection connection;
    private @Nullable SelectionKey key;
    private StreamReader reader;
    private boolean isSettled;
    private boolean isMeasured;
    private long startNs;
    private long lastReadNs;
    private boolean hasFirstByte;
    private boolean hasFirstEvent;
    private long measuredEvents;

    /// When tick 0 would have been due by the earliest tick so far.
    private double scheduleNs = Double.MAX_VALUE;

    /// @param stops whether it reads nothing behind the first event
    Lane(Share share, Ask ask, int askIndex, boolean stops) {
        this.share = share;
        this.ask = ask;
        this.askIndex = askIndex;
        this.stops = stops;
        this.tickNs = ask.tickRate() > 0 ? 1e9 / ask.tickRate() : 0;
        this.reader = newReader();
    }

    boolean isBusy() {
        return state != State.IDLE;
    }

    boolean stops() {
        return stops;
    }

    /// Of ticks and messages that came while it was measured.
    long measuredEvents() {
        return measuredEvents;
    }

    /// Of the topic's last message; -1 before it.
    long lastNumber() {
        return reader.tally().lastNumber();
    }

    /// Asks.
    ///
    /// @param dueNs when it was to
    void begin(long dueNs) throws IOException {
        assert state == State.IDLE;
        hasFirstByte = false;
        hasFirstEvent = false;
        scheduleNs = Double.MAX_VALUE;
        startNs = dueNs;
        if (share.isFresh) {
            close();
        }
        Connection open = connection;
        if (open != null) {
            send(open);
            return;
        }
        state = State.CONNECTING;
        lastReadNs = System.nanoTime();
        Connection begun = Connection.begin(ask.target());
        connection = begun;
        share.counters.open.add(1);
        boolean isOpen = begun.finish();
        key = begun.channel().register(share.selector, isOpen ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
        if (share.isFresh && !share.isTimedFromDue) {
            startNs = begun.connectNs();
        }
        if (isOpen) {
            send(begun);
        }
    }

    private void send(Connection open) throws IOException {
        reader = newReader();
        state = State.READING;
        lastReadNs = System.nanoTime();
        if (!share.isFresh && !share.isTimedFromDue) {
            startNs = lastReadNs;
        }
        isMeasured = share.clock.isMeasured(startNs);
        open.write(ask.request());
    }

    private StreamReader newReader() {
        boolean isTimed = tickNs > 0 || ask.ticks() < 0;
        return new StreamReader(ask.transport(), new EventTally(0, isTimed ? this : null));
    }

    /// Takes what there is; true once the answer is whole.
    boolean advance() throws IOException {
        Connection open = connection;
        SelectionKey selected = key;
        if (open == null || selected == null) {
            return false;
        }
        if (state == State.CONNECTING) {
            if (open.finish()) {
                selected.interestOps(SelectionKey.OP_READ);
                send(open);
            }
            return false;
        }
        int count = open.read(share.buffer);
        if (state == State.IDLE) {
            // The server has had enough of a connection on which nothing is asked.
            close();
            return false;
        }
        read(open, count, System.nanoTime());
        if (reader.done()) {
            end();
            return true;
        }
        if (stops && hasFirstEvent) {
            selected.interestOps(0);
        }
        return false;
    }

    private void read(Connection open, int count, long nowNs) throws IOException {
        EventTally tally = reader.tally();
        long ticks = tally.ticks();
        long missing = tally.missing();
        if (count < 0) {
            reader.readEnd();
        } else {
            tally.readAt(nowNs);
            reader.read(share.buffer);
            byte[] reply = reader.takeReply();
            if (reply.length > 0) {
                open.write(ByteBuffer.wrap(reply));
            }
            lastReadNs = nowNs;
        }
        if (share.clock.isMeasured(nowNs)) {
            measuredEvents += tally.ticks() - ticks;
            share.counters.events.add(tally.ticks() - ticks);
            share.counters.bytes.add(Math.max(0, count));
            share.counters.dropped.add(tally.missing() - missing);
        }
        if (!hasFirstByte && reader.bodyBytes() > 0) {
            hasFirstByte = true;
            time(Metric.FIRST_BYTE, nowNs);
        }
        if (!hasFirstEvent && tally.events() > 0) {
            hasFirstEvent = true;
            time(Metric.FIRST_EVENT, nowNs);
            settle();
        }
    }

    private void time(Metric metric, long nowNs) {
        if (isMeasured) {
            share.timings.record(askIndex, metric, nowNs - startNs);
        }
    }

    private void settle() {
        if (!isSettled) {
            isSettled = true;
            share.counters.settled.add(1);
        }
    }

    /// Ticks are due at a fixed rate, and those that fell behind come early in no schedule: the earliest one
    /// says when the first was due.
    @Override
    public void came(long number, long clockNs, long readAtNs) {
        if (tickNs > 0 && number >= 0) {
            scheduleNs = Math.min(scheduleNs, clockNs - number * tickNs);
        }
        if (!share.clock.isMeasured(clockNs)) {
            return;
        }
        if (tickNs > 0 && number >= 0) {
            share.timings.record(askIndex, Metric.EVENT, (long) (readAtNs - scheduleNs - number * tickNs));
        }
        share.timings.record(askIndex, Metric.EVENT_AGE, readAtNs - clockNs);
    }

    private void end() throws IOException {
        EventTally tally = reader.tally();
        tally.throwIfFaulty();
        if (!tally.terminated()) {
            throw new ProbeException(ProbeException.CONTENT, "a stream without a terminal event");
        }
        if (ask.ticks() >= 0 && tally.ticks() != ask.ticks()) {
            throw new ProbeException(ProbeException.CONTENT, tally.ticks() + " ticks instead of " + ask.ticks());
        }
        long nowNs = System.nanoTime();
        time(Metric.ANSWER, nowNs);
        if (isMeasured) {
            share.counters.answers.add(1);
            share.counters.unfetched.add(tally.unfetched());
        }
        state = State.IDLE;
        if (ask.transport() == Transport.WEBSOCKET || share.isFresh) {
            close();
        }
    }

    /// Gives up what it was at.
    void fail() {
        settle();
        close();
    }

    /// @throws ProbeException if nothing has come for too long
    void failIfLate(long nowNs, long patienceNs) throws ProbeException {
        boolean isStopped = stops && hasFirstEvent;
        if (isBusy() && !isStopped && nowNs - lastReadNs > patienceNs) {
            throw new ProbeException(
                    ProbeException.TIMEOUT,
                    "nothing for " + patienceNs / 1_000_000_000 + " s ("
                            + reader.tally().events() + " events read)");
        }
    }

    /// @throws ProbeException if what has come is not as it should be
    void failIfFaulty() throws ProbeException {
        if (isBusy()) {
            reader.tally().throwIfFaulty();
        }
    }

    void close() {
        state = State.IDLE;
        Connection open = connection;
        if (open == null) {
            return;
        }
        connection = null;
        key = null;
        share.counters.open.add(-1);
        try {
            open.close();
        } catch (IOException _) {
            // Given up anyway.
        }
    }
}
