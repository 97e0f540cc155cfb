package io.riptide.server.observe;

import io.riptide.protocol.stream.StreamEnd;
import io.riptide.server.crawl.cache.CacheSnapshot;
import io.riptide.server.crawl.fetch.BodyMemory;
import io.riptide.server.pipeline.PipelineFigures;
import io.riptide.server.search.index.IndexSnapshot;
import io.riptide.server.stream.StreamTransport;
import java.util.List;
import java.util.Map;

/// Every figure of the server, read in one go and in an order in which they agree: no effect is counted whose
/// cause is not.
///
/// @param firstBytes from a request to its stream's first byte
/// @param deliveries from an event's append to its hand-over to a channel
/// @param streamsEnded by reason; read before `streamsStarted`
/// @param streamsSlow streams whose reader is slow now
/// @param streamsSlowed times a reader became slow
/// @param runsHeld runs whose memory is held
/// @param rates means a second by the seconds they are over
/// @param answers answers by the first digit of their status
public record FiguresSnapshot(
        long uptimeNs,
        Map<StreamTransport, LatencySnapshot> firstBytes,
        LatencySnapshot deliveries,
        Map<StreamEnd, Long> streamsEnded,
        Map<StreamTransport, Long> streamsStarted,
        long streamsSlow,
        long streamsSlowed,
        long runsEnded,
        long runsStarted,
        long runsHeld,
        TopicFigures topics,
        long eventsDropped,
        long eventsFramed,
        long eventsDelivered,
        long eventsAppended,
        long bytesDelivered,
        long producerWaits,
        long producerWaitNs,
        List<Long> answers,
        long connectionsOpen,
        long connectionsAccepted,
        long connectionsRefused,
        long leasedBytes,
        long slabBytes,
        long capacityBytes,
        long reservedBytes,
        long inboundBytes,
        long loopLagNs,
        long heapUsedBytes,
        long heapMaxBytes,
        long directBytes,
        Recovery.Snapshot recovery,
        CacheSnapshot cache,
        BodyMemory.Snapshot bodies,
        IndexSnapshot index,
        PipelineFigures pipelines,
        Map<Integer, Rates.Rate> rates) {
    /// Seconds that means are told over.
    static final List<Integer> RATE_SECONDS = List.of(1, 10, 60);

    /// First digits that statuses of answers have.
    static final int STATUS_CLASS_MAX = 5;

    /// Streams that had begun and not ended.
    public long streamsActive() {
        return sum(streamsStarted) - sum(streamsEnded);
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
