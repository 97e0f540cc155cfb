package io.riptide.server.observe;

import io.netty.buffer.PooledByteBufAllocator;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.metrics.Counters;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.topic.TopicRegistry;
import io.riptide.protocol.stream.StreamEnd;
import io.riptide.server.crawl.cache.CacheSnapshot;
import io.riptide.server.crawl.fetch.BodyMemory;
import io.riptide.server.net.ConnectionLimits;
import io.riptide.server.pipeline.PipelineFigures;
import io.riptide.server.search.SearchSnapshot;
import io.riptide.server.stream.StreamMetrics;
import io.riptide.server.stream.StreamTransport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Where the figures of a server come from.
///
/// - **Threading:** any thread; reading takes a few hundred microseconds, so not an event loop.
///
/// @param proxyTrouble why the outbound proxy is not to be relied on; empty when it is, or when there is none
/// @param startedNs `System.nanoTime()` when the server began
public record Figures(
        StreamMetrics streams,
        HttpMetrics http,
        RunRegistry runs,
        TopicRegistry topics,
        ConnectionLimits connections,
        SegmentPool pool,
        ByteBudget memory,
        ByteBudget inbound,
        LoopLag loopLag,
        Recovery recovery,
        Rates rates,
        Supplier<CacheSnapshot> cache,
        Supplier<BodyMemory.Snapshot> bodies,
        Supplier<SearchSnapshot> search,
        Supplier<String> proxyTrouble,
        Supplier<PipelineFigures> pipelines,
        long startedNs) {

    /// Everything as it is now; effects are read before their causes.
    public FiguresSnapshot read() {
        Counters counters = streams.counters();
        Map<StreamTransport, LatencySnapshot> firstBytes = new EnumMap<>(StreamTransport.class);
        for (StreamTransport transport : StreamTransport.values()) {
            firstBytes.put(transport, LatencySnapshot.of(streams.firstBytes(transport)));
        }
        LatencySnapshot deliveries = LatencySnapshot.of(streams.deliveryTimes());
        Map<StreamEnd, Long> ended = new EnumMap<>(StreamEnd.class);
        for (StreamEnd end : StreamEnd.values()) {
            ended.put(end, streams.ended(end).sum());
        }
        long caughtUp = streams.caughtUp().sum();
        long slowed = streams.slowed().sum();
        Map<StreamTransport, Long> started = new EnumMap<>(StreamTransport.class);
        for (StreamTransport transport : StreamTransport.values()) {
            started.put(transport, streams.started(transport).sum());
        }
        List<Long> answers = new ArrayList<>();
        for (int i = 0; i <= FiguresSnapshot.STATUS_CLASS_MAX; i++) {
            answers.add(http.answers(i));
        }
        Runtime jvm = Runtime.getRuntime();
        Map<Integer, Rates.Rate> means = new TreeMap<>();
        for (int seconds : FiguresSnapshot.RATE_SECONDS) {
            means.put(seconds, rates.over(seconds));
        }
        return new FiguresSnapshot(
                System.nanoTime() - startedNs,
                firstBytes,
                deliveries,
                ended,
                started,
                slowed - caughtUp,
                slowed,
                counters.runsEnded.sum(),
                counters.runsStarted.sum(),
                runs.size(),
                TopicFigures.of(topics, counters),
                counters.eventsDropped.sum(),
                counters.eventsFramed.sum(),
                counters.eventsDelivered.sum(),
                counters.eventsAppended.sum(),
                counters.bytesDelivered.sum(),
                counters.producerWaits.sum(),
                counters.producerWaitNs.sum(),
                answers,
                connections.open(),
                connections.accepted(),
                connections.refused(),
                pool.leasedBytes(),
                pool.slabBytes(),
                pool.capacityBytes(),
                memory.reserved(),
                inbound.reserved(),
                loopLag.maxNs(),
                jvm.totalMemory() - jvm.freeMemory(),
                jvm.maxMemory(),
                PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory(),
                recovery.snapshot(System.nanoTime()),
                cache.get(),
                bodies.get(),
                search.get().index(),
                pipelines.get(),
                means);
    }
}
