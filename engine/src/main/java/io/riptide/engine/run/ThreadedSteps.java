package io.riptide.engine.run;

import java.util.concurrent.locks.LockSupport;

/// Takes the steps of a source on a thread of its own.
final class ThreadedSteps implements BlockingSource {
    private final StepSource source;

    ThreadedSteps(StepSource source) {
        this.source = source;
    }

    @Override
    public void begin(byte[] epoch) {
        source.begin(epoch);
    }

    @Override
    public Event metadata() {
        return source.metadata();
    }

    @Override
    public void run(Emitter emitter) throws InterruptedException, RunFailureException {
        long next = source.step(emitter);
        while (next != StepSource.DONE) {
            if (next == StepSource.AWAIT_ROOM) {
                emitter.awaitTurn();
            } else if (next > 0) {
                LockSupport.parkNanos(source, next);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            next = source.step(emitter);
        }
    }

    @Override
    public Event terminal(RunOutcome outcome) {
        return source.terminal(outcome);
    }
}
