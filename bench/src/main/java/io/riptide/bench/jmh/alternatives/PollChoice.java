package io.riptide.bench.jmh.alternatives;

import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.bench.jmh.Tally;
import io.riptide.bench.jmh.TickLog;
import io.riptide.bench.jmh.Ticks;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.memory.Segment;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// How does a reader take what waits: in runs, or in a call for each event? One operation is one event, of 64
/// that are appended and then read.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class PollChoice extends Measured {
    private static final int EVENTS = 64;

    @Param({"128", "1024"})
    public int bytes = 128;

    private TickLog log;
    private LogCursor cursor;
    private Tally oneByOne;
    private Runs runs;

    @Setup
    public void set() {
        log = new TickLog(Ticks.repeating(Ticks.event(bytes)), bytes);
        cursor = log.open(new DeliveryPolicy.Block(), () -> {});
        oneByOne = new Tally(proof);
        runs = new Runs(new Tally(proof));
    }

    @TearDown
    public void free() {
        log.close();
    }

    @Chosen
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long inRuns() {
        log.append(EVENTS);
        int _ = cursor.poll(runs, EVENTS);
        return runs.tally.sum();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long oneByOne() {
        log.append(EVENTS);
        int _ = cursor.poll(oneByOne, EVENTS);
        return oneByOne.sum();
    }

    private record Runs(Tally tally) implements RecordHandler {
        @Override
        public boolean onRecord(Segment segment, int index) {
            return tally.onRecord(segment, index);
        }

        @Override
        public int onRecords(Segment segment, int index, int limit, int max) {
            UnsafeBuffer buffer = segment.buffer();
            int last = NONE;
            int at = index;
            for (int left = max; at < limit && left > 0; left--) {
                int length = RecordLayout.payloadLength(buffer, at);
                tally.take(buffer, RecordLayout.payloadIndex(at), length);
                last = at;
                at += RecordLayout.recordLength(length);
            }
            return last;
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            return tally.onGap(from, to, reason);
        }
    }
}
