package io.riptide.engine.run;

/// What becomes of a run whose last viewer has gone.
public enum OnDisconnect {
    /// The work is cancelled and everything released.
    CANCEL,
    /// The work goes on, and its events stay readable for a while.
    CONTINUE,
    /// The work goes on for a time of grace and is cancelled if nobody came back.
    GRACE
}
