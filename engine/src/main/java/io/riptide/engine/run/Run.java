package io.riptide.engine.run;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.engine.AnyThread;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogAppender;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.metrics.Counters;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One piece of accepted work with its log, from its first event to the release of its memory.
///
/// Calls, in order: [#open] writes the first event, [#attach] lets a viewer in, [#start] sets the source to
/// work. The
/// run ends by itself or by [#end], and in both cases writes exactly one last event. Its memory goes back when
/// that is
/// written, nobody views it and nobody may come back.
///
/// - **Threading:** any thread. The source runs on a virtual thread of the run's own.
/// - **Ownership:** owns its log and frees it.
/// - **Bounds:** see [EventLog]; the last event is never refused, it only waits for memory.
@AnyThread
public final class Run {
    private final RunSpec spec;
    private final EventLog log;
    private final Emitter emitter;
    private final Counters counters;
    private final Consumer<Run> onReleased;
    private final long createdMs = System.currentTimeMillis();
    private final long deadlineNs;
    private final AtomicReference<RunState> state = new AtomicReference<>(RunState.INITIALIZING);
    private final AtomicReference<@Nullable RunOutcome> reason = new AtomicReference<>();

    private volatile @Nullable Thread worker;
    private volatile @Nullable RunOutcome outcome;
    private volatile long endedMs;

    /// `System.nanoTime()` since when nobody views the run; only meaningful while nobody does.
    private volatile long aloneSinceNs = System.nanoTime();

    /// Guards attaching against releasing.
    private final Object viewers = new Object();

    private boolean isReleased;
    private boolean wasViewed;

    Run(RunSpec spec, EventLog log, Counters counters, Consumer<Run> onReleased) {
        this.spec = spec;
        this.log = log;
        this.counters = counters;
        this.onReleased = onReleased;
        this.emitter = new Emitter(log.appender(), counters);
        this.deadlineNs = System.nanoTime() + spec.deadline().toNanos();
    }

    /// Writes the first event; false when there is no memory for it, and then the run has released itself.
    public boolean open() {
        assert state.get() == RunState.INITIALIZING : state;
        spec.source().begin(log.epoch());
        WorkSource.Event first = spec.source().metadata();
        LogAppender appender = log.appender();
        long offset = appender.append(first.type(), 9, RecordLayout.FLAG_CONTROL, 0, first.lengthMax(), first.writer());
        if (offset != 0) {
            abandon();
            return false;
        }
        appender.publish();
        counters.eventsAppended.increment();
        return true;
    }

    /// Lets a viewer in at `offset`; nothing when the run's events are no longer held.
    public @Nullable LogCursor attach(long offset, DeliveryPolicy policy, Window window, Runnable listener) {
        synchronized (viewers) {
            if (isReleased) {
                return null;
            }
            wasViewed = true;
            return log.open(offset, policy, window, listener);
        }
    }

    /// Lets a viewer go. When it was the last one, the run does as it was asked to.
    public void detach(LogCursor cursor) {
        boolean isAlone;
        synchronized (viewers) {
            cursor.close();
            aloneSinceNs = System.nanoTime();
            isAlone = log.cursorCount() == 0;
        }
        if (isAlone && spec.onDisconnect() == OnDisconnect.CANCEL) {
            end(new RunOutcome.Cancelled());
        }
        releaseIfDone(false);
    }

    /// Sets the source to work.
    public void start() {
        transition(RunState.ACTIVE);
        counters.runsStarted.increment();
        Thread thread = Thread.ofVirtual().name("run-", 0).unstarted(this::work);
        worker = thread;
        thread.start();
    }

