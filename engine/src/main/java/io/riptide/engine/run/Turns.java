package io.riptide.engine.run;

import java.util.concurrent.Future;

/// A thread that many sources share, each in its turn.
public interface Turns {
    /// Calls `turn` once, after those that were asked for before; from any thread.
    void next(Runnable turn);

    /// Calls `turn` once on the shared thread, `delayNs` from now, unless what this returns is cancelled
    /// before; only from that thread.
    Future<?> after(long delayNs, Runnable turn);
}
