package io.riptide.server;

import io.netty.channel.EventLoopGroup;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.engine.recovery.DegradedMode;
import io.riptide.engine.run.RunRegistry;
import io.riptide.engine.topic.TopicRegistry;
import io.riptide.protocol.transport.Transport;
import io.riptide.server.cli.RunningServer;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.config.ServerConfig;
import io.riptide.server.crawl.Crawling;
import io.riptide.server.crawl.cache.CacheSnapshot;
import io.riptide.server.crawl.fetch.BodyMemory;
import io.riptide.server.net.Listener;
import io.riptide.server.observe.AccessLog;
import io.riptide.server.observe.Figures;
import io.riptide.server.observe.Health;
import io.riptide.server.observe.HttpMetrics;
import io.riptide.server.observe.Journal;
import io.riptide.server.observe.LoopLag;
import io.riptide.server.observe.NodeEvent;
import io.riptide.server.observe.NodeWatch;
import io.riptide.server.observe.Rates;
import io.riptide.server.observe.Readiness;
import io.riptide.server.observe.Recovery;
import io.riptide.server.observe.RecoveryMetrics;
import io.riptide.server.pipeline.Pipelining;
import io.riptide.server.route.Dispatcher;
import io.riptide.server.route.Router;
import io.riptide.server.search.SearchSnapshot;
import io.riptide.server.search.Searching;
import io.riptide.server.stream.StreamMetrics;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A server: everything wired together, started, drained and stopped.
///
/// ```
/// config ─► memory ─► runs ─► streams ─► endpoints ─► router ─► listener
/// ```
///
/// - **Threading:** any thread.
/// - **Failure:** [#start] throws when it cannot listen, and leaves nothing behind.
public final class RiptideServer implements RunningServer {
    /// The promise of the contract.
    private static final long FIRST_BYTE_NS_MAX = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LAG_PERIOD_MS = 250;
    private static final long HEALTH_PERIOD_MS = 1_000;
    private static final long JOURNAL_PERIOD_MS = 50;

    /// How long the node does less after the last reason for it has gone.
    private static final long DEGRADED_LEAVE_NS = TimeUnit.SECONDS.toNanos(30);

    private final RiptideConfig config;
    private final Journal journal;
    private final Streaming streaming;
    private final EventLoopGroup loops;
    private final Listener listener;
    private final Housekeeping housekeeping;
    private final InetSocketAddress address;
    private final Optional<Crawling> crawling;
    private final Optional<Searching> searching;
    private final Warmup warmup;
    private final AtomicBoolean isStopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private RiptideServer(RiptideConfig config) {
        long startedNs = System.nanoTime();
        this.config = config;
        this.journal = new Journal();
        RecoveryMetrics recovered = new RecoveryMetrics(journal);
        DegradedMode degraded = new DegradedMode(DEGRADED_LEAVE_NS, recovered);
        this.streaming = new Streaming(config, FIRST_BYTE_NS_MAX, degraded);
        Transport transport = transport(config.server());
        int loopCount = loopCount(config.server());
        this.loops = transport.newLoops(loopCount);
        this.listener = streaming.listener(transport, loops);
        this.searching = config.crawl().enabled() ? Optional.of(Searching.start(config, recovered)) : Optional.empty();
        this.crawling = searching.map(search -> Crawling.start(config, degraded, recovered, search.listener()));
        Pipelining pipelining = new Pipelining(config, PipelineNodes.types(config, streaming, crawling));
        searching.ifPresent(search -> search.crawlBy(crawling.orElseThrow().loader()));

        HttpMetrics http = new HttpMetrics();
        Rates rates = new Rates(streaming.metrics.counters());
        LoopLag loopLag = new LoopLag(loops);
        Figures figures = new Figures(
                streaming.metrics,
                http,
                streaming.runs,
                streaming.registry,
                streaming.connections,
                streaming.pool,
                streaming.node,
                streaming.inbound,
                loopLag,
                new Recovery(
                        journal,
                        recovered,
                        degraded,
                        crawling.stream().map(Crawling::breakers).toList()),
                rates,
                () -> crawling.map(Crawling::cache).orElse(CacheSnapshot.NONE),
                () -> crawling.map(Crawling::memory).orElse(BodyMemory.Snapshot.NONE),
                () -> searching.map(Searching::snapshot).orElse(SearchSnapshot.NONE),
                () -> crawling.map(Crawling::proxyTrouble).orElse(""),
                pipelining::figures,
                startedNs);
        Readiness readiness =
                new Readiness(streaming.runs, streaming.node, config.memory().refuseAbovePercent());
        Health health = new Health(figures, readiness);
        Router router = Routes.of(config, streaming, crawling, searching, pipelining, figures, health, readiness);
        AccessLog log = new AccessLog(http, config.log().access());

        this.address = listen(loopCount, new Dispatcher(router, streaming.origins, log));
        this.housekeeping = new Housekeeping(streaming.runs, streaming.registry, streaming.pool);
        housekeeping.every(LAG_PERIOD_MS, loopLag::probe);
        NodeWatch watch = new NodeWatch(figures, health, config.memory().shedAbovePercent());
        housekeeping.every(HEALTH_PERIOD_MS, () -> {
            health.sample();
            rates.sample(System.nanoTime());
            watch.look(System.nanoTime());
            crawling.ifPresent(Crawling::keepHouse);
        });
        housekeeping.every(JOURNAL_PERIOD_MS, journal::keepHouse);
        housekeeping.start();
        this.warmup = Warmup.start(config, transport, loops, () -> {
            readiness.warm();
            crawling.ifPresent(fetching -> Thread.startVirtualThread(fetching::prepare));
            searching.ifPresent(Searching::prepare);
        });
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
        return streaming.pool;
    }

    /// What the server's logs have reserved.
    public ByteBudget memory() {
        return streaming.node;
    }

    /// What unfinished WebSocket messages have reserved.
    public ByteBudget inboundMemory() {
        return streaming.inbound;
    }

    /// The server's runs.
    public RunRegistry runs() {
        return streaming.runs;
    }

    /// The server's topics.
    public TopicRegistry topics() {
        return streaming.registry;
    }

    /// What has happened to the server.
    public Journal journal() {
        return journal;
    }

    /// What the server has counted.
    public StreamMetrics metrics() {
        return streaming.metrics;
    }

    @Override
    public void awaitWarm() throws InterruptedException {
        warmup.await();
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
            warmup.stop();
            listener.stopAccepting();
            listener.sendAway();
            streaming.runs.drain();
            streaming.registry.drain();
            journal.tell(NodeEvent.now(NodeEvent.Kind.NODE, NodeEvent.NODE, "draining", "the server stops"));
            journal.end();
            listener.drain();
            listener.awaitClosed(config.server().drainTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            listener.close();
            housekeeping.stop();
            crawling.ifPresent(Crawling::close);
            searching.ifPresent(Searching::close);
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            journal.close();
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
        } catch (Exception e) { // Netty throws the system's own, checked or not
            crawling.ifPresent(Crawling::close);
            searching.ifPresent(Searching::close);
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            journal.close();
            throw e;
        }
    }

    private static int loopCount(ServerConfig server) {
        return server.loops() == 0 ? Runtime.getRuntime().availableProcessors() : server.loops();
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
}
