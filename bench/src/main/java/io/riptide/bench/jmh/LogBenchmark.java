package io.riptide.bench.jmh;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.LogCursor;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// What an event costs in its log: appended, published and read by every cursor. One operation is one event.
///
/// Answers what a batch saves, what another viewer adds, and what it costs a reader to sleep in between. All on
/// one thread, so caches that travel between cores are not in it; `perf-scripts` measure those.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class LogBenchmark extends Measured {
    private static final int EVENTS = 64;

    @Param({"128", "1024"})
    public int bytes = 128;

    @Param({"1", "16"})
    public int cursors = 1;

    private TickLog log;
    private List<LogCursor> readers;
    private Tally tally;

    @Setup
    public void set() {
        log = new TickLog(Ticks.repeating(Ticks.event(bytes)), bytes);
        readers = new ArrayList<>();
        tally = new Tally(proof);
        for (int i = 0; i < cursors; i++) {
            readers.add(log.open(new DeliveryPolicy.Block(), () -> {}));
        }
    }

    @TearDown
    public void free() {
        log.close();
    }

    /// 64 that become visible together.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long batched() {
        log.append(EVENTS);
        return read(EVENTS);
    }

    /// Each published and read before the next.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long oneByOne() {
        long sum = 0;
        for (int i = 0; i < EVENTS; i++) {
            log.append(1);
            sum += read(1);
        }
        return sum;
    }

    /// The same, by readers that ask to be woken for each.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long oneByOneParked() {
        long sum = 0;
        for (int i = 0; i < EVENTS; i++) {
            for (int k = 0; k < cursors; k++) {
                readers.get(k).park();
            }
            log.append(1);
            sum += read(1);
        }
        return sum;
    }

    private long read(int expected) {
        for (int k = 0; k < cursors; k++) {
            int taken = readers.get(k).poll(tally, EVENTS);
            if (taken != expected) {
                throw new IllegalStateException("taken=" + taken);
            }
        }
        return tally.sum();
    }
}
