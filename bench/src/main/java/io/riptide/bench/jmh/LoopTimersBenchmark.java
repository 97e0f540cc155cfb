package io.riptide.bench.jmh;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.protocol.transport.LoopTimers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// What it costs to set a deadline and to take it back, as every request and every heartbeat does. One
/// operation is both.
///
/// The loop is an embedded one, so no thread switch and no wake-up is in the figure.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class LoopTimersBenchmark extends Measured {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(15);

    /// Timers already set, as of other connections on the loop.
    @Param({"0", "10000"})
    public int others;

    private EmbeddedChannel channel;
    private LoopTimers timers;
    private long[] otherIds;

    @Setup
    public void set() {
        FastThreadLocal.removeAll(); // what an earlier benchmark left here belongs to a loop that nobody runs
        channel = new EmbeddedChannel();
        timers = LoopTimers.of(channel.eventLoop());
        otherIds = new long[others];
        for (int i = 0; i < others; i++) {
            otherIds[i] = timers.schedule(DEADLINE_NS + i * 1_000_000L, LoopTimersBenchmark::fire);
        }
    }

    @TearDown
    public void forget() {
        for (long id : otherIds) {
            timers.cancel(id);
        }
        channel.close();
    }

    /// The life of a deadline that is met.
    @Benchmark
    public int scheduleThenCancel() {
        long id = timers.schedule(DEADLINE_NS, LoopTimersBenchmark::fire);
        timers.cancel(id);
        proof.see(timers.size());
        return timers.size();
    }

    /// What a deadline would do; none is ever reached here.
    private static void fire() {}
}
