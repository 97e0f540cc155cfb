package io.riptide.bench.jmh.alternatives;

import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.bench.jmh.Streams;
import io.riptide.bench.jmh.TickLog;
import io.riptide.bench.jmh.Ticks;
import io.riptide.protocol.stream.Framing;
import io.riptide.protocol.stream.Transfer;
import io.riptide.protocol.websocket.WebSocketFraming;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How do a hundred subscribers on one loop get the same events: from pages of frames, each framing for itself,
/// or from a buffer for each frame? One operation brings `events` events of 128 bytes to all of them.
///
/// The socket costs nothing here; a buffer for each event would cost it a piece of a gathering write each, see
/// [WriteChoice]. Nor has that way a stream's figures, deadlines and wake-ups, so it costs less than it would.
@SuppressWarnings("NullAway.Init") // JMH calls set first
@Warmup(iterations = 12, time = 500, timeUnit = TimeUnit.MILLISECONDS) // so much code takes seconds to compile
public class SharedFramesChoice extends Measured {
    private static final int STREAMS = 100;
    private static final int EVENT_BYTES = 128;

    @Param({"1", "16"})
    public int events = 1;

    private TickLog log;

    private @Nullable Streams streams;
    private @Nullable ObjectFrames objects;

    @Setup
    public void set() {
        log = new TickLog(Ticks.repeating(Ticks.event(EVENT_BYTES)), EVENT_BYTES);
    }

    @TearDown
    public void free() {
        if (streams != null) {
            streams.close();
        }
        if (objects != null) {
            objects.close();
        }
        log.close();
    }

    @Chosen
    @Benchmark
    public long sharedPages() {
        return streams(true).deliver(events);
    }

    @Benchmark
    public long framedByEach() {
        return streams(false).deliver(events);
    }

    @Benchmark
    public long bufferForEachEvent() {
        ObjectFrames opened = objects;
        if (opened == null) {
            opened = new ObjectFrames(log, STREAMS, framing(), proof);
            objects = opened;
        }
        return opened.deliver(events);
    }

    /// Made by the benchmark that needs them, since all streams of a log hold its appender back.
    private Streams streams(boolean isShared) {
        Streams opened = streams;
        if (opened == null) {
            opened = new Streams(log, STREAMS, isShared, SharedFramesChoice::framing, Transfer.RAW, proof);
            streams = opened;
        }
        return opened;
    }

    private static Framing framing() {
        return new WebSocketFraming(Optional.of("tides"));
    }
}
