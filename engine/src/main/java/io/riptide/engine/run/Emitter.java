package io.riptide.engine.run;

import io.riptide.engine.AnyThread;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogAppender;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.log.RecordWriter;
import io.riptide.engine.metrics.Counters;
import java.util.concurrent.locks.ReentrantLock;

/// A source's end of its run's log. Blocks while the log has no room, which is how a slow client slows the work.
///
/// - **Threading:** any number of virtual threads of the source; they take turns. Never an event loop.
/// - **Failure:** [EventLog#CLOSED] once the run is ending, [EventLog#TOO_LARGE] or [EventLog#LINE_END] for an event
/// that no
///   log takes; the first of an event's offsets otherwise. An interrupt ends the wait and nothing was appended.
@AnyThread
public final class Emitter {
    private final LogAppender appender;
    private final Counters counters;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean isEnding;

    Emitter(LogAppender appender, Counters counters) {
        this.appender = appender;
        this.counters = counters;
    }

    /// Appends one event and makes it visible.
    public long emit(int type, int priority, int lengthMax, RecordWriter writer) throws InterruptedException {
        return emit(type, priority, 0, lengthMax, 1, writer);
    }

    /// Appends one event that no policy may drop and no window holds up.
    public long emitControl(int type, int lengthMax, RecordWriter writer) throws InterruptedException {
        return emit(type, 9, RecordLayout.FLAG_CONTROL, lengthMax, 1, writer);
    }

    /// Appends `count` events, which become visible together, or in parts when there is no room for all at once.
    public long emitBatch(int type, int priority, int lengthMax, int count, RecordWriter writer)
            throws InterruptedException {
        return emit(type, priority, 0, lengthMax, count, writer);
    }

    /// The offset the next event will have, unless another thread emits first.
    public long nextOffset() {
        turn.lock();
        try {
            return appender.nextOffset();
        } finally {
            turn.unlock();
        }
    }

    /// Makes visible whatever was appended.
    public void flush() {
        turn.lock();
        try {
            appender.publish();
        } finally {
            turn.unlock();
        }
    }

    /// Refuses everything from now on; threads that wait for room are told so when they are interrupted.
    void end() {
        isEnding = true;
    }

    private long emit(int type, int priority, int flags, int lengthMax, int count, RecordWriter writer)
            throws InterruptedException {
        turn.lockInterruptibly();
        try {
            long first = append(type, priority, flags, lengthMax, writer);
            long offset = first;
            for (int i = 1; i < count && offset >= 0; i++) {
                offset = append(type, priority, flags, lengthMax, writer);
            }
            appender.publish();
            counters.eventsAppended.add(count);
            return offset < 0 ? offset : first;
        } finally {
            turn.unlock();
        }
    }

    private long append(int type, int priority, int flags, int lengthMax, RecordWriter writer)
            throws InterruptedException {
        while (true) {
            if (isEnding) {
                return EventLog.CLOSED;
            }
            long offset = appender.append(type, priority, flags, 0, lengthMax, writer);
            if (offset != EventLog.BACK_PRESSURED) {
                return offset;
            }
            appender.publish();
            long startNs = System.nanoTime();
            appender.awaitRoom();
            counters.producerWaits.increment();
            counters.producerWaitNs.add(System.nanoTime() - startNs);
        }
    }
}
