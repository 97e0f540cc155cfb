package io.riptide.engine.run;

import io.riptide.engine.AnyThread;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogAppender;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.log.RecordWriter;
import io.riptide.engine.metrics.Counters;
import java.util.concurrent.locks.ReentrantLock;

/// A source's end of its run's log. Blocks while the log has no room, which is how a slow client slows the
/// work.
///
/// Two locks, taken in this order: `turn` is held by the one thread that may wait for room, `appending` by the
/// one that appends, and never while it waits. So control events pass those who wait.
///
/// - **Threading:** any number of virtual threads of the source; they take turns. A source that works in steps
///   uses [#offer] alone, which never waits.
/// - **Failure:** [EventLog#CLOSED] once the run is ending, [EventLog#TOO_LARGE] or [EventLog#LINE_END] for an
///   event that no log takes; the first of an event's offsets otherwise. An interrupt ends the wait. What a
///   batch appended before it was refused or interrupted stays and is visible.
@AnyThread
public final class Emitter {
    /// No time to look again after: there will be a call.
    static final long UNTIL_WOKEN = Long.MAX_VALUE;

    private final LogAppender appender;
    private final Counters counters;
    private final ReentrantLock turn = new ReentrantLock();
    private final ReentrantLock appending = new ReentrantLock();
    private volatile boolean isEnding;

    /// Why the last offer was not taken whole; for the one thread that offers.
    private boolean wasTurnOver;

    /// Since when a source that works in steps waits; 0 when it does not.
    private long waitingSinceNs;

    Emitter(LogAppender appender, Counters counters) {
        this.appender = appender;
        this.counters = counters;
    }

    /// Appends one event and makes it visible.
    public long emit(int type, int priority, int lengthMax, RecordWriter writer) throws InterruptedException {
        return emitInTurn(type, priority, 0, lengthMax, 1, writer);
    }

    /// Appends one event that no policy may drop and no window holds up.
    public long emitControl(int type, int lengthMax, RecordWriter writer) throws InterruptedException {
        appending.lockInterruptibly();
        try {
            long offset = tryAppend(type, 9, RecordLayout.FLAG_CONTROL, lengthMax, writer);
            appender.publish();
            if (offset != EventLog.BACK_PRESSURED) {
                return offset;
            }
        } finally {
            appending.unlock();
        }
        // There is no memory: it waits as all others do.
        return emitInTurn(type, 9, RecordLayout.FLAG_CONTROL, lengthMax, 1, writer);
    }

    /// Appends `count` events, which become visible together, or in parts when there is no room for all at
    /// once.
    public long emitBatch(int type, int priority, int lengthMax, int count, RecordWriter writer)
            throws InterruptedException {
        assert count > 0 : count;
        return emitInTurn(type, priority, 0, lengthMax, count, writer);
    }

    /// Appends as many of `count` events as there are room and turn for, and makes them visible; never waits.
    /// Returns how many those were, or why there will be no more. For a source that works in steps.
    public int offer(int type, int priority, int lengthMax, int count, RecordWriter writer) {
        assert count > 0 : count;
        wasTurnOver = false;
        appending.lock();
        try {
            long offset = 0;
            int taken = 0;
            // Counted together: one addition an offer instead of one an event.
            while (taken < count && offset >= 0) {
                wasTurnOver = appender.isTurnOver();
                offset = wasTurnOver ? EventLog.BACK_PRESSURED : appendUncounted(type, priority, 0, lengthMax, writer);
                taken += offset < 0 ? 0 : 1;
            }
            counters.eventsAppended.add(taken);
            return offset >= 0 || offset == EventLog.BACK_PRESSURED ? taken : (int) offset;
        } finally {
            appender.publish();
            appending.unlock();
        }
    }

    /// The offset the next event will have, unless another thread emits first.
    public long nextOffset() {
        appending.lock();
        try {
            return appender.nextOffset();
        } finally {
            appending.unlock();
        }
    }

