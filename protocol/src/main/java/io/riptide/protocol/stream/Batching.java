package io.riptide.protocol.stream;

import io.riptide.engine.log.LogCursor;
import io.riptide.protocol.OnEventLoop;
import java.util.concurrent.TimeUnit;

/// Lets the events of one stream wait for each other, for clients that would rather have few large writes.
///
/// An event waits at most `waitNs` from when it was published, and none waits once `eventsMax` are there or the
/// log has ended. Nothing is lost by it: what waits stays in the log.
///
/// - **Threading:** on the channel's event loop; one for each stream, but for [#NONE].
@OnEventLoop
public final class Batching {
    /// No event waits.
    public static final Batching NONE = new Batching(0, 1);

    private final long waitNs;
    private final int eventsMax;

    private Batching(long waitNs, int eventsMax) {
        this.waitNs = waitNs;
        this.eventsMax = eventsMax;
    }

    /// Batches of at most `eventsMax` events, each of which waits at most `waitMs`.
    public static Batching of(int waitMs, int eventsMax) {
        return waitMs == 0 ? NONE : new Batching(TimeUnit.MILLISECONDS.toNanos(waitMs), eventsMax);
    }

    /// How long an event may wait for others.
    long waitNs() {
        return waitNs;
    }

    /// Nanoseconds until what waits is to be written; 0 when it is now.
    long dueInNs(LogCursor cursor) {
        if (waitNs == 0 || cursor.isEnding() || cursor.lag() >= eventsMax) {
            return 0;
        }
        return Math.max(0, waitNs - (System.nanoTime() - cursor.nextAppendedNs()));
    }
}
