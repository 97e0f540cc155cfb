package io.riptide.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.EventLoopGroup;
import io.riptide.engine.recovery.DegradedMode;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.protocol.transport.Transport;
import io.riptide.server.config.BenchConfig;
import io.riptide.server.config.LogConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.config.RunsConfig;
import io.riptide.server.endpoint.BenchEndpoints;
import io.riptide.server.endpoint.WorkEndpoints;
import io.riptide.server.net.Listener;
import io.riptide.server.observe.AccessLog;
import io.riptide.server.observe.HttpMetrics;
import io.riptide.server.pipeline.Pipelining;
import io.riptide.server.route.Dispatcher;
import io.riptide.server.route.Router;
import io.riptide.server.stream.RunDocuments;
import io.riptide.server.websocket.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the hot path before the first client does, so that its classes are loaded, its code is compiled and its
/// buffers are there: each kind of stream a few times before the server says that it is ready, and then on,
/// with pauses, until the compiler has taken up what runs once a request.
///
/// Real requests travel over a real loopback connection to a listener of its own, which has the server's event
/// loops and pipeline, but figures, memory and runs of its own, and closes when all is done.
///
/// - **Threading:** on a thread of its own.
/// - **Bounds:** `warmup.timeout`; a warm-up that fails or takes longer is logged and keeps nobody waiting.
final class Warmup {
    private static final Logger LOG = LoggerFactory.getLogger(Warmup.class);

    /// Enough for the compiler's second tier to have taken up what runs once a request.
    private static final int SHORT_STREAMS = 1_500;

    private static final int FIRST_STREAMS = 3;
    private static final int FIRST_STREAM_EVENTS = 1_000;

    private static final int ROUNDS = 50;

    /// Between rounds, so that the first clients find the loops free.
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int SOCKETS = 200;
    private static final String PIPELINE = "/pipelines/sse?pipeline=" + URLEncoder.encode("""
                    {"nodes":[{"id":"sine","type":"SineGenerator","config":{"frames":50,"realtime":false}},
                              {"id":"gain","type":"Gain"},{"id":"print","type":"Print","config":{"every":10}}],
                     "connections":[{"from":"sine","to":"gain"},{"from":"gain","to":"print"}]}""", UTF_8);
    private static final int CRAWLS = 25;
    private static final int PROBLEMS = 200;
    private static final int LONG_STREAM_EVENTS = 50_000;
    private static final int LONG_STREAMS = 3;
    private static final long EVENTS_MAX = 1_000_000;
    private static final int RUNS_MAX = 1_000;
    private static final long RELEASE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long STOP_TIMEOUT_MS = 2_000;

    private final RiptideConfig config;
    private final Transport transport;
    private final EventLoopGroup loops;
    private final Runnable onWarm;
    private final long deadlineNs;
    private final Thread thread =
            Thread.ofPlatform().name("riptide-warmup").daemon().unstarted(this::run);
    private boolean isReady;
    private volatile boolean isStopped;
    private volatile @Nullable WarmupClient client;

    private Warmup(RiptideConfig config, Transport transport, EventLoopGroup loops, Runnable onWarm) {
        this.config = alone(config);
        this.transport = transport;
        this.loops = loops;
        this.onWarm = onWarm;
        this.deadlineNs = System.nanoTime() + config.warmup().timeout().toNanos();
    }

    /// Begins to warm up on `loops` and runs `onWarm` when that is done; at once when it is not wanted.
    static Warmup start(RiptideConfig config, Transport transport, EventLoopGroup loops, Runnable onWarm) {
        Warmup warmup = new Warmup(config, transport, loops, onWarm);
        if (config.warmup().enabled()) {
            warmup.thread.start();
        } else {
            onWarm.run();
        }
        return warmup;
    }

    /// Returns when it is over, or at once where it is not wanted.
    void await() throws InterruptedException {
        thread.join();
    }

    /// Gives up, if it goes on, and returns when its listener is closed.
    void stop() throws InterruptedException {
        isStopped = true;
        WarmupClient open = client;
        if (open != null) {
            open.close();
        }
        thread.join(STOP_TIMEOUT_MS);
    }

