package io.riptide.server.input;

import io.riptide.server.problem.Fault;
import java.util.List;

/// What a client sent will not do, for these reasons.
///
/// - **Failure:** carries no stack trace; it is an answer, not a fault of ours.
public final class InvalidInputException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /// Refuses input because of `faults`, of which there is at least one.
    public InvalidInputException(List<Fault> faults) {
        super(faults.getFirst().detail(), null, false, false);
        this.faults = List.copyOf(faults);
    }

    /// Everything that is wrong.
    public List<Fault> faults() {
        return faults;
    }
}
