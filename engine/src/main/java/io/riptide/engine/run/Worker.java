package io.riptide.engine.run;

/// Takes a source from its first call to its last event.
sealed interface Worker permits ThreadWorker, StepWorker {
    /// Sets the source to work; called once.
    void start();

    /// The run was ended: the source is to stop. From any thread, and maybe before [#start] has returned.
    void stop();
}
