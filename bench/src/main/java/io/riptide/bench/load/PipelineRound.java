package io.riptide.bench.load;

import io.riptide.bench.wire.Connection;
import io.riptide.bench.wire.EventTally;
import io.riptide.bench.wire.ProbeException;
import io.riptide.bench.wire.StreamReader;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/// One round of pipelines of one server, all at once, from the first frame to the summary of each.
///
/// One thread reads all and sleeps in between, as clients do: its own wake-up is in every age. It takes the time
/// behind each `read`, before it looks at what came. Streams begin spread over a period, so that their frames do
/// not come all at once.
///
/// - **Failure:** a stream that breaks, ends early or misses a frame ends the round with a [ProbeException].
final class PipelineRound {
    /// What a round measured; `nodes` has their means over all streams, medians of each.
    record Outcome(long frames, double bytesPerFrame, long turnsLost, Percentiles age, Map<String, Percentiles> nodes) {
        /// The name under which `nodes` has how late the source was.
        static final String LATENESS = "source late";
    }

    private static final int READ_BYTES = 64 * 1024;
    private static final long SELECT_MS = 100;
    private static final long PATIENCE_NS = 20_000_000_000L;

    private final PipelineRequest request;
    private final int count;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final Histogram agesNs = Percentiles.histogram();
    private final List<Stream> streams = new ArrayList<>();
    private int running;

    PipelineRound(PipelineRequest request, int count) {
        this.request = request;
        this.count = count;
    }

    Outcome run() throws IOException {
        try (Selector selector = Selector.open()) {
            long beginNs = System.nanoTime();
            long lastReadNs = beginNs;
            running = count;
            while (running > 0) {
                long nowNs = System.nanoTime();
                long nextNs = beginNs + streams.size() * PipelineRequest.PERIOD_NS / count;
                boolean isOneMore = streams.size() < count;
                if (isOneMore && nextNs - nowNs <= 0) {
                    streams.add(new Stream(selector));
                    continue;
                }
                long waitMs = isOneMore ? TimeUnit.NANOSECONDS.toMillis(nextNs - nowNs) + 1 : SELECT_MS;
                if (selector.select(waitMs) > 0) {
                    read(selector);
                    lastReadNs = System.nanoTime();
                } else if (nowNs - lastReadNs > PATIENCE_NS) {
                    throw new ProbeException(
                            ProbeException.TIMEOUT, "nothing came for " + PATIENCE_NS / 1_000_000_000 + " s");
                }
            }
            return outcome();
        } finally {
            for (Stream stream : streams) {
                stream.connection.close();
            }
        }
    }

    private void read(Selector selector) throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            Stream stream = (Stream) key.attachment();
            stream.readOnce();
            if (stream.isOver()) {
                key.cancel();
                running--;
            }
        }
        selector.selectedKeys().clear();
    }

    private Outcome outcome() throws ProbeException {
        long frames = 0;
        long bytes = 0;
        long turnsLost = 0;
        Map<String, List<Percentiles>> nodes = new LinkedHashMap<>();
        for (Stream stream : streams) {
            stream.reader.tally().throwIfFaulty();
            JsonNode summary = stream.ages.summary(request.frames());
            JsonNode source = summary.path("nodes").path(0);
            if (source.has("jitter_us")) {
                add(nodes, Outcome.LATENESS, source.path("jitter_us"));
            }
            for (JsonNode node : summary.path("nodes")) {
                add(nodes, node.path("node").asString(""), node.path("latency_us"));
            }
            frames += stream.ages.frames();
            bytes += stream.ages.bytes();
            turnsLost += stream.ages.turnsLost();
        }
        Map<String, Percentiles> medians = new LinkedHashMap<>();
        nodes.forEach((name, each) -> medians.put(name, Percentiles.medians(each)));
        return new Outcome(frames, bytes / (double) frames, turnsLost, Percentiles.of(agesNs), medians);
    }

    private static void add(Map<String, List<Percentiles>> nodes, String name, JsonNode us) {
        nodes.computeIfAbsent(name, _ -> new ArrayList<>())
                .add(new Percentiles(
                        us.path("p50").asDouble(0),
                        us.path("p99").asDouble(0),
                        us.path("p99.9").asDouble(0),
                        us.path("max").asDouble(0)));
    }

    /// By the clock that timestamps are of.
    private static long epochNs() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /// One pipeline.
    private final class Stream {
        private final Connection connection;
        private final FrameAges ages = new FrameAges(agesNs, PipelineRequest.PERIOD_NS);
        private final StreamReader reader = new StreamReader(request.framing(), new EventTally(0, ages));
        private boolean isAsked;

        Stream(Selector selector) throws IOException {
            connection = Connection.connect(request.target());
            connection.channel().register(selector, SelectionKey.OP_READ, this);
            connection.write(request.opening());
            isAsked = request.framing() != Transport.WEBSOCKET;
        }

        void readOnce() throws IOException {
            int bytes = connection.read(buffer);
            if (bytes < 0) {
                reader.readEnd();
                return;
            }
            reader.tally().readAt(epochNs());
            reader.read(buffer);
            if (!isAsked && reader.status() > 0) {
                isAsked = true;
                connection.write(request.command());
            }
            byte[] reply = reader.takeReply();
            if (reply.length > 0) {
                connection.write(ByteBuffer.wrap(reply));
            }
        }

        /// A socket stays open behind the last event.
        boolean isOver() {
            return reader.done() || reader.tally().terminated();
        }
    }
}
