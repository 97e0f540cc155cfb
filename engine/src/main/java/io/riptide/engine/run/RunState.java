package io.riptide.engine.run;

/// Where a run is in its life.
///
/// ```
/// INITIALIZING ─start─► ACTIVE ─flush─► FLUSHING ─► ACTIVE      any ─failure─► FAILED ─► CLOSING
///                          └─ done · cancel · deadline · drain ─► CLOSING ─► CLOSED
/// ```
public enum RunState {
    /// The log exists, its first event may be written.
    INITIALIZING,
    /// The source works.
    ACTIVE,
    /// What was appended is being made visible.
    FLUSHING,
    /// The work failed; its last event will say so.
    FAILED,
    /// The last event is being written.
    CLOSING,
    /// The last event has been written.
    CLOSED;

    /// Whether `next` may follow this state.
    public boolean allows(RunState next) {
        return switch (this) {
            case INITIALIZING -> next == ACTIVE || next == FAILED || next == CLOSING;
            case ACTIVE -> next == FLUSHING || next == FAILED || next == CLOSING;
            case FLUSHING -> next == ACTIVE || next == FAILED || next == CLOSING;
            case FAILED -> next == CLOSING;
            case CLOSING -> next == CLOSED;
            case CLOSED -> false;
        };
    }
}
