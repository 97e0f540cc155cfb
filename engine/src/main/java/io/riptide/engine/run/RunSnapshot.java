package io.riptide.engine.run;

import org.jspecify.annotations.Nullable;

/// A run as it was at one instant.
///
/// @param id name of the run
/// @param kind what kind of work it is
/// @param state where it was in its life
/// @param outcome how it ended; null while it had not
/// @param createdMs when it was accepted, ms since 1970
/// @param endedMs when its last event was appended, ms since 1970; 0 while it was not
/// @param events events appended
/// @param viewers streams attached
/// @param epoch the log's epoch
/// @param earliestOffset first event still held
public record RunSnapshot(
        String id,
        String kind,
        RunState state,
        @Nullable RunOutcome outcome,
        long createdMs,
        long endedMs,
        long events,
        int viewers,
        String epoch,
        long earliestOffset) {}
