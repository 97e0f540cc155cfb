package io.riptide.server.input;

import io.riptide.server.problem.Fault;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong, up to a bound, so that a client sees all of it at once.
public final class Faults {
    private static final int COUNT_MAX = 100;

    private final List<Fault> faults = new ArrayList<>();

    /// Adds one.
    public void add(String pointer, String detail) {
        if (faults.size() < COUNT_MAX) {
            faults.add(new Fault(pointer, detail));
        }
    }

    /// Whether something is wrong with what `pointer` names.
    public boolean has(String pointer) {
        return faults.stream().anyMatch(fault -> fault.pointer().equals(pointer));
    }

    /// Throws when there are any.
    public void throwIfAny() throws InvalidInputException {
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }
}
