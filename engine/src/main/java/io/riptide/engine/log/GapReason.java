package io.riptide.engine.log;

/// Why a cursor did not get some events.
public enum GapReason {
    /// The oldest that waited made room for newer ones.
    DROP_OLDEST,
    /// The newest found no room behind older ones.
    DROP_NEWEST,
    /// Newer ones of the same key took their place.
    LATEST,
    /// They fell between two samples.
    SAMPLE,
    /// They were no longer held when the cursor came for them.
    EXPIRED
}
