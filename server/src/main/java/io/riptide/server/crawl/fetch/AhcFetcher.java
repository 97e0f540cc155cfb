package io.riptide.server.crawl.fetch;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.server.crawl.address.AddressGate;
import io.riptide.server.crawl.address.BlockedAddressException;
import io.riptide.server.crawl.fetch.ExchangeResult.Fault;
import io.riptide.server.crawl.fetch.coding.ContentCodings;
import io.riptide.server.crawl.fetch.proxy.Culprit;
import io.riptide.server.crawl.fetch.proxy.OutboundProxy;
import io.riptide.server.crawl.fetch.proxy.ProxyFaultException;
import io.riptide.server.crawl.fetch.proxy.ProxyGuard;
import io.riptide.server.crawl.fetch.proxy.TunnelHandler;
import io.riptide.server.crawl.url.WebUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.asynchttpclient.AsyncHttpClientConfig;
import org.asynchttpclient.AsyncHttpClientConfig.ResponseBodyPartFactory;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.Request;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.netty.channel.ChannelManager;
import org.asynchttpclient.uri.Uri;

/// Fetches with async-http-client, which does connections, TLS and HTTP/1.1. What decides is done here and
/// beside: redirects, addresses, time-outs, retries, codings, bounds; so the library's own versions of these
/// are all switched off.
///
/// Of proxies it does one thing: write requests with their whole address. Its tunnels would name their target
/// by its name, ask for it with requests of their own that come back as pages when refused, and send those
/// through our handlers; so [TunnelHandler] opens them before the library hears of the connection. See
/// [Egress].
///
/// HTTP/2 is offered to https sites ([AlpnEngineFactory]), and where one chooses it, [ProtocolSwitchHandler] puts
/// it into the pipeline in HTTP/1.1's place, with one request at a time on a connection. The library's own is
/// off: its multiplexed connections live outside the pool that bounds ours, and a connection shared by several
/// requests cannot be closed for one of them nor tell whose first byte came. To give a fetch up closes its
/// connection with either protocol.
///
/// - **Threading:** as [Fetcher]; [#close] from any thread.
/// - **Ownership:** owns its event loops, its timer and its connections, and closes them; borrows `gate`.
/// - **Bounds:** those of [FetcherConfig], its loops once more for tunnels; per fetch those of [FetchLimits]. A
///   connection attempt that was given up lingers for `addressTimeoutMs` at most for each address of its host,
///   opening a tunnel included, then is closed unused.
/// - **Source:** RFC 9110, RFC 9112, RFC 9113.
public final class AhcFetcher implements Fetcher, AutoCloseable {
    private static final String ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final int CHUNK_BYTES_MAX = 16 * 1024;
    private static final long SWEEP_PERIOD_MS = 1_000;
    private static final long TIMER_TICK_MS = 500;
    private static final Duration OFF = Duration.ofMillis(-1);

    private final FetcherConfig config;
    private final AddressGate gate;
    private final IdleConnections idle;
    private final Optional<OutboundProxy> proxy;
    private final HashedWheelTimer timer;
    private final Http11Origins http11 = new Http11Origins();

    /// For connections to whom we dial. Both share what is kept, so that one bound holds for all of it.
    private final LazyClient plain;

    /// For tunnels; made with the first one.
    private final LazyClient tunnels;

    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    private final PageFetch.Wiring wiring = new LibraryWiring();
    private volatile boolean isClosed;

    /// @param proxy what the hosts that it serves are asked through; none means all are asked directly
    public AhcFetcher(FetcherConfig config, AddressGate gate, Optional<OutboundProxy> proxy) {
        this.config = config;
        this.gate = gate;
        this.proxy = proxy;
        this.idle = new IdleConnections(
                config.idleConnectionsMax(), TimeUnit.MILLISECONDS.toNanos(config.idleTimeoutMs()), System::nanoTime);
        this.timer = new HashedWheelTimer(
                new DefaultThreadFactory("riptide-fetch-timer", true), TIMER_TICK_MS, TimeUnit.MILLISECONDS);
        this.plain = new LazyClient(() -> libraryConfig(this::addHandlers));
        this.tunnels = new LazyClient(() -> libraryConfig(this::addTunnelHandlers));
        scheduleSweep();
    }

    @Override
    public FetchOutcome fetch(FetchRequest request) throws InterruptedException {
        return new PageFetch(request, wiring).outcome();
    }

    /// A proxy that has kept failing.
    @Override
    public Optional<FetchFailure> obstacle(WebUrl url) {
        return proxy.filter(used -> used.serves(url.host()) && used.guard().isShut())
                .map(used -> Faults.of(used.shut()))
                .map(fault -> new FetchFailure(
                        fault.kind(),
                        url.withoutCredentials(),
                        url.withoutCredentials(),
                        List.of(),
                        0,
                        fault.message(),
                        fault.isRetryable(),
                        fault.culprit(),
                        FetchTimings.NONE));
    }

