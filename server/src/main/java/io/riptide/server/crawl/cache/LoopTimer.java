package io.riptide.server.crawl.cache;

import io.netty.channel.EventLoopGroup;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clock of an event loop as the timer that Redis's client wants, which so needs no thread for one of its
/// own. It has few uses for it: our time-outs are not its.
///
/// - **Threading:** any thread; tasks run on the loop.
final class LoopTimer implements Timer {
    private static final Logger LOG = LoggerFactory.getLogger(LoopTimer.class);

    private final EventLoopGroup loop;

    LoopTimer(EventLoopGroup loop) {
        this.loop = loop;
    }

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        LoopTimeout timeout = new LoopTimeout(task);
        timeout.scheduled = loop.schedule(timeout, delay, unit);
        return timeout;
    }

    /// Nothing is held here: what is scheduled ends with the loop.
    @Override
    public Set<Timeout> stop() {
        return Set.of();
    }

    private final class LoopTimeout implements Timeout, Runnable {
        private final TimerTask task;
        private volatile @Nullable ScheduledFuture<?> scheduled;
        private volatile boolean isExpired;

        LoopTimeout(TimerTask task) {
            this.task = task;
        }

        @Override
        public void run() {
            isExpired = true;
            try {
                task.run(this);
            } catch (Exception e) { // a task may throw what it likes; the loop goes on
                LOG.warn("a timer of Redis's client failed", e);
            }
        }

        @Override
        public Timer timer() {
            return LoopTimer.this;
        }

        @Override
        public TimerTask task() {
            return task;
        }

        @Override
        public boolean isExpired() {
            return isExpired;
        }

        @Override
        public boolean isCancelled() {
            ScheduledFuture<?> future = scheduled;
            return future != null && future.isCancelled();
        }

        @Override
        public boolean cancel() {
            ScheduledFuture<?> future = scheduled;
            return future != null && future.cancel(false);
        }
    }
}
