package io.riptide.engine.run;

/// How a run ended.
public sealed interface RunOutcome {
    /// All of it was done.
    record Completed() implements RunOutcome {}

    /// Someone asked for it to stop, or its only client went away.
    record Cancelled() implements RunOutcome {}

    /// Its time was up.
    record DeadlineExceeded() implements RunOutcome {}

    /// The node stops.
    record Shutdown() implements RunOutcome {}

    /// It could not go on.
    record Failed(RunFailure failure) implements RunOutcome {}
}
