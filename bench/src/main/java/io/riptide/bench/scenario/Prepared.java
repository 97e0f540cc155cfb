package io.riptide.bench.scenario;

import io.riptide.bench.run.LoadPlan;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// A scenario's loads, to be run one after the other.
///
/// - **Ownership:** whoever prepared it closes it: what the loads needed beside the server ends then.
record Prepared(List<LoadPlan> plans, Closeable resource) implements Closeable {
    static Prepared of(List<LoadPlan> plans) {
        return new Prepared(plans, () -> {});
    }

    @Override
    public void close() throws IOException {
        resource.close();
    }
}
