package io.riptide.server.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.log.Retention;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.Segment;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.pipeline.pool.PipelinePool;
import io.riptide.engine.recovery.CircuitBreakerLimits;
import io.riptide.engine.recovery.CircuitBreakers;
import io.riptide.engine.recovery.DegradedMode;
import io.riptide.engine.run.RunLimits;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.topic.TopicLimits;
import io.riptide.engine.topic.TopicRegistry;
import io.riptide.server.crawl.cache.CacheSnapshot;
import io.riptide.server.crawl.fetch.BodyMemory;
import io.riptide.server.event.Json;
import io.riptide.server.net.ConnectionLimits;
import io.riptide.server.pipeline.PipelineFigures;
import io.riptide.server.search.SearchSnapshot;
import io.riptide.server.stream.StreamMetrics;
import io.riptide.server.topic.TopicEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// All that is observed of a node, without the node.
final class NodeRig implements AutoCloseable {
    static final long NODE_BYTES = 4L << 20;
    static final long DEGRADED_NS = TimeUnit.SECONDS.toNanos(30);

    static final long BREAKER_NS = TimeUnit.SECONDS.toNanos(10);

    final StreamMetrics streams = new StreamMetrics();
    final HttpMetrics http = new HttpMetrics();
    final ByteBudget node = ByteBudget.root("node", NODE_BYTES);
    final SegmentPool pool = new SegmentPool(NODE_BYTES);
    final RunRegistry runs = new RunRegistry(
            pool,
            node,
            new RunLimits(1, 1, 1024, NODE_BYTES, NODE_BYTES, 90, 95, 0, Duration.ZERO),
            streams.counters());
    final TopicRegistry topics = new TopicRegistry(
            pool,
            node,
            new TopicLimits(1_000, 10, 1024, NODE_BYTES, NODE_BYTES, Retention.ofBytes(1 << 16)),
            TopicEvents::last,
            streams.counters());
    final Journal journal = new Journal();
    final RecoveryMetrics metrics = new RecoveryMetrics(journal);
    final DegradedMode mode = new DegradedMode(DEGRADED_NS, metrics);
    final CircuitBreakers breakers =
            new CircuitBreakers(new CircuitBreakerLimits(1, BREAKER_NS, BREAKER_NS, BREAKER_NS), 100, metrics);
    volatile CacheSnapshot cache = CacheSnapshot.NONE;
    volatile String proxyTrouble = "";
    final Rates rates = new Rates(streams.counters());
    final Figures figures;
    final Health health;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    NodeRig() {
        figures = new Figures(
                streams,
                http,
                runs,
                topics,
                new ConnectionLimits(10, 10),
                pool,
                node,
                ByteBudget.root("inbound", 1),
                new LoopLag(loops),
                new Recovery(journal, metrics, mode, List.of(breakers)),
                rates,
                () -> cache,
                () -> new BodyMemory.Snapshot(201, 202, 203),
                () -> SearchSnapshot.NONE,
                () -> proxyTrouble,
                () -> new PipelineFigures(
                        new PipelinePool(1, 1).snapshot(), 0, 0, 0, 0, 0, 1, new TreeMap<>(), List.of()),
                System.nanoTime());
        health = new Health(figures, new Readiness(runs, node, 90));
    }

    /// Answers that were good, and answers that were our fault.
    void answer(int good, int failed) {
        for (int i = 0; i < good; i++) {
            http.answered(200);
        }
        for (int i = 0; i < failed; i++) {
            http.answered(500);
        }
    }

    void deliver(long delivered, long dropped) {
        streams.counters().eventsDelivered.add(delivered);
        streams.counters().eventsDropped.add(dropped);
    }

    /// What the journal holds by now, from `offset` on.
    List<JsonNode> journalFrom(long offset) {
        journal.keepHouse();
        LogCursor cursor =
                journal.attach(offset, new DeliveryPolicy.DropOldest(), new Window(20_000, 1 << 30), () -> {});
        if (cursor == null) {
            throw new AssertionError("the journal lets nobody in");
        }
        List<JsonNode> events = new ArrayList<>();
        while (cursor.poll(new Reader(events), 1_000) > 0) {
            // Until nothing is left.
        }
        journal.detach(cursor);
        return events;
    }

    /// The journal as `kind subject state`.
    List<String> journalWords() {
        return journalFrom(0).stream()
                .map(event -> event.path("kind").stringValue()
                        + ' '
                        + event.path("subject").stringValue()
                        + ' '
                        + event.path("state").stringValue())
                .toList();
    }

    /// Figures of a cache, each another number.
    CacheSnapshot cacheInTrouble(String trouble) {
        CacheSnapshot.Shared shared = new CacheSnapshot.Shared(101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111);
        return new CacheSnapshot(1, 2, 3, 4, 5, 6, 7, shared, trouble);
    }

    @Override
    public void close() {
        journal.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private record Reader(List<JsonNode> events) implements RecordHandler {
        @Override
        public boolean onRecord(Segment segment, int index) {
            byte[] bytes = new byte[RecordLayout.payloadLength(segment.buffer(), index)];
            segment.buffer().getBytes(RecordLayout.payloadIndex(index), bytes);
            return events.add(Json.mapper().readTree(new String(bytes, UTF_8)));
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            return true;
        }
    }
}
