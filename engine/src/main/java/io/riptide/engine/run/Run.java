package io.riptide.engine.run;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.engine.AnyThread;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.LogAppender;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.log.Viewable;
import io.riptide.engine.metrics.Counters;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One piece of accepted work with its log, from its first event to the release of its memory.
///
/// Calls, in order: [#open] writes the first event, [#attach] lets a viewer in, [#start] sets the source to
/// work. The run ends by itself or by [#end], and in both cases writes exactly one last event. Its memory goes
/// back when that is written, nobody views it and nobody may come back. Whoever opened a run starts, ends or
/// abandons it.
///
/// - **Threading:** any thread. The source runs on a virtual thread of the run's own, or in steps on a thread
///   it shares.
/// - **Ownership:** owns its log and frees it.
/// - **Bounds:** see [EventLog]; the last event is never refused, it only waits for memory, and that only while
///   somebody may still see it.
/// - **Failure:** whatever the source throws ends the run. A run that was ended for a reason ends for that
///   reason, whatever its source makes of the interrupt.
@AnyThread
public final class Run implements Viewable {
    private final RunSpec spec;
    private final EventLog log;
    private final Emitter emitter;
    private final Counters counters;
    private final Consumer<Run> onReleased;
    private final long createdMs = System.currentTimeMillis();
    private final long deadlineNs;
    private final AtomicReference<RunState> state = new AtomicReference<>(RunState.INITIALIZING);
    private final AtomicReference<@Nullable RunOutcome> reason = new AtomicReference<>();

    private volatile @Nullable Worker worker;
    private volatile @Nullable RunOutcome outcome;

    /// What the last event is to tell; for the worker.
    private @Nullable RunOutcome ending;

    private volatile long endedMs;
    private volatile long endedNs;

    /// `System.nanoTime()` since when nobody views the run; only meaningful while nobody does.
    private volatile long aloneSinceNs = System.nanoTime();

    /// Guards attaching against releasing.
    private final Object viewers = new Object();

