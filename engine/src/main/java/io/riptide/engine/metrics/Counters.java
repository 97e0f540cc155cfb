package io.riptide.engine.metrics;

import io.riptide.engine.AnyThread;
import java.util.concurrent.atomic.LongAdder;

/// What the engine has done since it started. Writers add once per batch where they can.
@AnyThread
public final class Counters {
    /// Runs that were accepted.
    public final LongAdder runsStarted = new LongAdder();
    /// Runs whose last event was appended, whatever the outcome.
    public final LongAdder runsEnded = new LongAdder();
    /// Events appended to any log.
    public final LongAdder eventsAppended = new LongAdder();
    /// Events handed to any stream.
    public final LongAdder eventsDelivered = new LongAdder();
    /// Events that were framed for a stream; fewer than were delivered where streams share frames.
    public final LongAdder eventsFramed = new LongAdder();
    /// Events that a policy kept from a stream.
    public final LongAdder eventsDropped = new LongAdder();
    /// Bytes handed to channels by streams, framing included.
    public final LongAdder bytesDelivered = new LongAdder();
    /// Events stored in any topic.
    public final LongAdder topicEvents = new LongAdder();
    /// Bytes of records stored in any topic, headers included.
    public final LongAdder topicBytes = new LongAdder();
    /// Times a producer waited for room.
    public final LongAdder producerWaits = new LongAdder();
    /// Nanoseconds producers waited for room.
    public final LongAdder producerWaitNs = new LongAdder();
}