    /// Ends the work for this reason, if nothing ended it before. The last event follows as soon as the source
    /// has
    /// stopped.
    public void end(RunOutcome because) {
        if (reason.compareAndSet(null, because)) {
            emitter.end();
            Thread thread = worker;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /// Name of the run.
    public String id() {
        return spec.id();
    }

    /// What was asked for.
    public RunSpec spec() {
        return spec;
    }

    /// The events.
    public EventLog log() {
        return log;
    }

    /// Where the run is in its life.
    public RunState state() {
        return state.get();
    }

    /// The run as it is now.
    public RunSnapshot snapshot() {
        return new RunSnapshot(
                spec.id(),
                spec.kind(),
                state.get(),
                outcome,
                createdMs,
                endedMs,
                log.publishedOffset(),
                log.cursorCount(),
                new String(log.epoch(), US_ASCII),
                log.earliestOffset());
    }

    /// Ends what is due: the deadline, the grace of a run that nobody views, the keeping of a finished one.
    /// Called now
    /// and then by the registry.
    void keepHouse(long nowNs, long retainNs) {
        if (state.get() != RunState.CLOSED) {
            if (nowNs - deadlineNs >= 0) {
                end(new RunOutcome.DeadlineExceeded());
            }
            if (spec.onDisconnect() == OnDisconnect.GRACE
                    && log.cursorCount() == 0
                    && nowNs - aloneSinceNs >= spec.grace().toNanos()) {
                end(new RunOutcome.Cancelled());
            }
        } else {
            boolean isExpired = System.currentTimeMillis() - endedMs >= retainNs / 1_000_000;
            releaseIfDone(isExpired);
        }
    }

    /// Writes nothing more and releases everything; for a run that never started.
    void abandon() {
        state.set(RunState.CLOSED);
        synchronized (viewers) {
            isReleased = true;
            log.free();
        }
        onReleased.accept(this);
    }

    private void work() {
        close(doWork());
    }

    private RunOutcome doWork() {
        try {
            if (reason.get() != null) {
                throw new InterruptedException();
            }
            spec.source().run(emitter);
            transition(RunState.FLUSHING);
            emitter.flush();
            RunOutcome because = reason.get();
            return because == null ? new RunOutcome.Completed() : because;
        } catch (InterruptedException e) {
            RunOutcome because = reason.get();
            return because == null ? new RunOutcome.Cancelled() : because;
        } catch (RunFailureException e) {
            return new RunOutcome.Failed(e.failure());
        } catch (RuntimeException | Error e) { // the outermost frame of this thread
            System.getLogger(Run.class.getName()).log(System.Logger.Level.ERROR, "run " + spec.id() + " failed", e);
            return new RunOutcome.Failed(new RunFailure.Internal("internal error in the work of this run"));
        }
    }

    private void close(RunOutcome because) {
        emitter.end();
        if (because instanceof RunOutcome.Failed) {
            transition(RunState.FAILED);
        }
        transition(RunState.CLOSING);
        WorkSource.Event last = spec.source().terminal(because);
        // Waits only for memory: windows do not hold up the last event.
        while (log.appender().appendTerminal(last.type(), last.lengthMax(), last.writer()) == EventLog.BACK_PRESSURED) {
            try {
                log.appender().awaitRoom();
            } catch (InterruptedException e) {
                // The run is ending already; it looks again.
            }
        }
        counters.eventsAppended.increment();
        counters.runsEnded.increment();
        outcome = because;
        endedMs = System.currentTimeMillis();
        transition(RunState.CLOSED);
        releaseIfDone(false);
    }

    private void releaseIfDone(boolean isExpired) {
        synchronized (viewers) {
            boolean mayComeBack = spec.onDisconnect() != OnDisconnect.CANCEL && !isExpired;
            if (isReleased || state.get() != RunState.CLOSED || log.cursorCount() > 0 || !wasViewed || mayComeBack) {
                return;
            }
            isReleased = true;
            log.free();
        }
        onReleased.accept(this);
    }

    private void transition(RunState next) {
        RunState before = state.getAndSet(next);
        assert before.allows(next) : before + " -> " + next;
    }
}
