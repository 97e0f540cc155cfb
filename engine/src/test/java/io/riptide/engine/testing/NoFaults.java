package io.riptide.engine.testing;

import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.List;

/// Wants to hear of no fault.
public final class NoFaults implements NodeSchema.Faults {
    @Override
    public void wrong(String name, String detail) {
        throw new AssertionError(name + " " + detail);
    }

    @Override
    public void unknown(String name, List<String> known) {
        throw new AssertionError(name);
    }
}
