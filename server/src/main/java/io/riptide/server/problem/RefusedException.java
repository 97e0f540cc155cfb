package io.riptide.server.problem;

/// What a client asked for is not done, and this is what it is told.
///
/// - **Failure:** carries no stack trace; it is an answer, not a fault of ours.
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /// Refuses with `problem`.
    public RefusedException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /// What the client is told.
    public Problem problem() {
        return problem;
    }
}
