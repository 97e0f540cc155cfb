package io.riptide.server.observe;

import io.riptide.protocol.stream.StreamEnd;
import io.riptide.server.crawl.cache.CacheSnapshot;
import io.riptide.server.crawl.fetch.BodyMemory;
import io.riptide.server.event.Json;
import io.riptide.server.search.index.IndexSnapshot;
import io.riptide.server.stream.StreamTransport;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/// Figures as `/stats` tells them.
public final class StatsJson {
    private static final double NS_PER_US = 1_000;
    private static final double RATE_DIGITS = 1_000;

    private StatsJson() {}

    /// `figures` as a JSON document.
    public static byte[] of(FiguresSnapshot figures) {
        return Json.object(json -> {
            json.writeNumberProperty("uptime_ms", ms(figures.uptimeNs()));
            streams(json, figures);
            runs(json, figures);
            topics(json, figures.topics());
            recovery(json, figures.recovery());
            bodies(json, figures.bodies());
            cache(json, figures.cache());
            index(json, figures.index());
            PipelineText.write(json, figures.pipelines());
            rates(json, figures.rates());
            requests(json, figures);
            resources(json, figures);
            json.writeObjectPropertyStart("first_byte_us");
            for (Map.Entry<StreamTransport, LatencySnapshot> entry :
                    figures.firstBytes().entrySet()) {
                latency(json, entry.getKey().wireName(), entry.getValue());
            }
            json.writeEndObject();
            latency(json, "delivery_us", figures.deliveries());
        });
    }

    static String word(StreamEnd end) {
        return end.name().toLowerCase(Locale.ROOT);
    }

    private static void streams(JsonGenerator json, FiguresSnapshot figures) {
        json.writeObjectPropertyStart("streams");
        json.writeNumberProperty("active", figures.streamsActive());
        json.writeNumberProperty("slow", figures.streamsSlow());
        json.writeNumberProperty("slowed", figures.streamsSlowed());
        json.writeObjectPropertyStart("started");
        figures.streamsStarted().forEach((transport, count) -> json.writeNumberProperty(transport.wireName(), count));
        json.writeEndObject();
        json.writeObjectPropertyStart("ended");
        figures.streamsEnded().forEach((end, count) -> json.writeNumberProperty(word(end), count));
        json.writeEndObject();
        json.writeNumberProperty("bytes", figures.bytesDelivered());
        json.writeEndObject();
        json.writeObjectPropertyStart("events");
        json.writeNumberProperty("appended", figures.eventsAppended());
        json.writeNumberProperty("delivered", figures.eventsDelivered());
        json.writeNumberProperty("framed", figures.eventsFramed());
        json.writeNumberProperty("dropped", figures.eventsDropped());
        json.writeEndObject();
    }

    private static void runs(JsonGenerator json, FiguresSnapshot figures) {
        json.writeObjectPropertyStart("runs");
        json.writeNumberProperty("started", figures.runsStarted());
        json.writeNumberProperty("ended", figures.runsEnded());
        json.writeNumberProperty("held", figures.runsHeld());
        json.writeNumberProperty("producer_waits", figures.producerWaits());
        json.writeNumberProperty("producer_wait_ms", ms(figures.producerWaitNs()));
        json.writeEndObject();
    }

    private static void topics(JsonGenerator json, TopicFigures topics) {
        json.writeObjectPropertyStart("topics");
        json.writeNumberProperty("count", topics.topics());
        json.writeNumberProperty("subscribers", topics.subscribers());
        json.writeNumberProperty("events", topics.events());
        json.writeNumberProperty("bytes", topics.bytes());
        json.writeNumberProperty("held_bytes", topics.heldBytes());
        json.writeEndObject();
    }

    private static void recovery(JsonGenerator json, Recovery.Snapshot recovery) {
        json.writeObjectPropertyStart("recovery");
        json.writeBooleanProperty("degraded", recovery.isDegraded());
        json.writeNumberProperty("retries", recovery.retries());
        json.writeNumberProperty("circuit_breakers", recovery.breakersKnown());
        json.writeNumberProperty("circuit_breakers_open", recovery.breakersOpen());
        json.writeObjectPropertyStart("circuit_breaker_transitions");
        recovery.transitions().forEach((state, count) -> json.writeNumberProperty(RecoveryMetrics.word(state), count));
        json.writeEndObject();
        json.writeNumberProperty("journal_events", recovery.journalEvents());
        json.writeNumberProperty("journal_lost", recovery.journalLost());
        json.writeNumberProperty("journal_bytes", recovery.journalBytes());
        json.writeEndObject();
    }

