package io.riptide.server.topic;

import io.riptide.server.problem.Problem;

/// What became of a publish.
public sealed interface PublishOutcome {
    /// All of it is stored.
    ///
    /// @param epoch epoch of the topic's log
    /// @param firstOffset offset of the first message; the others follow
    /// @param count messages
    record Stored(String epoch, long firstOffset, int count) implements PublishOutcome {}

    /// Not all of it is stored; the problem says how much is.
    record Refused(Problem problem) implements PublishOutcome {}
}
