package io.riptide.engine.log;

import io.riptide.engine.AnyThread;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import org.jspecify.annotations.Nullable;

/// Something with a log that viewers attach to and detach from, and that decides by them how long it keeps it.
@AnyThread
public interface Viewable {
    /// Its name.
    String id();

    /// What kind of thing it is, for figures and logs.
    String kind();

    /// The events.
    EventLog log();

    /// Whether it goes on when its last viewer has gone, so that one may come back to it.
    boolean outlivesViewers();

    /// Lets a viewer in at `offset`; nothing when the events are no longer held or nobody is let in.
    @Nullable
    LogCursor attach(long offset, DeliveryPolicy policy, Window window, Runnable listener);

    /// Lets a viewer go.
    void detach(LogCursor cursor);
}