    /// Makes what else the first fetch would make. It takes a quarter of a second, most of it for TLS, in which
    /// a server that starts can do better things.
    public void prepare() {
        try {
            plain.get();
            if (proxy.isPresent()) {
                tunnels.get();
            }
        } catch (IllegalStateException e) {
            // It was closed meanwhile; nobody will fetch.
        }
    }

    /// Connections kept for reuse at this moment.
    public int idleConnectionCount() {
        return idle.count();
    }

    /// Fetches under way end as `cancelled`.
    @Override
    public void close() {
        isClosed = true;
        underWay.forEach(exchange -> exchange.abandon(closedFault()));
        timer.stop();
        plain.close();
        tunnels.close();
    }

    private static Fault closedFault() {
        return Fault.of(FailureKind.CANCELLED, "the fetcher was closed", false);
    }

    private void scheduleSweep() {
        timer.newTimeout(
                _ -> {
                    idle.sweep();
                    if (!isClosed) {
                        scheduleSweep();
                    }
                },
                SWEEP_PERIOD_MS,
                TimeUnit.MILLISECONDS);
    }

    private AsyncHttpClientConfig libraryConfig(Consumer<Channel> handlers) {
        DefaultAsyncHttpClientConfig.Builder builder = new DefaultAsyncHttpClientConfig.Builder()
                .setThreadFactory(new DefaultThreadFactory("riptide-fetch", true))
                .setIoThreadsCount(config.ioThreads())
                .setNettyTimer(timer)
                .setChannelPool(idle)
                .setUserAgent(config.userAgent())
                .setHttp2Enabled(false)
                .setFollowRedirect(false)
                .setMaxRequestRetry(0)
                .setCookieStore(null)
                .setUseProxyProperties(false)
                .setUseProxySelector(false)
                .setEnableAutomaticDecompression(false)
                .setFailedIpCooldownEnabled(false)
                .setConnectTimeout(Duration.ofMillis(config.addressTimeoutMs()))
                .setHandshakeTimeout(0)
                .setRequestTimeout(OFF)
                .setReadTimeout(OFF)
                .setShutdownQuietPeriod(Duration.ZERO)
                .setShutdownTimeout(Duration.ofSeconds(2))
                .setHttpClientCodecMaxInitialLineLength(config.headBytesMax())
                .setHttpClientCodecMaxHeaderSize(config.headBytesMax())
                .setHttpClientCodecMaxChunkSize(CHUNK_BYTES_MAX)
                .setResponseBodyPartFactory(ResponseBodyPartFactory.LAZY)
                .setHttpAdditionalChannelInitializer(handlers);
        config.trust().ifPresent(trust -> trust(builder, trust));
        if (config.isHttp2Offered()) {
            builder.setSslEngineFactory(new AlpnEngineFactory(http11));
        }
        return builder.build();
    }

    private static void trust(DefaultAsyncHttpClientConfig.Builder builder, TrustManagerFactory trust) {
        try {
            builder.setSslContext(
                    SslContextBuilder.forClient().trustManager(trust).build());
        } catch (SSLException e) {
            throw new IllegalArgumentException("trust=" + trust, e);
        }
    }

    /// TLS comes before these later on, so they see what it has decrypted.
    private void addHandlers(Channel channel) {
        channel.pipeline()
                .addBefore(ChannelManager.HTTP_CLIENT_CODEC, "riptide-pause", new PauseHandler())
                .addBefore(ChannelManager.HTTP_CLIENT_CODEC, "riptide-tap", new WireTapHandler())
                .addAfter(ChannelManager.HTTP_CLIENT_CODEC, "riptide-interim", new InterimResponseHandler());
        if (config.isHttp2Offered()) {
            channel.pipeline()
                    .addAfter(
                            ChannelManager.HTTP_CLIENT_CODEC,
                            "riptide-switch",
                            new ProtocolSwitchHandler(config.headBytesMax(), http11));
        }
    }

    private void addTunnelHandlers(Channel channel) {
        addHandlers(channel);
        channel.pipeline()
                .addFirst(
                        "riptide-tunnel",
                        new TunnelHandler(proxy.orElseThrow(), config.addressTimeoutMs(), config.headBytesMax()));
    }

    /// Path and query go in as one, since the library would drop the mark of an empty query.
    private static Uri uri(WebUrl url) {
        return new Uri(url.scheme(), null, url.host(), url.port(), url.requestTarget(), null, null);
    }

    /// The address is canonical already; the library must not encode it once more.
    private static Request libraryRequest(WebUrl url, HeaderFields headers, Egress egress, Optional<RequestBody> body) {
        RequestBuilder builder = new RequestBuilder(body.isPresent() ? "POST" : "GET", true)
                .setUri(uri(url))
                .setNameResolver(new PinnedResolver(egress.addresses()))
                .setProxyServer(egress.libraryProxy());
        builder.setHeader("Accept", ACCEPT);
        builder.setHeader("Accept-Encoding", ContentCodings.acceptEncoding());
        headers.fields().forEach(field -> builder.setHeader(field.name(), field.value()));
        if (egress instanceof Egress.Forwarded forwarded) {
            forwarded.proxy().authorization().ifPresent(value -> builder.setHeader("Proxy-Authorization", value));
        }
        body.ifPresent(
                sent -> builder.setHeader("Content-Type", sent.contentType()).setBody(sent.bytes()));
        return builder.build();
    }

