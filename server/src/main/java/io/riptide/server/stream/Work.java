package io.riptide.server.stream;

import io.riptide.engine.run.WorkSource;
import java.time.Duration;

/// Work a client asked for, understood and checked, but not yet accepted.
public interface Work {
    /// What kind of work it is, as `metadata` calls it.
    String kind();

    /// How the client wants its events.
    Delivery delivery();

    /// The time it may take.
    Duration deadline();

    /// The work itself, under the name it got.
    WorkSource source(StreamIdentity identity);
}
