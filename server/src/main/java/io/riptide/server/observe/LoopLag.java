package io.riptide.server.observe;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/// How long the event loops take to get to a task that is put to them now and then: what a byte would wait.
///
/// - **Threading:** [#probe] is for one thread, anyone may read.
public final class LoopLag {
    private final List<Probe> probes = new ArrayList<>();

    /// Watches each loop of `loops`.
    public LoopLag(EventLoopGroup loops) {
        for (EventExecutor loop : loops) {
            probes.add(new Probe(loop));
        }
    }

    /// Puts a task to each loop that has done the last one.
    public void probe() {
        probes.forEach(Probe::send);
    }

    /// The lag of the loop that lags most; a loop that is stuck lags more by the moment.
    public long maxNs() {
        long max = 0;
        for (Probe probe : probes) {
            max = Math.max(max, probe.lagNs());
        }
        return max;
    }

    private static final class Probe implements Runnable {
        private final EventExecutor loop;

        /// Written before `isSent`, so whoever sees that sees this.
        private long sentNs;

        private volatile boolean isSent;
        private volatile long lastNs;

        Probe(EventExecutor loop) {
            this.loop = loop;
        }

        void send() {
            if (!isSent) {
                sentNs = System.nanoTime();
                isSent = true;
                loop.execute(this);
            }
        }

        @Override
        public void run() {
            lastNs = System.nanoTime() - sentNs;
            isSent = false;
        }

        long lagNs() {
            return isSent ? Math.max(lastNs, System.nanoTime() - sentNs) : lastNs;
        }
    }
}
