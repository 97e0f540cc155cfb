package io.riptide.engine.topic;

import io.riptide.engine.AnyThread;
import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.WorkSource;

/// Makes the last event of a topic, which ends the streams of its subscribers.
@AnyThread
@FunctionalInterface
public interface TopicEnding {
    /// The event for the topic whose log has this epoch.
    WorkSource.Event last(byte[] epoch, RunOutcome outcome);
}
