package io.riptide.engine.topic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.engine.AnyThread;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogAppender;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.Viewable;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.WorkSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One named log: many publish to it, many subscribe to it, and nobody of either waits for another, but for a
/// publisher that meets a subscriber with [DeliveryPolicy.Block].
///
/// ```
///  Publication ─turn─► appending ─► LogAppender ─► EventLog ◄─ LogCursor ◄─ subscriber
///  (one at a time)       ▲ ▲
///        housekeeping ───┘ └─── end
/// ```
///
/// Two locks, taken in this order. `turn` is held by the one publication that is being stored, also while it
/// waits for room, so that its events have consecutive offsets; it is a semaphore, since a publication may
/// begin on an event loop and end on a virtual thread. `appending` makes whoever holds it the log's appender
/// and is never held by one who waits. `viewers` guards attaching against releasing, and nothing is locked
/// under it but the log's own.
///
/// A topic ends once: it is deleted, the node stops, or nobody has used it and it holds nothing any more. Its
/// last event goes to whoever is subscribed then; its memory goes back when the last of them has gone.
///
/// - **Threading:** any thread.
/// - **Ownership:** owns its log and frees it.
/// - **Bounds:** see [TopicLimits]; a last event that finds no memory is tried again by [#keepHouse].
@AnyThread
public final class Topic implements Viewable {
    /// What [#kind] says.
    public static final String KIND = "topic";

    /// How long a topic that holds nothing is left to those who have just found it.
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(1);

    final Semaphore turn = new Semaphore(1, true);
    final ReentrantLock appending = new ReentrantLock();
    final Counters counters;

    private final String name;
    private final EventLog log;
    private final ByteBudget budget;
    private final TopicLimits limits;
    private final TopicEnding ending;
    private final Consumer<Topic> onReleased;
    private final long createdMs = System.currentTimeMillis();
    private final Object viewers = new Object();

    private volatile long usedNs = System.nanoTime();
    private volatile long publishedNs = System.nanoTime();
    private volatile long publishedMs;

    /// Why the topic ended. Written once, under `viewers`; nobody is let in from then on, and nothing is
    /// appended but its last event.
    private volatile @Nullable RunOutcome outcome;

    private boolean isReleased;

    Topic(
            String name,
            EventLog log,
            ByteBudget budget,
            TopicLimits limits,
            TopicEnding ending,
            Counters counters,
            Consumer<Topic> onReleased) {
        this.name = name;
        this.log = log;
        this.budget = budget;
        this.limits = limits;
        this.ending = ending;
        this.counters = counters;
        this.onReleased = onReleased;
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public EventLog log() {
        return log;
    }

    @Override
    public boolean outlivesViewers() {
        return true;
    }

    /// Lets a subscriber in at `offset`; nothing when the topic has ended or is full.
    @Override
    public @Nullable LogCursor attach(long offset, DeliveryPolicy policy, Window window, Runnable listener) {
        synchronized (viewers) {
            if (hasEnded() || isFull()) {
                return null;
            }
            usedNs = System.nanoTime();
            return log.open(offset, policy, window, listener);
        }
    }

    @Override
    public void detach(LogCursor cursor) {
        synchronized (viewers) {
            cursor.close();
            usedNs = System.nanoTime();
        }
        releaseIfDone();
    }

    /// Whether it has as many subscribers as a topic may have.
    public boolean isFull() {
        return log.cursorCount() >= limits.subscribersMax();
    }

    /// Whether it takes and tells nothing more; another one may have its name by now.
    public boolean hasEnded() {
        return outcome != null;
    }

    /// Begins to store `messages` under consecutive offsets. Whoever began it finishes or abandons it.
    public Publication publication(List<TopicMessage> messages) {
        return new Publication(this, messages);
    }

    /// The topic as it is now.
    public TopicSnapshot snapshot() {
        long earliest = log.earliestOffset();
        long next = Math.max(earliest, log.publishedOffset());
        long oldestNs =
                next == earliest ? -1 : log.oldestAgeNs(System.nanoTime()).orElse(-1);
        return new TopicSnapshot(
                name,
                new String(log.epoch(), US_ASCII),
                log.cursorCount(),
                earliest,
                next,
                log.heldBytes(),
                budget.reserved(),
                oldestNs < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(oldestNs),
                createdMs,
                publishedMs);
    }

    /// Somebody has just found it.
    void touch() {
        usedNs = System.nanoTime();
    }

    /// Something was stored.
    void published() {
        publishedNs = System.nanoTime();
        publishedMs = System.currentTimeMillis();
    }

    /// Ends the topic for this reason, if nothing ended it before.
    void end(RunOutcome because) {
        synchronized (viewers) {
            if (hasEnded()) {
                return;
            }
            outcome = because;
        }
        log.appender().endWaiting();
        tellEnd(because);
    }

    /// Lets go what is not kept any longer; ends a topic that nobody uses and that keeps nothing.
    void keepHouse(long nowNs) {
        RunOutcome because = outcome;
        if (because != null) {
            tellEnd(because);
            return;
        }
        if (appending.tryLock()) {
            try {
                log.appender().expire(nowNs);
            } finally {
                appending.unlock();
            }
        }
        // One who publishes just now uses it.
        if (isUnused(nowNs) && turn.tryAcquire()) {
            try {
                endIfUnused(nowNs);
            } finally {
                turn.release();
            }
        }
    }

    private void endIfUnused(long nowNs) {
        RunOutcome because = new RunOutcome.Completed();
        synchronized (viewers) {
            if (hasEnded() || !isUnused(nowNs)) {
                return;
            }
            outcome = because;
        }
        tellEnd(because);
    }

    private boolean isUnused(long nowNs) {
        boolean keepsHistory = log.publishedOffset() > 0
                && limits.retention().keepsAny()
                && nowNs - publishedNs < limits.retention().ageNsMax();
        return log.cursorCount() == 0 && !keepsHistory && nowNs - usedNs >= IDLE_NS;
    }

    /// Writes the last event, unless it is there already or nobody would read it, and closes the log.
    private void tellEnd(RunOutcome because) {
        appending.lock();
        try {
            LogAppender appender = log.appender();
            if (!log.isClosed() && log.cursorCount() > 0) {
                WorkSource.Event last = ending.last(log.epoch(), because);
                long offset = appender.appendTerminal(last.type(), last.lengthMax(), last.writer());
                if (offset == EventLog.BACK_PRESSURED) {
                    return;
                }
                if (offset >= 0) {
                    counters.eventsAppended.increment();
                }
            }
            if (!log.isClosed()) {
                appender.close();
            }
        } finally {
            appending.unlock();
        }
        releaseIfDone();
    }

    private void releaseIfDone() {
        synchronized (viewers) {
            if (isReleased || !log.isClosed() || log.cursorCount() > 0) {
                return;
            }
            isReleased = true;
            log.free();
        }
        onReleased.accept(this);
    }
}
