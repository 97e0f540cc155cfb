package io.riptide.engine.run;

/// Carries a [RunFailure] out of a [WorkSource].
public final class RunFailureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RunFailure failure;

    /// Ends the run with `failure`.
    public RunFailureException(RunFailure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /// Why the run cannot go on.
    public RunFailure failure() {
        return failure;
    }
}
