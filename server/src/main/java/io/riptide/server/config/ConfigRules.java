package io.riptide.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What has to hold between keys. A rule is "this value may not be more than that one", since any other would
/// be a limit that never bites or a wait that never ends, or "this key needs that one", or it would say nothing.
final class ConfigRules {
    /// Shares have at most four decimals.
    private static final int SHARE_STEPS = 10_000;

    private final List<Breach> breaches = new ArrayList<>();

    private ConfigRules() {}

    /// What a key has to do with another.
    private enum Relation {
        AT_MOST(" may not be more than "),
        LESS_THAN(" has to be less than "),
        NEEDS(" has no effect without ");

        private final String verb;

        Relation(String verb) {
            this.verb = verb;
        }
    }

    /// A rule broken: `key` is not what `other` allows.
    record Breach(String key, String other, Relation relation) {
        ConfigFault fault(Map<String, ConfigValue> values) {
            ConfigValue value = value(values, key);
            ConfigValue bound = value(values, other);
            // The one somebody set is the one to look at; of two, the one named first.
            ConfigValue blamed = value.origin() instanceof ConfigOrigin.Declared ? bound : value;
            String problem = key + " (" + value.shown() + ", " + value.origin() + ")" + relation.verb + other + " ("
                    + bound.shown() + ", " + bound.origin() + ")";
            return new ConfigFault(blamed.origin().toString(), blamed.key().name(), problem);
        }

        private static ConfigValue value(Map<String, ConfigValue> values, String key) {
            ConfigValue value = values.get(key);
            if (value == null) {
                throw new IllegalStateException("rule about an undeclared key: " + key);
            }
            return value;
        }
    }

    static List<Breach> breaches(RiptideConfig config) {
        var rules = new ConfigRules();
        rules.ofConnections(config);
        rules.ofStreams(config.stream());
        rules.ofMemory(config);
        rules.ofCrawls(config.crawl());
        rules.ofGate(config.gate());
        rules.ofSearch(config.search());
        rules.ofPipelines(config.pipelines());
        return rules.breaches;
    }

    private void ofConnections(RiptideConfig config) {
        var server = config.server();
        var http = config.http();
        var socket = config.websocket();
        atMost(
                "server.connections-per-client-max",
                server.connectionsPerClientMax(),
                "server.connections-max",
                server.connectionsMax());
        atMost("http.request-line-bytes-max", http.requestLineBytesMax(), "http.head-bytes-max", http.headBytesMax());
        atMost(
                "websocket.message-bytes-max",
                socket.messageBytesMax(),
                "websocket.inbound-bytes-max",
                socket.inboundBytesMax());
        atMost(
                "websocket.echo-message-bytes-max",
                socket.echoMessageBytesMax(),
                "websocket.inbound-bytes-max",
                socket.inboundBytesMax());
        // Two pings may not be on their way at once: the second's pong would be taken for the first's.
        atMost(
                "websocket.pong-timeout",
                socket.pongTimeout().toNanos(),
                "websocket.ping-interval",
                socket.pingInterval().toNanos());
        atMost(
                "runs.per-client-max",
                config.runs().perClientMax(),
                "runs.max",
                config.runs().max());
    }

    private void ofStreams(StreamConfig stream) {
        lessThan("stream.watermark-low", stream.watermarkLow(), "stream.watermark-high", stream.watermarkHigh());
        atMost("stream.window-ndjson", stream.windowNdjson(), "stream.window-max", stream.windowMax());
        atMost("stream.window-sse", stream.windowSse(), "stream.window-max", stream.windowMax());
        atMost("stream.window-websocket", stream.windowWebsocket(), "stream.window-max", stream.windowMax());
    }

    private void ofMemory(RiptideConfig config) {
        var memory = config.memory();
        // An event that fits no log could never be appended, and a blocking emitter would wait for ever.
        atMost("stream.event-bytes-max", config.stream().eventBytesMax(), "memory.stream-bytes", memory.streamBytes());
        atMost("stream.window-bytes", config.stream().windowBytes(), "memory.stream-bytes", memory.streamBytes());
        atMost("topics.retain-bytes", config.topics().retainBytes(), "memory.stream-bytes", memory.streamBytes());
        atMost("memory.stream-bytes", memory.streamBytes(), "memory.client-bytes", memory.clientBytes());
        atMost("memory.client-bytes", memory.clientBytes(), "memory.pool-bytes", memory.poolBytes());
        atMost(
                "bench.size-max",
                config.bench().sizeMax(),
                "stream.event-bytes-max",
                config.stream().eventBytesMax());
    }

    private void ofCrawls(CrawlConfig crawl) {
        atMost("crawl.concurrency-max", crawl.concurrencyMax(), "crawl.fetches-max", crawl.fetchesMax());
        atMost("crawl.per-host-max", crawl.perHostMax(), "crawl.fetches-max", crawl.fetchesMax());
        atMost(
                "crawl.timeout-max",
                crawl.timeoutMax().toNanos(),
                "crawl.deadline-max",
                crawl.deadlineMax().toNanos());
        atMost("crawl.body-bytes-max", crawl.bodyBytesMax(), "crawl.decoded-bytes-max", crawl.decodedBytesMax());
        atMost(
                "crawl.retry-first-wait",
                crawl.retryFirstWait().toNanos(),
                "crawl.retry-wait-max",
                crawl.retryWaitMax().toNanos());
        if (!crawl.proxyFor().isEmpty() && crawl.proxy().isEmpty()) {
            breaches.add(new Breach("crawl.proxy-for", "crawl.proxy", Relation.NEEDS));
        }
    }

    private void ofSearch(SearchConfig search) {
        if (search.providers().contains("local") && !search.index()) {
            breaches.add(new Breach("search.providers", "search.index", Relation.NEEDS));
        }
        if (search.providers().contains("searxng") && search.searxng().isEmpty()) {
            breaches.add(new Breach("search.providers", "search.searxng", Relation.NEEDS));
        }
        if (search.providers().contains("serper") && search.serperKey().isEmpty()) {
            breaches.add(new Breach("search.providers", "search.serper-key", Relation.NEEDS));
        }
    }

    private void ofGate(GateConfig gate) {
        lessThan(
                "gate.headless-max",
                Math.round(gate.headlessMax() * SHARE_STEPS),
                "gate.raw-min",
                Math.round(gate.rawMin() * SHARE_STEPS));
    }

    private void ofPipelines(PipelinesConfig pipelines) {
        atMost("pipelines.run-bytes", pipelines.runBytes(), "pipelines.memory-bytes", pipelines.memoryBytes());
    }

    private void atMost(String key, long value, String other, long bound) {
        if (value > bound) {
            breaches.add(new Breach(key, other, Relation.AT_MOST));
        }
    }

    private void lessThan(String key, long value, String other, long bound) {
        if (value >= bound) {
            breaches.add(new Breach(key, other, Relation.LESS_THAN));
        }
    }
}
