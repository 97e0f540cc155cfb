package io.riptide.engine.pipeline.graph;

import java.util.List;
import java.util.stream.Collectors;

/// A graph that cannot be, and all that is wrong with it.
public final class GraphRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<GraphFault> faults;

    GraphRefusedException(List<GraphFault> faults) {
        super(faults.stream()
                .map(fault -> fault.pointer() + ": " + fault.detail())
                .collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    /// All faults, in the order of the spec.
    public List<GraphFault> faults() {
        return faults;
    }
}
