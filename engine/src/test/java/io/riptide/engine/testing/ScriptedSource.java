package io.riptide.engine.testing;

import io.riptide.engine.run.BlockingSource;
import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.RunDeadlineException;
import io.riptide.engine.run.RunFailureException;
import io.riptide.engine.run.RunOutcome;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A source whose work is a lambda, and which writes down how it was told the run ended.
public final class ScriptedSource implements BlockingSource {
    /// Type of its first event.
    public static final int METADATA = 1;

    /// Type of its results.
    public static final int RESULT = 2;

    /// Type of its last event.
    public static final int LAST = 3;

    private final Work work;
    private final List<RunOutcome> told = new CopyOnWriteArrayList<>();

    /// A source that works like this.
    public ScriptedSource(Work work) {
        this.work = work;
    }

    /// Every outcome it was asked a last event for, in order.
    public List<RunOutcome> told() {
        return told;
    }

    /// Emits one result of [LogRig#PAYLOAD] bytes.
    public static long emit(Emitter emitter) throws InterruptedException {
        return emitter.emit(RESULT, 5, LogRig.PAYLOAD, Payloads.ofLength(LogRig.PAYLOAD));
    }

    @Override
    public Event metadata() {
        return event(METADATA);
    }

    @Override
    public void run(Emitter emitter) throws InterruptedException, RunFailureException, RunDeadlineException {
        work.run(emitter);
    }

    @Override
    public Event terminal(RunOutcome outcome) {
        told.add(outcome);
        return event(LAST);
    }

    private static Event event(int type) {
        return new Event(type, LogRig.PAYLOAD, Payloads.ofLength(LogRig.PAYLOAD));
    }

    /// What such a source does.
    @FunctionalInterface
    public interface Work {
        /// Does it.
        void run(Emitter emitter) throws InterruptedException, RunFailureException, RunDeadlineException;
    }
}