    /// A fetch's view of this fetcher.
    private final class LibraryWiring implements PageFetch.Wiring {
        @Override
        public ExchangeResult exchange(
                WebUrl url, HeaderFields headers, FetchRequest request, Egress egress, PhaseClock clock, long endNs)
                throws InterruptedException {
            Optional<OutboundProxy> used = egress.byProxy();
            return used.isEmpty()
                    ? sent(url, headers, request, egress, clock, endNs)
                    : guarded(used.get(), url, () -> sent(url, headers, request, egress, clock, endNs));
        }

        private interface Sending {
            ExchangeResult send() throws InterruptedException;
        }

        /// Tells the proxy's guard how it went.
        private ExchangeResult guarded(OutboundProxy used, WebUrl url, Sending sending) throws InterruptedException {
            long pass = used.guard().tryEnter();
            if (pass == CircuitBreaker.REFUSED) {
                return Faults.of(used.shut());
            }
            long startNs = System.nanoTime();
            ExchangeResult result = null;
            try {
                result = sending.send();
                return result;
            } finally {
                if (result instanceof ExchangeResult.Answer) {
                    used.guard().succeeded(pass);
                } else if (result instanceof Fault fault && isTelling(fault, startNs)) {
                    report(used.guard(), pass, url, fault);
                } else {
                    used.guard().abandoned(pass);
                }
            }
        }

        /// A kept connection that has died tells of nobody, nor does a caller who did not wait for long: else one
        /// who is in a hurry would shut the proxy for all.
        private boolean isTelling(Fault fault, long startNs) {
            long patienceNs = TimeUnit.MILLISECONDS.toNanos(config.addressTimeoutMs());
            boolean isHasty = fault.kind() == FailureKind.TIMEOUT
                    && fault.culprit() == Culprit.UNKNOWN
                    && System.nanoTime() - startNs < patienceNs;
            return !fault.isStale() && fault.kind() != FailureKind.CANCELLED && !isHasty;
        }

        private static void report(ProxyGuard guard, long pass, WebUrl url, Fault fault) {
            switch (fault.culprit()) {
                case PROXY -> guard.failed(pass, fault.message());
                case SITE -> guard.succeeded(pass);
                case UNKNOWN -> {
                    if (fault.kind() == FailureKind.TIMEOUT) {
                        guard.silent(pass, url.host() + ':' + url.port(), fault.message());
                    } else {
                        guard.answered(pass);
                    }
                }
            }
        }

        private ExchangeResult sent(
                WebUrl url, HeaderFields headers, FetchRequest request, Egress egress, PhaseClock clock, long endNs)
                throws InterruptedException {
            Exchange exchange = new Exchange(request, isSecure(url), egress, clock);
            underWay.add(exchange);
            try {
                LazyClient client = egress instanceof Egress.Tunnelled ? tunnels : plain;
                return sendAndAwait(exchange, client, libraryRequest(url, headers, egress, request.body()), endNs);
            } finally {
                underWay.remove(exchange);
            }
        }

        private ExchangeResult sendAndAwait(Exchange exchange, LazyClient client, Request request, long endNs)
                throws InterruptedException {
            if (isClosed) {
                return closedFault();
            }
            ListenableFuture<Boolean> pending;
            try {
                pending = client.get().executeRequest(request, exchange);
            } catch (IllegalStateException e) {
                return closedFault(); // closed between the look and the call
            }
            try {
                return exchange.await(endNs);
            } finally {
                exchange.abandon(Fault.of(FailureKind.CANCELLED, "the caller was interrupted", false));
                if (!pending.isDone() && !exchange.isOffered()) {
                    pending.cancel(true);
                }
            }
        }

        /// The target is judged first, whichever way it goes: of one that is refused, no proxy hears.
        @Override
        public Egress egress(WebUrl url, Duration timeout)
                throws UnknownHostException, BlockedAddressException, ProxyFaultException, TimeoutException,
                        InterruptedException {
            long endNs = System.nanoTime() + timeout.toNanos();
            List<InetAddress> judged = gate.admit(url.hostForDialling(), timeout);
            if (proxy.isEmpty() || !proxy.get().serves(url.host())) {
                return new Egress.Direct(gate, judged);
            }
            OutboundProxy used = proxy.get();
            List<InetAddress> doors = used.resolve(Duration.ofNanos(Math.max(1, endNs - System.nanoTime())));
            return used.takesPlainRequests() && !isSecure(url)
                    ? new Egress.Forwarded(used, doors)
                    : new Egress.Tunnelled(used, gate, judged);
        }

        private static boolean isSecure(WebUrl url) {
            return url.scheme().equals("https");
        }

        @Override
        public void dropIdle(WebUrl url, Egress egress) {
            Object origin = libraryRequest(url, HeaderFields.NONE, egress, Optional.empty())
                    .getChannelPoolPartitioning()
                    .getPartitionKey(uri(url), null, egress.libraryProxy());
            idle.flushPartitions(origin::equals);
        }
    }
}
