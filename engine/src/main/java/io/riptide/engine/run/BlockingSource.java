package io.riptide.engine.run;

/// Work that waits: for pages, for other threads, for its readers.
///
/// - **Threading:** runs on a virtual thread of its own.
public non-sealed interface BlockingSource extends WorkSource {
    /// Does the work and emits what it finds. Returns when all is done and every thread it started has ended;
    /// an interrupt asks it to do so now.
    ///
    /// What this throws ends the run as [RunFailure.Internal], except [RunFailureException], which carries its
    /// own, and [RunDeadlineException], which says that the work's time is over.
    void run(Emitter emitter) throws InterruptedException, RunFailureException, RunDeadlineException;
}
