package io.riptide.bench.jmh.alternatives;

import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.bench.jmh.Tally;
import io.riptide.bench.jmh.TickLog;
import io.riptide.bench.jmh.Ticks;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.LogCursor;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.agrona.BufferUtil;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// How do events come from the source to one reader: a log, a ring buffer, or a queue of arrays? One operation
/// is one event, of 64 that are appended and then read.
///
/// The log does more than the other two: any number of readers, each at its own place, windows, replay, no raw
/// line ends. So their figures say what that costs. All on one thread.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class LogChoice extends Measured {
    private static final int EVENTS = 64;
    private static final int RING_LENGTH = 256 * 1024;

    @Param({"128", "1024"})
    public int bytes = 128;

    private UnsafeBuffer event;
    private Tally tally;
    private TickLog log;
    private LogCursor cursor;
    private OneToOneRingBuffer ring;
    private MessageHandler reader;
    private ConcurrentLinkedQueue<UnsafeBuffer> queue;

    @Setup
    public void set() {
        byte[] text = Ticks.event(bytes);
        event = new UnsafeBuffer(text);
        tally = new Tally(proof);
        log = new TickLog(Ticks.repeating(text), bytes);
        cursor = log.open(new DeliveryPolicy.Block(), () -> {});
        ring = new OneToOneRingBuffer(new UnsafeBuffer(
                BufferUtil.allocateDirectAligned(RING_LENGTH + RingBufferDescriptor.TRAILER_LENGTH, Long.BYTES)));
        UnsafeBuffer lent = new UnsafeBuffer(new byte[0]);
        reader = (_, buffer, index, length) -> {
            lent.wrap(buffer, index, length);
            tally.take(lent, 0, length);
        };
        queue = new ConcurrentLinkedQueue<>();
    }

    @TearDown
    public void free() {
        log.close();
    }

    /// One release store a batch; memory need not be zeroed.
    @Chosen
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long eventLog() {
        log.append(EVENTS);
        int _ = cursor.poll(tally, EVENTS);
        return tally.sum();
    }

    /// Agrona's: each record is committed by its length, and its memory zeroed behind the reader.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long ringBuffer() {
        for (int i = 0; i < EVENTS; i++) {
            if (!ring.write(Ticks.TYPE, event, 0, bytes)) {
                throw new IllegalStateException("the ring is full");
            }
        }
        int read = 0;
        while (read < EVENTS) { // a read ends where the ring does
            read += ring.read(reader, EVENTS - read);
        }
        return tally.sum();
    }

    /// An object for each event, in the queue of each reader.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long queueOfArrays() {
        for (int i = 0; i < EVENTS; i++) {
            queue.add(new UnsafeBuffer(event.byteArray().clone()));
        }
        UnsafeBuffer next = queue.poll();
        while (next != null) {
            tally.take(next, 0, next.capacity());
            next = queue.poll();
        }
        return tally.sum();
    }
}
