package io.riptide.server.bench;

import io.riptide.engine.run.WorkSource;
import io.riptide.server.config.BenchConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.input.Fields;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.StreamIdentity;
import io.riptide.server.stream.Work;
import java.time.Duration;
import java.util.List;

/// A number of synthetic events of one size, at a rate or as fast as they go.
///
/// They take the way of all events: appended to a log by a source, polled by a cursor, framed.
///
/// @param count events
/// @param size bytes of each, without framing
/// @param rate events a second; 0 is as fast as possible
/// @param hasThread whether the source has a thread of its own instead of turns on its reader's event loop
public record TickWork(long count, int size, long rate, boolean hasThread, Delivery delivery, StreamConfig config)
        implements Work {
    /// Room for type, id, sequence and time of any event that can be reached.
    static final int SIZE_MIN = 96;

    private static final int SIZE = 128;
    private static final long COUNT = 1_000;
    private static final long RATE_MAX = 10_000_000;
    private static final List<String> SOURCES = List.of("loop", "thread");
    private static final Duration WITHOUT_END = Duration.ofDays(365);

    /// Reads what the client says; [Fields#finish] is the caller's.
    public static TickWork read(Fields fields, BenchConfig bench, StreamConfig config) {
        return new TickWork(
                count(fields, bench),
                (int) fields.integer("size", SIZE_MIN, Math.min(bench.sizeMax(), config.eventBytesMax()), SIZE),
                fields.integer("rate", 0, RATE_MAX, 0),
                fields.choice("source", SOURCES, "loop").equals("thread"),
                Delivery.read(fields, config),
                config);
    }

    /// A count of 0 asks for as many as there may be.
    private static long count(Fields fields, BenchConfig bench) {
        long count = fields.integer("count", 0, bench.eventsMax(), Math.min(COUNT, bench.eventsMax()));
        return count == 0 ? bench.eventsMax() : count;
    }

    @Override
    public String kind() {
        return "bench";
    }

    @Override
    public Duration deadline() {
        return WITHOUT_END;
    }

    @Override
    public WorkSource source(StreamIdentity identity) {
        TickSource source = new TickSource(this, identity);
        return hasThread ? source.onThread() : source;
    }
}
