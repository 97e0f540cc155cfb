package io.riptide.bench.jmh.alternatives;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.LoopTimersBenchmark;
import io.riptide.bench.jmh.Measured;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// Who keeps deadlines: our wheel, the event loop's own queue, or Netty's wheel? One operation sets a deadline
/// and takes it back.
///
/// Netty's wheel takes deadlines from any thread, and its own thread forgets cancelled ones later: that work is
/// on another core here, and its garbage is in the bytes.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class TimerChoice extends Measured {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(15);

    /// Timers already set.
    @Param({"0", "10000"})
    public int others;

    private LoopTimersBenchmark ours;
    private EmbeddedChannel channel;
    private EventLoop loop;
    private HashedWheelTimer wheel;

    @Setup
    public void set() {
        ours = new LoopTimersBenchmark();
        ours.others = others;
        ours.set();
        channel = new EmbeddedChannel();
        loop = channel.eventLoop();
        wheel = new HashedWheelTimer(8, TimeUnit.MILLISECONDS, 1024);
        for (int i = 0; i < others; i++) {
            long delayNs = DEADLINE_NS + i * 1_000_000L;
            Future<?> _ = loop.schedule(TimerChoice::fire, delayNs, TimeUnit.NANOSECONDS);
            Timeout _ = wheel.newTimeout(TimerChoice::expire, delayNs, TimeUnit.NANOSECONDS);
        }
    }

    @TearDown
    public void free() {
        ours.forget();
        channel.close();
        wheel.stop();
    }

    @Chosen
    @Benchmark
    public boolean loopTimers() {
        return cancelled(ours.scheduleThenCancel() == others);
    }

    /// A heap of all deadlines.
    @Benchmark
    public boolean eventLoopSchedule() {
        return cancelled(loop.schedule(TimerChoice::fire, DEADLINE_NS, TimeUnit.NANOSECONDS)
                .cancel(false));
    }

    /// A wheel for the whole JVM, with a thread.
    @Benchmark
    public boolean hashedWheelTimer() {
        return cancelled(wheel.newTimeout(TimerChoice::expire, DEADLINE_NS, TimeUnit.NANOSECONDS)
                .cancel());
    }

    private boolean cancelled(boolean isCancelled) {
        proof.see(isCancelled ? 1 : 0);
        return isCancelled;
    }

    /// What a deadline would do; none is ever reached here.
    private static void fire() {}

    private static void expire(Timeout timeout) {
        assert !timeout.isCancelled() : timeout;
    }
}
