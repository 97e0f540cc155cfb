package io.riptide.server;

import io.netty.channel.EventLoopGroup;
import io.riptide.engine.log.Retention;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.recovery.DegradedMode;
import io.riptide.engine.run.RunLimits;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.topic.TopicLimits;
import io.riptide.engine.topic.TopicRegistry;
import io.riptide.protocol.http.HttpLimits;
import io.riptide.protocol.stream.StreamSettings;
import io.riptide.protocol.transport.SocketTuning;
import io.riptide.protocol.transport.Transport;
import io.riptide.server.config.HttpConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.config.TopicsConfig;
import io.riptide.server.event.EventType;
import io.riptide.server.net.ConnectionLimits;
import io.riptide.server.net.Listener;
import io.riptide.server.route.OriginPolicy;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.StreamLog;
import io.riptide.server.stream.StreamMetrics;
import io.riptide.server.topic.TopicEvents;
import io.riptide.server.topic.Topics;
import io.riptide.server.websocket.WebSockets;
import java.time.Duration;
import java.util.Set;

/// What it takes to stream, made as a configuration says: memory, runs, streams, sockets. The public port has
/// one, and so has the warm-up, which must leave no trace in the figures.
///
/// - **Ownership:** owns the pool; whoever made it closes that, if at all, when nothing is leased.
final class Streaming {
    private static final int FINISHED_RUNS_LISTED_MAX = 1_000;

    final SegmentPool pool;
    final ByteBudget node;
    final ByteBudget inbound;
    final StreamMetrics metrics = new StreamMetrics();
    final RunRegistry runs;
    final OriginPolicy origins;
    final RunStreams streams;
    final TopicRegistry registry;
    final Topics topics;
    final WebSockets sockets;
    final ConnectionLimits connections;
    private final RiptideConfig config;

    private final DegradedMode degraded;

    /// Warns when a first byte takes more than `firstByteNsMax`; windows shrink while `degraded` holds.
    Streaming(RiptideConfig config, long firstByteNsMax, DegradedMode degraded) {
        this.config = config;
        this.degraded = degraded;
        this.pool = new SegmentPool(config.memory().poolBytes());
        this.node = ByteBudget.root("node", config.memory().poolBytes());
        this.inbound = ByteBudget.root("websocket-inbound", config.websocket().inboundBytesMax());
        this.runs = new RunRegistry(pool, node, runLimits(config), metrics.counters());
        this.origins = new OriginPolicy(Set.copyOf(config.cors().origins()));
        this.streams = new RunStreams(
                runs, config.stream(), metrics, new StreamLog(config.log().access()), firstByteNsMax);
        this.registry = new TopicRegistry(pool, node, topicLimits(config), TopicEvents::last, metrics.counters());
        runs.shedWith(registry::shed);
        this.topics = new Topics(registry, streams, config.topics());
        this.sockets = new WebSockets(config.websocket(), origins, streams, topics, inbound);
        this.connections = new ConnectionLimits(
                config.server().connectionsMax(), config.server().connectionsPerClientMax());
    }

    /// A listener whose connections live on `loops`.
    Listener listener(Transport transport, EventLoopGroup loops) {
        return new Listener(
                transport,
                loops,
                tuning(config.stream()),
                streamSettings(config.stream()),
                httpLimits(config.http()),
                connections);
    }

    private StreamSettings streamSettings(StreamConfig stream) {
        return new StreamSettings(
                EventType.NAMES,
                stream.quantum(),
                stream.stallTimeout().toNanos(),
                metrics.counters(),
                metrics.deliveryTimes(),
                () -> node.isAbove(config.memory().shrinkAbovePercent()) || degraded.isDegraded());
    }

    private static SocketTuning tuning(StreamConfig stream) {
        return new SocketTuning(stream.notsentLowat(), stream.watermarkLow(), stream.watermarkHigh(), (int)
                stream.userTimeout().toMillis());
    }

    private static RunLimits runLimits(RiptideConfig config) {
        return new RunLimits(
                config.runs().max(),
                config.runs().perClientMax(),
                config.stream().eventBytesMax(),
                config.memory().clientBytes(),
                config.memory().streamBytes(),
                config.memory().refuseAbovePercent(),
                config.memory().shedAbovePercent(),
                FINISHED_RUNS_LISTED_MAX,
                config.runs().retain());
    }

    private static TopicLimits topicLimits(RiptideConfig config) {
        TopicsConfig topics = config.topics();
        return new TopicLimits(
                topics.max(),
                topics.subscribersMax(),
                config.stream().eventBytesMax(),
                Math.max(1, config.memory().poolBytes() / 100 * topics.memoryPercent()),
                config.memory().streamBytes(),
                new Retention(
                        topics.retainBytes(),
                        topics.retainEvents(),
                        topics.retain().toNanos()));
    }

    private static HttpLimits httpLimits(HttpConfig http) {
        HttpLimits standard = HttpLimits.standard();
        return new HttpLimits(
                http.requestLineBytesMax(),
                http.headBytesMax(),
                http.fieldsMax(),
                standard.chunkExtensionBytesMax(),
                standard.trailerBytesMax(),
                http.bodyBytesMax(),
                standard.discardedBytesMax(),
                standard.pipelinedBytesMax(),
                standard.bodyBytesPerSecondMin(),
                http.headTimeout().toNanos(),
                http.bodyTimeout().toNanos(),
                http.idleTimeout().toNanos(),
                standard.answerTimeoutNs(),
                Duration.ofSeconds(2).toNanos());
    }
}