    private void run() {
        long startNs = System.nanoTime();
        try {
            warmUp();
        } catch (RuntimeException e) { // the outermost frame of this thread
            LOG.warn("warm-up failed", e);
        }
        ready();
        LOG.info("warmed up in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }

    private void ready() {
        if (!isReady) {
            isReady = true;
            onWarm.run();
        }
    }

    private void warmUp() {
        Streaming streaming = new Streaming(config, Long.MAX_VALUE, new DegradedMode(0, RecoveryListener.NONE));
        Router router = new Router();
        new BenchEndpoints(
                        streaming.streams,
                        config.bench(),
                        streaming.sockets,
                        config.http().bodyBytesMax())
                .addTo(router);
        new WorkEndpoints(
                        "/pipelines",
                        "pipeline",
                        new Pipelining(config, List.of()).readers(),
                        streaming.streams,
                        new RunDocuments(streaming.streams, config.memory().clientBytes()),
                        streaming.sockets,
                        Commands.NONE,
                        config.http().bodyBytesMax())
                .addStreamsTo(router);
        AccessLog log = new AccessLog(new HttpMetrics(), false);
        Listener listener = streaming.listener(transport, loops);
        try (WarmupCrawl crawl = config.crawl().enabled() ? new WarmupCrawl(config, streaming, router) : null) {
            InetSocketAddress address = listener.open(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    0,
                    1,
                    new Dispatcher(router, streaming.origins, log));
            request(address, crawl);
        } catch (IOException e) {
            if (!isStopped) {
                LOG.info("warm-up cut short: {}", e.toString());
            }
        } finally {
            listener.stopAccepting();
            listener.close();
            release(streaming);
        }
    }

    private void request(InetSocketAddress address, @Nullable WarmupCrawl crawl) throws IOException {
        try (WarmupClient requests = new WarmupClient(address, deadlineNs)) {
            client = requests;
            round(requests, FIRST_STREAMS, FIRST_STREAMS, FIRST_STREAMS, FIRST_STREAM_EVENTS);
            ready();
            for (int round = 0; round < ROUNDS && !isStopped; round++) {
                LockSupport.parkNanos(PAUSE_NS);
                int events = round < LONG_STREAMS ? LONG_STREAM_EVENTS : 0;
                round(requests, SHORT_STREAMS / ROUNDS, PROBLEMS / ROUNDS, SOCKETS / ROUNDS, events);
                requests.stream(PIPELINE);
                if (crawl != null && round < CRAWLS) {
                    requests.work(crawl.target(), crawl.body(address, round));
                    requests.refusedWork(crawl.target(), crawl.refusedBody());
                }
            }
        }
    }

    private static void round(WarmupClient requests, int streams, int problems, int sockets, int longEvents)
            throws IOException {
        for (int i = 0; i < streams; i++) {
            requests.stream("/bench/stream?count=1");
            requests.stream("/bench/sse?count=1");
        }
        for (int i = 0; i < problems; i++) {
            requests.problem("/bench/stream?count=none&cuont=1");
        }
        for (int i = 0; i < sockets; i++) {
            requests.socket("/bench/ws?count=1");
        }
        if (longEvents > 0) {
            requests.stream("/bench/stream?count=" + longEvents);
            requests.stream("/bench/sse?count=" + longEvents);
            requests.socket("/bench/ws?count=" + longEvents);
        }
    }

    /// Runs give their memory back a moment after their streams have ended.
    private static void release(Streaming streaming) {
        long untilNs = System.nanoTime() + RELEASE_TIMEOUT_NS;
        while (streaming.pool.leasedBytes() > 0 && System.nanoTime() - untilNs < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        if (streaming.pool.leasedBytes() == 0) {
            streaming.pool.close();
        }
    }

    /// What is configured, but with the bench's endpoints, room for a burst, and nothing kept or logged.
    static RiptideConfig alone(RiptideConfig config) {
        return new RiptideConfig(
                config.server(),
                config.http(),
                config.stream(),
                config.websocket(),
                config.memory(),
                new RunsConfig(RUNS_MAX, RUNS_MAX, Duration.ZERO),
                config.topics(),
                config.crawl().ofOwnPages(),
                config.cache().inMemory(),
                config.extract(),
                config.gate(),
                config.search(),
                config.pipelines().forgetful(),
                new BenchConfig(true, EVENTS_MAX, config.bench().sizeMax()),
                config.cors(),
                new LogConfig(config.log().level(), config.log().format(), false),
                config.warmup());
    }
}
