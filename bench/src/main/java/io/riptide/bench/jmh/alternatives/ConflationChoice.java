package io.riptide.bench.jmh.alternatives;

import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.bench.jmh.Tally;
import io.riptide.bench.jmh.TickLog;
import io.riptide.bench.jmh.Ticks;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.EventKey;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.memory.Segment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// Where do the newest events of each key wait for a reader that cannot read: in pages outside the heap, or as
/// arrays in a map? One operation is one event, of 64 that come, are taken over and then read.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class ConflationChoice extends Measured {
    private static final int EVENTS = 64;
    private static final int EVENT_BYTES = 128;
    private static final EventKey KEY = (buffer, index, _) -> buffer.getLong(index + Ticks.keyIndex());

    /// Among how many the events go around.
    @Param({"16", "1024"})
    public int keys = 16;

    private TickLog pagedLog;
    private TickLog mappedLog;
    private LogCursor paged;
    private LogCursor mapped;
    private Tally tally;
    private Taken taken;

    /// Takes events over into a map, the newest last.
    private static final class Taken implements RecordHandler {
        private final Map<Long, UnsafeBuffer> newest = new LinkedHashMap<>();

        @Override
        public boolean onRecord(Segment segment, int index) {
            UnsafeBuffer source = segment.buffer();
            int payload = RecordLayout.payloadIndex(index);
            byte[] copy = new byte[RecordLayout.payloadLength(source, index)];
            source.getBytes(payload, copy);
            long key = KEY.of(source, payload, copy.length);
            newest.remove(key);
            newest.put(key, new UnsafeBuffer(copy));
            return true;
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            throw new IllegalStateException("who gates misses nothing");
        }
    }

    @Setup
    public void set() {
        tally = new Tally(proof);
        taken = new Taken();
        pagedLog = new TickLog(Ticks.keyed(EVENT_BYTES, keys), EVENT_BYTES);
        mappedLog = new TickLog(Ticks.keyed(EVENT_BYTES, keys), EVENT_BYTES);
        paged = pagedLog.open(new DeliveryPolicy.Latest(KEY), () -> {});
        mapped = mappedLog.open(new DeliveryPolicy.Block(), () -> {});
    }

    @TearDown
    public void free() {
        pagedLog.close();
        mappedLog.close();
    }

    @Chosen
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long pages() {
        pagedLog.append(EVENTS);
        if (!paged.absorb()) {
            throw new IllegalStateException("no memory");
        }
        int _ = paged.poll(tally, EVENTS);
        return tally.sum();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long mapOfArrays() {
        mappedLog.append(EVENTS);
        int _ = mapped.poll(taken, EVENTS);
        for (UnsafeBuffer event : taken.newest.values()) {
            tally.take(event, 0, event.capacity());
        }
        taken.newest.clear();
        return tally.sum();
    }
}