    /// Nobody is let in any more.
    private boolean isShut;

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
        boolean isOpen = false;
        try {
            spec.source().begin(log.epoch());
            WorkSource.Event first = spec.source().metadata();
            LogAppender appender = log.appender();
            int flags = RecordLayout.FLAG_CONTROL;
            isOpen = appender.append(first.type(), 9, flags, 0, first.lengthMax(), first.writer()) == 0;
            appender.publish();
        } finally {
            if (isOpen) {
                counters.eventsAppended.increment();
            } else {
                abandon();
            }
        }
        return isOpen;
    }

    /// Lets a viewer in at `offset`; nothing when the run's events are no longer held.
    @Override
    public @Nullable LogCursor attach(long offset, DeliveryPolicy policy, Window window, Runnable listener) {
        synchronized (viewers) {
            if (isShut) {
                return null;
            }
            wasViewed = true;
            return log.open(offset, policy, window, listener);
        }
    }

    @Override
    public boolean outlivesViewers() {
        return spec.onDisconnect() != OnDisconnect.CANCEL;
    }

    /// Lets a viewer go. When it was the last one, the run does as it was asked to.
    @Override
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

    /// Sets the source to work on a virtual thread, unless the run was ended before.
    public void start() {
        start(new ThreadWorker(this, emitter));
    }

    /// Sets the source to work, unless the run was ended before: one that works in steps on the thread of
    /// `turns`, which calls this and takes the first step now.
    public void start(Turns turns) {
        switch (spec.source()) {
            case BlockingSource _ -> start();
            case StepSource source -> start(new StepWorker(this, source, emitter, turns));
        }
    }

    private void start(Worker starting) {
        if (state.compareAndSet(RunState.INITIALIZING, RunState.ACTIVE)) {
            startWorker(starting);
        } else {
            assert reason.get() != null : state;
        }
    }

    /// Ends the work for this reason, if nothing ended it before. The last event follows as soon as the source
    /// has stopped; a source that was not yet started never works.
    public void end(RunOutcome because) {
        if (!reason.compareAndSet(null, because)) {
            return;
        }
        emitter.end();
        if (state.compareAndSet(RunState.INITIALIZING, RunState.ACTIVE)) {
            startWorker(new ThreadWorker(this, emitter));
            return;
        }
        // A worker that is not yet to be seen here has yet to look at the reason.
        Worker working = worker;
        if (working != null) {
            working.stop();
        }
    }

    /// Name of the run.
    @Override
    public String id() {
        return spec.id();
    }

    /// What kind of work it is.
    @Override
    public String kind() {
        return spec.kind();
    }

    /// What was asked for.
    public RunSpec spec() {
        return spec;
    }

    /// The events.
    @Override
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
    /// Called now and then by the registry.
    void keepHouse(long nowNs, long retainNs) {
        if (state.get() != RunState.CLOSED) {
            log.nudge();
            if (nowNs - deadlineNs >= 0) {
                end(new RunOutcome.DeadlineExceeded());
            }
            endIfAlone(nowNs);
        } else {
            releaseIfDone(nowNs - endedNs >= retainNs);
        }
    }

    /// Forgets what nobody gates: unread events of viewers that may drop, or all of a finished run that nobody
    /// views.
    void shedHistory() {
        if (log.isGated()) {
            return;
        }
        log.shed();
        releaseIfDone(true);
    }

    /// Whether this run has none but viewers that may drop, and goes on.
    boolean maySuffer() {
        return state.get() == RunState.ACTIVE && log.cursorCount() > 0 && !log.isGated();
    }

    private void endIfAlone(long nowNs) {
        if (spec.onDisconnect() != OnDisconnect.GRACE) {
            return;
        }
        // Under the guard, so that one who came back in time does not find the run ended.
        synchronized (viewers) {
            if (log.cursorCount() == 0 && nowNs - aloneSinceNs >= spec.grace().toNanos()) {
                end(new RunOutcome.Cancelled());
            }
        }
    }

    /// Writes nothing more and releases everything; for a run that never started. One that was ended meanwhile
    /// ends by itself.
    void abandon() {
        if (!state.compareAndSet(RunState.INITIALIZING, RunState.CLOSING)) {
            assert reason.get() != null : state;
            return;
        }
        emitter.end();
        markClosed(new RunOutcome.Cancelled());
        synchronized (viewers) {
            isShut = true;
            isReleased = true;
            log.free();
        }
        onReleased.accept(this);
    }

    private void startWorker(Worker starting) {
        counters.runsStarted.increment();
        worker = starting;
        starting.start();
    }

    /// Whether the work is to stop.
    boolean isEnding() {
        return reason.get() != null;
    }

    /// What became of work that came to its end by itself.
    RunOutcome completed() {
        transition(RunState.FLUSHING);
        emitter.flush();
        return reasonOr(new RunOutcome.Completed());
    }

    /// What becomes of work that was stopped.
    RunOutcome stopped() {
        return reasonOr(new RunOutcome.Cancelled());
    }

    /// What became of work that threw `thrown`.
    RunOutcome outcomeOf(Throwable thrown) {
        return switch (thrown) {
            case InterruptedException _ -> stopped();
            case RunFailureException e -> reasonOr(new RunOutcome.Failed(e.failure()));
            case RunDeadlineException _ -> reasonOr(new RunOutcome.DeadlineExceeded());
            default -> {
                // Sources wrap interrupts in all kinds of exceptions, which is no error of ours.
                System.Logger.Level level = isEnding() ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR;
                logger().log(level, "run " + spec.id() + " failed", thrown);
                yield reasonOr(internalFailure());
            }
        };
    }

    private RunOutcome reasonOr(RunOutcome otherwise) {
        RunOutcome because = reason.get();
        return because == null ? otherwise : because;
    }

    /// The source has stopped with this outcome; [#tellEnd] follows.
    void closing(RunOutcome because) {
        if (because instanceof RunOutcome.Failed) {
            transition(RunState.FAILED);
        }
        transition(RunState.CLOSING);
        ending = because;
    }

    /// Writes the last event; false when that has to wait for memory. Windows do not hold it up.
    boolean tellEnd() {
        RunOutcome told = ending;
        assert told != null : "not closing";
        try {
            WorkSource.Event last = spec.source().terminal(told);
            long offset = emitter.emitTerminal(last);
            if (offset == EventLog.BACK_PRESSURED) {
                return isUnseen();
            }
            if (offset >= 0) {
                counters.eventsAppended.increment();
                return true;
            }
        } catch (RuntimeException | Error e) { // the outermost frame of the source
            logger().log(System.Logger.Level.ERROR, "run " + spec.id() + " has no last event", e);
        }
        if (told.equals(internalFailure())) {
            emitter.close();
            return true;
        }
        ending = internalFailure();
        return tellEnd();
    }

    /// The last event is written, or never will be.
    void closed() {
        counters.runsEnded.increment();
        assert ending != null : "not closing";
        markClosed(ending);
        releaseIfDone(false);
    }

    /// Whether nobody views the run and nobody may come back. If so, nobody is let in any more: a last event
    /// that found no memory must not keep what memory the run has.
    private boolean isUnseen() {
        synchronized (viewers) {
            if (!wasViewed || log.cursorCount() > 0 || spec.onDisconnect() != OnDisconnect.CANCEL) {
                return false;
            }
            isShut = true;
            return true;
        }
    }

    private void markClosed(RunOutcome because) {
        outcome = because;
        endedMs = System.currentTimeMillis();
        endedNs = System.nanoTime();
        transition(RunState.CLOSED);
    }

    private void releaseIfDone(boolean isExpired) {
        synchronized (viewers) {
            boolean mayBeViewed = !isShut && (!wasViewed || spec.onDisconnect() != OnDisconnect.CANCEL);
            boolean isOver = state.get() == RunState.CLOSED && log.cursorCount() == 0;
            if (isReleased || !isOver || (mayBeViewed && !isExpired)) {
                return;
            }
            isShut = true;
            isReleased = true;
            log.free();
        }
        onReleased.accept(this);
    }

    private static RunOutcome.Failed internalFailure() {
        return new RunOutcome.Failed(new RunFailure.Internal("internal error in the work of this run"));
    }

    private static System.Logger logger() {
        return System.getLogger(Run.class.getName());
    }

    private void transition(RunState next) {
        RunState before = state.getAndSet(next);
        assert before.allows(next) : before + " -> " + next;
    }
}