    /// Makes visible whatever was appended.
    public void flush() {
        appending.lock();
        try {
            appender.publish();
        } finally {
            appending.unlock();
        }
    }

    /// Refuses everything from now on and tells those who wait for room.
    void end() {
        isEnding = true;
        appender.endWaiting();
    }

    /// Lets the first turn end after `first` bytes and the others after `bytes`; before the first event.
    void limitTurns(int first, int bytes) {
        appender.limitTurns(first, bytes);
    }

    /// Blocks until what did not let the last offer pass may have gone.
    void awaitTurn() throws InterruptedException {
        if (wasTurnOver) {
            appender.giveTurn();
        } else {
            awaitRoom();
        }
    }

    /// Blocks until there may be memory.
    void awaitMemory() throws InterruptedException {
        appender.awaitRoom();
    }

    /// Has `waker` called once when what did not let the last offer pass may have gone. Returns the nanoseconds
    /// after which to look again all the same: 0 for at once, and then there will be no call, or
    /// [#UNTIL_WOKEN].
    long awaitTurn(Runnable waker) {
        if (wasTurnOver) {
            return appender.giveTurn(waker);
        }
        waitingSinceNs = System.nanoTime();
        return appender.awaitRoom(waker);
    }

    /// Ends the wait that [#awaitTurn(Runnable)] began.
    void resume() {
        appender.resume();
        if (waitingSinceNs != 0) {
            counters.producerWaits.increment();
            counters.producerWaitNs.add(System.nanoTime() - waitingSinceNs);
            waitingSinceNs = 0;
        }
    }

    /// Appends the log's last event, after whatever another thread is appending just now.
    long emitTerminal(WorkSource.Event last) {
        assert isEnding;
        appending.lock();
        try {
            return appender.appendTerminal(last.type(), last.lengthMax(), last.writer());
        } finally {
            appending.unlock();
        }
    }

    /// Closes the log without a last event.
    void close() {
        assert isEnding;
        appending.lock();
        try {
            appender.close();
        } finally {
            appending.unlock();
        }
    }

    private long emitInTurn(int type, int priority, int flags, int lengthMax, int count, RecordWriter writer)
            throws InterruptedException {
        turn.lockInterruptibly();
        try {
            appending.lock();
            try {
                long first = append(type, priority, flags, lengthMax, writer);
                long offset = first;
                for (int i = 1; i < count && offset >= 0; i++) {
                    offset = append(type, priority, flags, lengthMax, writer);
                }
                return offset < 0 ? offset : first;
            } finally {
                appender.publish();
                appending.unlock();
            }
        } finally {
            turn.unlock();
        }
    }

    private long append(int type, int priority, int flags, int lengthMax, RecordWriter writer)
            throws InterruptedException {
        while (true) {
            boolean isTurnOver = appender.isTurnOver();
            if (!isTurnOver) {
                long offset = tryAppend(type, priority, flags, lengthMax, writer);
                if (offset != EventLog.BACK_PRESSURED) {
                    return offset;
                }
            }
            appender.publish();
            appending.unlock();
            try {
                if (isTurnOver) {
                    appender.giveTurn();
                } else {
                    awaitRoom();
                }
            } finally {
                appending.lock();
            }
        }
    }

    private long tryAppend(int type, int priority, int flags, int lengthMax, RecordWriter writer) {
        long offset = appendUncounted(type, priority, flags, lengthMax, writer);
        if (offset >= 0) {
            counters.eventsAppended.increment();
        }
        return offset;
    }

    private long appendUncounted(int type, int priority, int flags, int lengthMax, RecordWriter writer) {
        return isEnding ? EventLog.CLOSED : appender.append(type, priority, flags, 0, lengthMax, writer);
    }

    private void awaitRoom() throws InterruptedException {
        long startNs = System.nanoTime();
        try {
            appender.awaitRoom();
        } finally {
            counters.producerWaits.increment();
            counters.producerWaitNs.add(System.nanoTime() - startNs);
        }
    }
}
