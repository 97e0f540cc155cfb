package io.riptide.engine.run;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Works in steps on a thread that other sources share.
///
/// The first step is taken at once by whoever starts it, on that thread, so that what is there already leaves
/// with the head of the answer.
///
/// - **Threading:** [#stop] and [#wake] from any thread, the rest on the one of the turns.
/// - **Bounds:** queued for a turn once at most; at most one timer.
final class StepWorker implements Worker, Runnable {
    /// What is behind the first event leaves in one buffer with it and the head.
    private static final int FIRST_TURN_BYTES = 1024;

    /// As much as a reader takes in its turn, so that it finds it in the cache.
    private static final int TURN_BYTES = 64 * 1024;

    private static final long MEMORY_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Run run;
    private final StepSource source;
    private final Emitter emitter;
    private final Turns turns;
    private final Runnable waker = this::wake;
    private final AtomicBoolean isQueued = new AtomicBoolean();
    private @Nullable Future<?> timer;
    private boolean isClosing;
    private boolean isClosed;

    StepWorker(Run run, StepSource source, Emitter emitter, Turns turns) {
        this.run = run;
        this.source = source;
        this.emitter = emitter;
        this.turns = turns;
    }

    @Override
    public void start() {
        emitter.limitTurns(FIRST_TURN_BYTES, TURN_BYTES);
        takeTurn();
    }

    @Override
    public void stop() {
        wake();
    }

    @Override
    public void run() {
        isQueued.set(false);
        if (!isClosed) {
            takeTurn();
        }
    }

    private void wake() {
        if (isQueued.compareAndSet(false, true)) {
            turns.next(this);
        }
    }

    private void takeTurn() {
        cancelTimer();
        emitter.resume();
        if (!isClosing) {
            work();
        }
        if (isClosing) {
            close();
        }
    }

    private void work() {
        if (run.isEnding()) {
            closing(run.stopped());
            return;
        }
        try {
            long next = source.step(emitter);
            if (next == StepSource.DONE) {
                closing(run.completed());
            } else if (next == StepSource.AWAIT_ROOM) {
                wakeAfter(emitter.awaitTurn(waker));
            } else {
                wakeAfter(next);
            }
        } catch (Throwable e) { // the outermost frame of this turn
            closing(run.outcomeOf(e));
        }
    }

    private void closing(RunOutcome outcome) {
        isClosing = true;
        emitter.end();
        run.closing(outcome);
    }

    private void close() {
        if (run.tellEnd()) {
            isClosed = true;
            run.closed();
        } else {
            wakeAfter(MEMORY_WAIT_NS);
        }
    }

    private void wakeAfter(long delayNs) {
        if (delayNs == 0) {
            wake();
        } else if (delayNs != Emitter.UNTIL_WOKEN) {
            timer = turns.after(delayNs, waker);
        }
    }

    private void cancelTimer() {
        Future<?> pending = timer;
        if (pending != null) {
            timer = null;
            pending.cancel(false);
        }
    }
}