    private static void index(JsonGenerator json, IndexSnapshot index) {
        json.writeObjectPropertyStart("search_index");
        json.writeNumberProperty("pages", index.pages());
        json.writeNumberProperty("bytes", index.bytes());
        json.writeNumberProperty("queued", index.queued());
        json.writeNumberProperty("added", index.added());
        json.writeNumberProperty("dropped", index.dropped());
        json.writeNumberProperty("evicted", index.evicted());
        json.writeNumberProperty("failures", index.failures());
        json.writeEndObject();
    }

    private static void bodies(JsonGenerator json, BodyMemory.Snapshot bodies) {
        json.writeObjectPropertyStart("crawl");
        json.writeNumberProperty("body_bytes", bodies.usedBytes());
        json.writeNumberProperty("body_bytes_max", bodies.bytesMax());
        json.writeNumberProperty("bodies_waiting", bodies.waiting());
        json.writeEndObject();
    }

    private static void cache(JsonGenerator json, CacheSnapshot cache) {
        json.writeObjectPropertyStart("cache");
        json.writeNumberProperty("hits", cache.hits());
        json.writeNumberProperty("stale", cache.stale());
        json.writeNumberProperty("misses", cache.misses());
        json.writeNumberProperty("stored", cache.stored());
        json.writeNumberProperty("too_large", cache.tooLarge());
        json.writeNumberProperty("entries", cache.entries());
        json.writeNumberProperty("bytes", cache.bytes());
        CacheSnapshot.Shared redis = cache.shared();
        json.writeObjectPropertyStart("redis");
        json.writeNumberProperty("hits", redis.hits());
        json.writeNumberProperty("misses", redis.misses());
        json.writeNumberProperty("unreadable", redis.unreadable());
        json.writeNumberProperty("refused", redis.refused());
        json.writeNumberProperty("stored", redis.stored());
        json.writeNumberProperty("dropped", redis.dropped());
        json.writeNumberProperty("full", redis.full());
        json.writeNumberProperty("errors", redis.errors());
        json.writeNumberProperty("bytes_read", redis.bytesRead());
        json.writeNumberProperty("bytes_written", redis.bytesWritten());
        json.writeNumberProperty("in_flight", redis.inFlight());
        json.writeEndObject();
        json.writeEndObject();
    }

    /// Means a second.
    private static void rates(JsonGenerator json, Map<Integer, Rates.Rate> rates) {
        json.writeObjectPropertyStart("rates");
        rates.forEach((seconds, rate) -> {
            json.writeObjectPropertyStart(seconds + "s");
            json.writeNumberProperty("events", rounded(rate.events()));
            json.writeNumberProperty("bytes", rounded(rate.bytes()));
            json.writeNumberProperty("drops", rounded(rate.drops()));
            json.writeNumberProperty("runs", rounded(rate.runs()));
            json.writeEndObject();
        });
        json.writeEndObject();
    }

    private static double rounded(double perSecond) {
        return Math.round(perSecond * RATE_DIGITS) / RATE_DIGITS;
    }

    private static void requests(JsonGenerator json, FiguresSnapshot figures) {
        json.writeObjectPropertyStart("http_responses");
        for (int i = 1; i < figures.answers().size(); i++) {
            json.writeNumberProperty(i + "xx", figures.answers().get(i));
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("connections");
        json.writeNumberProperty("open", figures.connectionsOpen());
        json.writeNumberProperty("accepted", figures.connectionsAccepted());
        json.writeNumberProperty("refused", figures.connectionsRefused());
        json.writeEndObject();
    }

    private static void resources(JsonGenerator json, FiguresSnapshot figures) {
        json.writeObjectPropertyStart("memory");
        json.writeNumberProperty("leased_bytes", figures.leasedBytes());
        json.writeNumberProperty("slab_bytes", figures.slabBytes());
        json.writeNumberProperty("capacity_bytes", figures.capacityBytes());
        json.writeNumberProperty("reserved_bytes", figures.reservedBytes());
        json.writeNumberProperty("websocket_inbound_bytes", figures.inboundBytes());
        json.writeNumberProperty("heap_used_bytes", figures.heapUsedBytes());
        json.writeNumberProperty("heap_max_bytes", figures.heapMaxBytes());
        json.writeNumberProperty("buffer_direct_bytes", figures.directBytes());
        json.writeEndObject();
        json.writeNumberProperty("event_loop_lag_us", figures.loopLagNs() / NS_PER_US);
    }

    private static void latency(JsonGenerator json, String name, LatencySnapshot latency) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("count", latency.count());
        json.writeNumberProperty("p50", latency.p50Ns() / NS_PER_US);
        json.writeNumberProperty("p90", latency.p90Ns() / NS_PER_US);
        json.writeNumberProperty("p99", latency.p99Ns() / NS_PER_US);
        json.writeNumberProperty("p99.9", latency.p999Ns() / NS_PER_US);
        json.writeNumberProperty("max", latency.maxNs() / NS_PER_US);
        json.writeEndObject();
    }

    private static long ms(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(ns);
    }
}
