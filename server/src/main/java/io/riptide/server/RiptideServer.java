package io.riptide.server;

import io.netty.channel.EventLoopGroup;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.run.RunLimits;
import io.riptide.engine.run.RunRegistry;
import io.riptide.protocol.http.HttpLimits;
import io.riptide.protocol.stream.StreamSettings;
import io.riptide.protocol.transport.SocketTuning;
import io.riptide.protocol.transport.Transport;
import io.riptide.server.cli.RunningServer;
import io.riptide.server.config.HttpConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.config.ServerConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.crawl.Crawling;
import io.riptide.server.crawl.extract.ExtractLimits;
import io.riptide.server.crawl.extract.JsoupExtractor;
import io.riptide.server.endpoint.BenchEndpoints;
import io.riptide.server.endpoint.CrawlEndpoints;
import io.riptide.server.endpoint.ExtractEndpoint;
import io.riptide.server.event.EventType;
import io.riptide.server.net.ConnectionLimits;
import io.riptide.server.net.Listener;
import io.riptide.server.route.Dispatcher;
import io.riptide.server.route.Router;
import io.riptide.server.stream.RunDocuments;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.StreamMetrics;
import io.riptide.server.websocket.OriginPolicy;
import io.riptide.server.websocket.WebSockets;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A server: everything wired together, started, drained and stopped.
///
/// ```
/// config ─► memory ─► runs ─► streams ─► endpoints ─► router ─► listener
/// ```
///
/// - **Threading:** any thread.
/// - **Failure:** [#start] throws when it cannot listen, and leaves nothing behind.
public final class RiptideServer implements RunningServer {
    private static final int FINISHED_RUNS_LISTED_MAX = 1_000;

    private final RiptideConfig config;
    private final SegmentPool pool;
    private final ByteBudget node;
    private final ByteBudget inbound;
    private final StreamMetrics metrics = new StreamMetrics();
    private final RunRegistry runs;
    private final EventLoopGroup loops;
    private final Listener listener;
    private final Housekeeping housekeeping;
    private final InetSocketAddress address;
    private final @Nullable Crawling crawling;
    private final AtomicBoolean isStopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private RiptideServer(RiptideConfig config) {
        this.config = config;
        this.pool = new SegmentPool(config.memory().poolBytes());
        this.node = ByteBudget.root("node", config.memory().poolBytes());
        this.inbound = ByteBudget.root("websocket-inbound", config.websocket().inboundBytesMax());
        this.runs = new RunRegistry(pool, node, runLimits(config), metrics.counters());

        Transport transport = transport(config.server());
        int loopCount = config.server().loops() == 0
                ? Runtime.getRuntime().availableProcessors()
                : config.server().loops();
        this.loops = transport.newLoops(loopCount);

        OriginPolicy origins = new OriginPolicy(Set.copyOf(config.cors().origins()));
        RunStreams streams = new RunStreams(runs, config.stream(), metrics);
        WebSockets sockets = new WebSockets(config.websocket(), origins, streams, inbound);
        Router router = new Router();
        if (config.crawl().enabled()) {
            crawling = Crawling.start(config);
            RunDocuments documents = new RunDocuments(streams, config.memory().clientBytes());
            new CrawlEndpoints(
                            streams,
                            documents,
                            sockets,
                            crawling.loader(),
                            config.crawl(),
                            config.http().bodyBytesMax())
                    .addTo(router);
        } else {
            crawling = null;
        }
        new ExtractEndpoint(
                        new JsoupExtractor(ExtractLimits.STANDARD),
                        config.extract().bodyBytesMax())
                .addTo(router);
        if (config.bench().enabled()) {
            new BenchEndpoints(streams, config.bench(), sockets, config.http().bodyBytesMax()).addTo(router);
        }

        this.listener = new Listener(
                transport,
                loops,
                tuning(config.stream()),
                streamSettings(config.stream()),
                httpLimits(config.http()),
                new ConnectionLimits(
                        config.server().connectionsMax(), config.server().connectionsPerClientMax()));
        Dispatcher dispatcher = new Dispatcher(router, origins, (_, _, _) -> {});
        this.housekeeping = new Housekeeping(runs, pool);
        this.address = listen(loopCount, dispatcher);
        housekeeping.start();
    }

    /// Starts a server and returns when it listens.
    public static RiptideServer start(RiptideConfig config) {
        return new RiptideServer(config);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    /// All off-heap memory of the server's logs.
    public SegmentPool pool() {
        return pool;
    }

    /// What the server's logs have reserved.
    public ByteBudget memory() {
        return node;
    }

    /// What unfinished WebSocket messages have reserved.
    public ByteBudget inboundMemory() {
        return inbound;
    }

    /// The server's runs.
    public RunRegistry runs() {
        return runs;
    }

    /// What the server has counted.
    public StreamMetrics metrics() {
        return metrics;
    }

    @Override
    public void stop() {
        if (isStopping.compareAndSet(false, true)) {
            Thread.ofPlatform().name("riptide-drain").start(this::drain);
        }
    }

    @Override
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /// Lets every stream end with its last event, then every connection, then the threads.
    private void drain() {
        try {
            listener.stopAccepting();
            runs.drain();
            listener.drain();
            listener.awaitClosed(config.server().drainTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            listener.close();
            housekeeping.stop();
            if (crawling != null) {
                crawling.close();
            }
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            stopped.countDown();
        }
    }

    private InetSocketAddress listen(int loopCount, Dispatcher dispatcher) {
        ServerConfig server = config.server();
        try {
            return listener.open(
                    new InetSocketAddress(server.host(), server.port()),
                    server.backlog(),
                    server.reusePort() ? loopCount : 1,
                    dispatcher);
        } catch (RuntimeException e) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            throw e;
        }
    }

    private StreamSettings streamSettings(StreamConfig stream) {
        return new StreamSettings(
                EventType.NAMES,
                stream.quantum(),
                stream.stallTimeout().toNanos(),
                metrics.counters(),
                metrics.deliveryTimes());
    }

    private static Transport transport(ServerConfig server) {
        Transport transport = switch (server.transport()) {
            case AUTO -> Transport.best();
            case EPOLL -> Transport.EPOLL;
            case IO_URING -> Transport.IO_URING;
            case NIO -> Transport.NIO;
        };
        if (!transport.isAvailable()) {
            throw new IllegalStateException("server.transport=" + transport.wireName() + " is not available here");
        }
        return transport;
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
                FINISHED_RUNS_LISTED_MAX,
                config.runs().retain());
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
