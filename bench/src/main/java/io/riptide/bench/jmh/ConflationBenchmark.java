package io.riptide.bench.jmh;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.EventKey;
import io.riptide.engine.log.LogCursor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// What it costs to keep only the newest event of each key. One operation is one event, of 64 appended
/// together.
///
/// Answers what a reader with `latest` pays while it keeps up and while it cannot read. To find the key in the
/// JSON is not in it: the key is eight bytes at a known place; see [JsonEventBenchmark#key].
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class ConflationBenchmark extends Measured {
    private static final int EVENTS = 64;
    private static final int EVENT_BYTES = 128;

    /// Among how many the events go around.
    @Param({"1", "16", "1024"})
    public int keys = 16;

    private TickLog log;
    private LogCursor cursor;
    private Tally tally;

    @Setup
    public void set() {
        EventKey key = (buffer, index, _) -> buffer.getLong(index + Ticks.keyIndex());
        log = new TickLog(Ticks.keyed(EVENT_BYTES, keys), EVENT_BYTES);
        cursor = log.open(new DeliveryPolicy.Latest(key), () -> {});
        tally = new Tally(proof);
    }

    @TearDown
    public void free() {
        log.close();
    }

    /// By a reader that takes them at once.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long keptUp() {
        log.append(EVENTS);
        return read();
    }

    /// By one whose channel is full meanwhile: newer events replace older ones, then what is left is read.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long fallenBehind() {
        log.append(EVENTS);
        if (!cursor.absorb()) {
            throw new IllegalStateException("no memory");
        }
        return read();
    }

    private long read() {
        if (cursor.poll(tally, EVENTS) == 0) {
            throw new IllegalStateException("nothing came");
        }
        return tally.sum();
    }
}
