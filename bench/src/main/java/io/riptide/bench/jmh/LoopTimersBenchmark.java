package io.riptide.bench.jmh;

import io.netty.channel.embedded.EmbeddedChannel;
import io.riptide.protocol.transport.LoopTimers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to set a deadline and to take it back, as every request and every heartbeat does.
///
/// The loop is an embedded one, so no thread switch and no wake-up is in the figure.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders"
        })
public class LoopTimersBenchmark {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(15);

    /// Timers already set, as of other connections on the loop.
    @Param({"0", "10000"})
    public int others;

    private EmbeddedChannel channel = new EmbeddedChannel();
    private LoopTimers timers = LoopTimers.of(channel.eventLoop());
    private long[] otherIds = new long[0];

    @Setup
    public void set() {
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
    public long scheduleThenCancel() {
        long id = timers.schedule(DEADLINE_NS, LoopTimersBenchmark::fire);
        timers.cancel(id);
        return id;
    }

    /// What a deadline would do; none is ever reached here.
    private static void fire() {}
}
