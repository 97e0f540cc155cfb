package io.riptide.engine.topic;

import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogAppender;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordLayout;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Messages on their way into a topic, where they get consecutive offsets.
///
/// Calls, in order: [#advance], which never waits and may be all there is to do; [#finish] if it was not, on a
/// virtual thread, or [#abandon].
///
/// A long publication goes in parts, between which the readers that keep up have their turn. All of it at once
/// would lap them, although they are not slow. One that does not read on within [#READERS_WAIT_NS] has its
/// chance once.
///
/// - **Threading:** one thread at a time.
/// - **Bounds:** an advance stores at most [#PART_EVENTS_MAX] events, and none behind [#PART_BYTES_MAX] of
///   them.
/// - **Failure:** [#state] says why not everything was stored; what was stored stays.
public final class Publication {
    /// Half of the smallest window, so that a reader that has read down to the other half loses nothing.
    public static final int PART_EVENTS_MAX = 32;

    private static final long PART_BYTES_MAX = 64 * 1024;
    private static final long READERS_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(20);

    /// How far it is.
    public enum State {
        /// There is more to store.
        OPEN,
        /// Everything is stored.
        STORED,
        /// There was no room in time.
        NO_ROOM,
        /// The topic has ended.
        ENDED,
        /// A message is longer than an event may be, or holds a line end.
        UNSTORABLE
    }

    private final Topic topic;
    private final List<TopicMessage> messages;
    private State state = State.OPEN;
    private boolean hasTurn;
    private boolean isBlocked;
    private int stored;
    private long firstOffset = -1;

    Publication(Topic topic, List<TopicMessage> messages) {
        assert !messages.isEmpty();
        this.topic = topic;
        this.messages = messages;
    }

    /// Where the messages go.
    public Topic topic() {
        return topic;
    }

    /// How far it is.
    public State state() {
        return state;
    }

    /// Messages stored so far.
    public int stored() {
        return stored;
    }

    /// Offset of the first message; -1 while none is stored.
    public long firstOffset() {
        return firstOffset;
    }

    /// Stores what can be stored without waiting, one part at most. True when it is over, one way or the other.
    public boolean advance() {
        assert state == State.OPEN : state;
        // Those who queue for their turn go first.
        if (!hasTurn && !topic.turn.hasQueuedThreads()) {
            hasTurn = topic.turn.tryAcquire();
        }
        if (hasTurn) {
            storePart();
        }
        return endTurnIfOver();
    }

    /// Stores the rest, for which it waits `nanosMax` at most.
    public void finish(long nanosMax) throws InterruptedException {
        assert state == State.OPEN : state;
        long endNs = System.nanoTime() + nanosMax;
        try {
            if (!hasTurn) {
                hasTurn = topic.turn.tryAcquire(nanosMax, TimeUnit.NANOSECONDS);
            }
            if (hasTurn) {
                storeRest(endNs);
            } else {
                state = State.NO_ROOM;
            }
        } finally {
            abandon();
        }
    }

    /// Stores nothing more.
    public void abandon() {
        if (state == State.OPEN) {
            state = State.NO_ROOM;
        }
        endTurnIfOver();
    }

    private void storeRest(long endNs) throws InterruptedException {
        Set<LogCursor> slow = Collections.newSetFromMap(new IdentityHashMap<>());
        LogAppender appender = topic.log().appender();
        // Another thread may have stored the first part, so what it met is looked at anew.
        storePart();
        while (state == State.OPEN) {
            long leftNs = endNs - System.nanoTime();
            if (leftNs <= 0) {
                state = State.NO_ROOM;
            } else if (isBlocked) {
                awaitRoom(appender, leftNs);
                storePart();
            } else {
                appender.awaitReaders(Math.min(READERS_WAIT_NS, leftNs), slow);
                storePart();
            }
        }
    }

    private void awaitRoom(LogAppender appender, long leftNs) throws InterruptedException {
        long startNs = System.nanoTime();
        try {
            appender.awaitRoom(leftNs);
        } finally {
            topic.counters.producerWaits.increment();
            topic.counters.producerWaitNs.add(System.nanoTime() - startNs);
        }
    }

    private void storePart() {
        LogAppender appender = topic.log().appender();
        int before = stored;
        long storedBytes;
        topic.appending.lock();
        try {
            long beforePosition = topic.log().publishedPosition();
            int partEnd = Math.min(messages.size(), stored + PART_EVENTS_MAX);
            long bytes = 0;
            isBlocked = false;
            while (stored < partEnd && bytes < PART_BYTES_MAX && state == State.OPEN && !isBlocked) {
                bytes += RecordLayout.recordLength(messages.get(stored).lengthMax());
                storeNext(appender);
            }
            appender.publish();
            storedBytes = topic.log().publishedPosition() - beforePosition;
        } finally {
            topic.appending.unlock();
        }
        if (stored > before) {
            topic.counters.eventsAppended.add(stored - before);
            topic.counters.topicEvents.add(stored - before);
            topic.counters.topicBytes.add(storedBytes);
            topic.published();
        }
        if (stored == messages.size()) {
            state = State.STORED;
        }
    }

    private void storeNext(LogAppender appender) {
        if (topic.hasEnded()) {
            state = State.ENDED;
            return;
        }
        TopicMessage message = messages.get(stored);
        long offset = appender.append(
                message.type(), message.priority(), 0, message.keyHash(), message.lengthMax(), message.writer());
        if (offset >= 0) {
            if (stored == 0) {
                firstOffset = offset;
            }
            stored++;
        } else if (offset == EventLog.BACK_PRESSURED) {
            isBlocked = true;
        } else {
            state = offset == EventLog.CLOSED ? State.ENDED : State.UNSTORABLE;
        }
    }

    private boolean endTurnIfOver() {
        if (state == State.OPEN) {
            return false;
        }
        if (hasTurn) {
            hasTurn = false;
            topic.turn.release();
        }
        return true;
    }
}
