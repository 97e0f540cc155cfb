package io.riptide.server.stream;

import io.riptide.engine.run.WorkSource;
import io.riptide.server.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/// Work a client asked for, understood and checked, but not yet accepted.
public interface Work {
    /// What kind of work it is, as `metadata` calls it.
    String kind();

    /// How the client wants its events.
    Delivery delivery();

    /// The time it may take.
    Duration deadline();

    /// Why it cannot be taken now, if so.
    default Optional<Problem> refusal() {
        return Optional.empty();
    }

    /// The work itself, under the name it got.
    WorkSource source(StreamIdentity identity);
}
