package io.riptide.server.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.protocol.stream.StreamEnd;
import io.riptide.server.crawl.cache.CacheSnapshot;
import io.riptide.server.crawl.fetch.BodyMemory;
import io.riptide.server.pipeline.NodeTotals;
import io.riptide.server.pipeline.PipelineFigures;
import io.riptide.server.pipeline.json.EnumWord;
import io.riptide.server.search.index.IndexSnapshot;
import io.riptide.server.stream.StreamTransport;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/// Figures as a scraper reads them.
///
/// - **Source:** Prometheus text format 0.0.4; OpenMetrics 1.0, where a counter's family goes without `_total`
///   and the text ends with `# EOF`.
public final class MetricsText {
    private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);
    private static final int TYPICAL_LENGTH = 16 * 1024;

    /// The two ways to write.
    public enum Format {
        /// What every scraper reads.
        PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
        /// For those who ask.
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /// Media type of the text.
        public String contentType() {
            return contentType;
        }
    }

    private final StringBuilder out = new StringBuilder(TYPICAL_LENGTH);
    private final Format format;

    private MetricsText(Format format) {
        this.format = format;
    }

    /// `figures` in `format`.
    public static byte[] of(FiguresSnapshot figures, Format format) {
        MetricsText text = new MetricsText(format);
        text.streams(figures);
        text.runs(figures);
        text.topics(figures.topics());
        text.recovery(figures.recovery());
        text.bodies(figures.bodies());
        text.cache(figures.cache());
        text.redis(figures.cache().shared());
        text.index(figures.index());
        text.pipelines(figures.pipelines());
        text.requests(figures);
        text.resources(figures);
        if (format == Format.OPEN_METRICS) {
            text.out.append("# EOF\n");
        }
        return text.out.toString().getBytes(UTF_8);
    }

    private void streams(FiguresSnapshot figures) {
        family("riptide_streams_started", "counter", "Streams begun.");
        for (Map.Entry<StreamTransport, Long> entry : figures.streamsStarted().entrySet()) {
            sample(
                    "riptide_streams_started_total",
                    label("transport", entry.getKey().wireName()),
                    entry.getValue());
        }
        family("riptide_streams_ended", "counter", "Streams ended, by reason.");
        for (Map.Entry<StreamEnd, Long> entry : figures.streamsEnded().entrySet()) {
            sample("riptide_streams_ended_total", label("reason", StatsJson.word(entry.getKey())), entry.getValue());
        }
        gauge("riptide_streams_active", "Streams that go on.", figures.streamsActive());
        gauge("riptide_streams_slow", "Streams whose reader is slow.", figures.streamsSlow());
        counter("riptide_streams_slowed", "Times a reader became slow.", figures.streamsSlowed());
        family("riptide_stream_first_byte_seconds", "histogram", "From a request to the first byte of its stream.");
        figures.firstBytes()
                .forEach((transport, latency) ->
                        histogram("riptide_stream_first_byte_seconds", "transport", transport.wireName(), latency));
        family(
                "riptide_delivery_seconds",
                "histogram",
                "From the append of a batch's oldest event to its hand-over to the channel.");
        histogram("riptide_delivery_seconds", "", "", figures.deliveries());
        counter("riptide_events_appended", "Events appended to any log.", figures.eventsAppended());
        counter("riptide_events_delivered", "Events handed to any stream.", figures.eventsDelivered());
        counter(
                "riptide_events_framed",
                "Events framed for a stream; less than delivered where streams share frames.",
                figures.eventsFramed());
        counter("riptide_events_dropped", "Events a policy kept from a stream.", figures.eventsDropped());
        counter("riptide_stream_bytes", "Bytes handed to channels by streams.", figures.bytesDelivered());
    }

    private void runs(FiguresSnapshot figures) {
        counter("riptide_runs_started", "Runs set to work.", figures.runsStarted());
        counter("riptide_runs_ended", "Runs whose last event was written.", figures.runsEnded());
        gauge("riptide_runs_held", "Runs whose events are held.", figures.runsHeld());
        counter("riptide_producer_waits", "Times a producer waited for room.", figures.producerWaits());
        family("riptide_producer_wait_seconds", "counter", "Time producers waited for room.");
        sample("riptide_producer_wait_seconds_total", "", figures.producerWaitNs() / NS_PER_S);
    }

    private void topics(TopicFigures topics) {
        gauge("riptide_topics", "Topics that can be published to.", topics.topics());
        gauge("riptide_topic_subscribers", "Streams of topics.", topics.subscribers());
        counter("riptide_topic_events", "Events stored in topics.", topics.events());
        counter("riptide_topic_bytes", "Bytes of events stored in topics.", topics.bytes());
        gauge("riptide_topic_held_bytes", "Bytes of events that topics hold.", topics.heldBytes());
    }

    private void recovery(Recovery.Snapshot recovery) {
        family("riptide_circuit_breaker_transitions", "counter", "Changes of circuit breakers, by their new state.");
        recovery.transitions()
                .forEach((state, count) -> sample(
                        "riptide_circuit_breaker_transitions_total", label("to", RecoveryMetrics.word(state)), count));
        gauge("riptide_circuit_breakers", "Circuit breakers, one for each host of late.", recovery.breakersKnown());
        gauge("riptide_circuit_breakers_open", "Circuit breakers that refuse callers.", recovery.breakersOpen());
        gauge("riptide_degraded", "1 while the node does less than it could.", recovery.isDegraded() ? 1 : 0);
        counter("riptide_retries", "Tries of something that had failed.", recovery.retries());
        counter("riptide_journal_events", "Events written to the node's journal.", recovery.journalEvents());
        counter("riptide_journal_lost", "Events that did not fit the node's journal.", recovery.journalLost());
        gauge("riptide_journal_bytes", "Memory of the node's journal, apart from the logs'.", recovery.journalBytes());
    }

    private void bodies(BodyMemory.Snapshot bodies) {
        gauge("riptide_crawl_body_bytes", "What large pages under way take of the heap.", bodies.usedBytes());
        gauge("riptide_crawl_body_bytes_max", "What they may take.", bodies.bytesMax());
        gauge("riptide_crawl_bodies_waiting", "Pages whose sites are not read on for want of it.", bodies.waiting());
    }

    private void cache(CacheSnapshot cache) {
        family("riptide_cache_lookups", "counter", "Look-ups of pages kept, by what they found.");
        sample("riptide_cache_lookups_total", label("found", "fresh"), cache.hits());
        sample("riptide_cache_lookups_total", label("found", "stale"), cache.stale());
        sample("riptide_cache_lookups_total", label("found", "nothing"), cache.misses());
        counter("riptide_cache_stored", "Pages kept.", cache.stored());
        counter("riptide_cache_too_large", "Pages not kept for their size.", cache.tooLarge());
        gauge("riptide_cache_entries", "Pages in memory.", cache.entries());
        gauge("riptide_cache_bytes", "What they weigh.", cache.bytes());
    }

    private void index(IndexSnapshot index) {
        gauge("riptide_search_index_pages", "Pages that can be found.", index.pages());
        gauge("riptide_search_index_bytes", "Size of the index.", index.bytes());
        gauge("riptide_search_index_queued", "Pages that wait to be indexed.", index.queued());
        counter("riptide_search_index_added", "Pages indexed.", index.added());
        counter("riptide_search_index_dropped", "Pages that were not.", index.dropped());
        counter("riptide_search_index_evicted", "Pages that made room.", index.evicted());
        counter("riptide_search_index_failures", "Failures to open, write or search it.", index.failures());
    }

    private void pipelines(PipelineFigures pipelines) {
        gauge(
                "riptide_pipelines_active",
                "Pipelines that work.",
                pipelines.pool().active());
        gauge(
                "riptide_pipelines_queued",
                "Pipelines that wait for a place.",
                pipelines.pool().queued());
        counter(
                "riptide_pipelines_refused",
                "Pipelines that found no place.",
                pipelines.pool().refused());
        counter("riptide_pipelines_completed", "Pipelines that came to their end.", pipelines.completed());
        counter("riptide_pipelines_failed", "Pipelines of which a node failed.", pipelines.failed());
        counter(
                "riptide_nodes_abandoned",
                "Nodes that could not be ended with their pipeline, and still take a thread.",
                pipelines.abandoned());
        counter("riptide_pipeline_frames", "Frames that clients were given.", pipelines.frames());
        gauge("riptide_pipelines_memory_bytes", "Samples and figures of all pipelines.", pipelines.memoryBytes());
        family("riptide_pipelines_late", "counter", "Pipelines that waited longer than their priority aims at.");
        pipelines
                .pool()
                .lines()
                .forEach(line -> sample(
                        "riptide_pipelines_late_total", label("priority", EnumWord.of(line.priority())), line.late()));
        nodes("riptide_node_frames_in", "Frames that nodes took, by their type.", pipelines, NodeTotals::framesIn);
        nodes("riptide_node_frames_out", "Frames that nodes emitted.", pipelines, NodeTotals::framesOut);
        nodes("riptide_node_errors", "Frames that nodes failed on.", pipelines, NodeTotals::errors);
        nodes("riptide_node_skipped", "Frames that were lost for failures.", pipelines, NodeTotals::skipped);
        nodes("riptide_node_dropped", "Frames for which inboxes had no room.", pipelines, NodeTotals::dropped);
        nodes("riptide_node_restarts", "Nodes that took the place of failed ones.", pipelines, NodeTotals::restarts);
    }

    private void nodes(String name, String help, PipelineFigures pipelines, ToLongFunction<NodeTotals> figure) {
        family(name, "counter", help);
        pipelines
                .totals()
                .forEach((type, totals) -> sample(name + "_total", label("type", type), figure.applyAsLong(totals)));
    }

    private void redis(CacheSnapshot.Shared redis) {
        family("riptide_redis_lookups", "counter", "Look-ups in Redis, by what became of them.");
        sample("riptide_redis_lookups_total", label("outcome", "hit"), redis.hits());
        sample("riptide_redis_lookups_total", label("outcome", "miss"), redis.misses());
        sample("riptide_redis_lookups_total", label("outcome", "unreadable"), redis.unreadable());
        sample("riptide_redis_lookups_total", label("outcome", "refused"), redis.refused());
        family("riptide_redis_stores", "counter", "Pages for Redis, by what became of them.");
        sample("riptide_redis_stores_total", label("outcome", "stored"), redis.stored());
        sample("riptide_redis_stores_total", label("outcome", "dropped"), redis.dropped());
        sample("riptide_redis_stores_total", label("outcome", "full"), redis.full());
        counter("riptide_redis_errors", "Commands that failed or took too long.", redis.errors());
        counter("riptide_redis_read_bytes", "Bytes of pages found in Redis.", redis.bytesRead());
        counter("riptide_redis_written_bytes", "Bytes of pages stored in Redis.", redis.bytesWritten());
        gauge("riptide_redis_in_flight", "Pages on their way to Redis.", redis.inFlight());
    }

    private void requests(FiguresSnapshot figures) {
        family("riptide_http_responses", "counter", "Answers by the class of their status.");
        for (int i = 1; i < figures.answers().size(); i++) {
            sample(
                    "riptide_http_responses_total",
                    label("class", i + "xx"),
                    figures.answers().get(i));
        }
        counter("riptide_connections_accepted", "Connections let in.", figures.connectionsAccepted());
        counter("riptide_connections_refused", "Connections beyond a limit.", figures.connectionsRefused());
        gauge("riptide_connections_open", "Connections open.", figures.connectionsOpen());
    }

    private void resources(FiguresSnapshot figures) {
        gauge("riptide_memory_leased_bytes", "Log memory in use.", figures.leasedBytes());
        gauge("riptide_memory_slab_bytes", "Log memory taken from the system.", figures.slabBytes());
        gauge("riptide_memory_capacity_bytes", "Log memory that may be taken.", figures.capacityBytes());
        gauge("riptide_memory_reserved_bytes", "Log memory counted on budgets.", figures.reservedBytes());
        gauge("riptide_websocket_inbound_bytes", "Unfinished WebSocket messages.", figures.inboundBytes());
        gauge("riptide_jvm_heap_used_bytes", "Heap in use.", figures.heapUsedBytes());
        gauge("riptide_jvm_heap_max_bytes", "Heap that may be used.", figures.heapMaxBytes());
        gauge("riptide_buffer_direct_bytes", "Direct memory of the buffers' pool.", figures.directBytes());
        family("riptide_event_loop_lag_seconds", "gauge", "How long the busiest event loop takes to get to a task.");
        sample("riptide_event_loop_lag_seconds", "", figures.loopLagNs() / NS_PER_S);
        family("riptide_uptime_seconds", "gauge", "Since the start.");
        sample("riptide_uptime_seconds", "", figures.uptimeNs() / NS_PER_S);
    }

    private void counter(String name, String help, long value) {
        family(name, "counter", help);
        sample(name + "_total", "", value);
    }

    private void gauge(String name, String help, long value) {
        family(name, "gauge", help);
        sample(name, "", value);
    }

    private void histogram(String name, String labelName, String labelValue, LatencySnapshot latency) {
        String others = labelName.isEmpty() ? "" : labelName + "=\"" + labelValue + "\",";
        for (int i = 0; i < LatencySnapshot.BOUNDS_NS.length; i++) {
            String bound = number(LatencySnapshot.BOUNDS_NS[i] / NS_PER_S);
            sample(name + "_bucket", '{' + others + "le=\"" + bound + "\"}", latency.cumulative()[i]);
        }
        sample(name + "_bucket", '{' + others + "le=\"+Inf\"}", latency.count());
        String labels = labelName.isEmpty() ? "" : label(labelName, labelValue);
        sample(name + "_sum", labels, latency.sumNs() / NS_PER_S);
        sample(name + "_count", labels, latency.count());
    }

    private void family(String name, String type, String help) {
        boolean hasSuffix = type.equals("counter") && format == Format.PROMETHEUS;
        String named = hasSuffix ? name + "_total" : name;
        out.append("# HELP ").append(named).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(named).append(' ').append(type).append('\n');
    }

    private void sample(String name, String labels, long value) {
        out.append(name).append(labels).append(' ').append(value).append('\n');
    }

    private void sample(String name, String labels, double value) {
        out.append(name).append(labels).append(' ').append(number(value)).append('\n');
    }

    private static String label(String name, String value) {
        return '{' + name + "=\"" + value + "\"}";
    }

    /// As short as can be, without an exponent for what is written often.
    private static String number(double value) {
        if (value == 0 || value >= 1e15) {
            return Double.toString(value);
        }
        String text = String.format(Locale.ROOT, "%.9f", value);
        int end = text.length();
        while (text.charAt(end - 1) == '0' && text.charAt(end - 2) != '.') {
            end--;
        }
        return text.substring(0, end);
    }
}
