package io.riptide.engine.run;

/// Carries out of a [BlockingSource] that its time is over, and that it has told what there was to tell. The registry
/// would end it at the run's deadline too, but between two events as well as behind the last.
public final class RunDeadlineException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Ends the run as [RunOutcome.DeadlineExceeded].
    public RunDeadlineException() {
        super("the time of this work is over");
    }
}
