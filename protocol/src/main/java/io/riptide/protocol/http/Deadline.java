package io.riptide.protocol.http;

import io.netty.channel.EventLoop;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.transport.LoopTimers;

/// The one deadline a connection has at a time, moved without touching the timer wheel where that can be
/// avoided.
///
/// A keep-alive connection moves its deadline twice a request. A timer that is set earlier than the deadline
/// just sets itself again when it fires; only a deadline before it costs a cancellation.
@OnEventLoop
final class Deadline {
    private static final long NEVER = Long.MAX_VALUE;

    private final LoopTimers timers;
    private final Runnable onExpired;
    private final Runnable onTimer = this::fire;
    private final long originNs = System.nanoTime();
    private long deadlineNs = NEVER;
    private long timerNs = NEVER;
    private long timerId = LoopTimers.NONE;

    Deadline(EventLoop loop, Runnable onExpired) {
        this.timers = LoopTimers.of(loop);
        this.onExpired = onExpired;
    }

    /// Expires `delayNs` from now, and not at the time said before.
    void set(long delayNs) {
        assert delayNs >= 0 : delayNs;
        deadlineNs = now() + delayNs;
        if (deadlineNs < timerNs) {
            timers.cancel(timerId);
            schedule();
        }
    }

    /// Expires no more, until it is set again.
    void clear() {
        deadlineNs = NEVER;
    }

    /// Lets go of the timer too.
    void close() {
        timers.cancel(timerId);
        timerId = LoopTimers.NONE;
        timerNs = NEVER;
        deadlineNs = NEVER;
    }

    private void schedule() {
        timerNs = deadlineNs;
        timerId = timers.schedule(Math.max(0, deadlineNs - now()), onTimer);
    }

    private void fire() {
        timerId = LoopTimers.NONE;
        timerNs = NEVER;
        if (deadlineNs == NEVER) {
            return;
        }
        if (deadlineNs > now()) {
            schedule();
            return;
        }
        deadlineNs = NEVER;
        onExpired.run();
    }

    private long now() {
        return System.nanoTime() - originNs;
    }
}
