package io.riptide.engine.run;

/// New work is not taken now.
///
/// - **Failure:** carries no stack trace; it is an answer, not a fault.
public final class RunRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Which bound was reached.
    public enum Bound {
        /// The node has no memory left.
        MEMORY,
        /// The node has too many runs.
        RUNS,
        /// This client has too many runs.
        CLIENT_RUNS,
        /// The node is about to stop.
        DRAINING
    }

    private final Bound bound;

    RunRefusedException(Bound bound, String message) {
        super(message, null, false, false);
        this.bound = bound;
    }

    /// Which bound was reached.
    public Bound bound() {
        return bound;
    }
}
