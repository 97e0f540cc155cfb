package io.riptide.engine.run;

/// Works on a virtual thread of the run's own.
final class ThreadWorker implements Worker {
    private final Run run;
    private final Emitter emitter;
    private final Thread thread;

    ThreadWorker(Run run, Emitter emitter) {
        this.run = run;
        this.emitter = emitter;
        this.thread = Thread.ofVirtual().name("run-" + run.id()).unstarted(this::work);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        thread.interrupt();
    }

    private void work() {
        RunOutcome outcome = outcome();
        emitter.end();
        // An interrupt that came too late for the work must not disturb its last event.
        Thread.interrupted();
        run.closing(outcome);
        while (!run.tellEnd()) {
            awaitMemory();
        }
        run.closed();
    }

    private RunOutcome outcome() {
        if (run.isEnding()) {
            return run.stopped();
        }
        try {
            switch (run.spec().source()) {
                case BlockingSource source -> source.run(emitter);
                case StepSource source -> source.onThread().run(emitter);
            }
            return run.completed();
        } catch (Throwable e) { // the outermost frame of this thread
            return run.outcomeOf(e);
        }
    }

    private void awaitMemory() {
        try {
            emitter.awaitMemory();
        } catch (InterruptedException e) {
            // The run is ending already; it looks again.
        }
    }
}
