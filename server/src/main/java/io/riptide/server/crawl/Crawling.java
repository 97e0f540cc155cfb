package io.riptide.server.crawl;

import com.github.benmanes.caffeine.cache.Ticker;
import io.riptide.engine.recovery.Backoff;
import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.CircuitBreakerLimits;
import io.riptide.engine.recovery.CircuitBreakers;
import io.riptide.engine.recovery.DegradedMode;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.engine.recovery.RetryBudget;
import io.riptide.engine.recovery.RetryPolicy;
import io.riptide.server.config.CrawlConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.crawl.address.AddressGate;
import io.riptide.server.crawl.address.AddressPolicy;
import io.riptide.server.crawl.address.CachingHostResolver;
import io.riptide.server.crawl.address.HostResolver;
import io.riptide.server.crawl.address.SystemHostResolver;
import io.riptide.server.crawl.cache.CacheSnapshot;
import io.riptide.server.crawl.cache.FreshnessPolicy;
import io.riptide.server.crawl.cache.PageCache;
import io.riptide.server.crawl.extract.ExtractLimits;
import io.riptide.server.crawl.extract.JsoupExtractor;
import io.riptide.server.crawl.fetch.AhcFetcher;
import io.riptide.server.crawl.fetch.BodyMemory;
import io.riptide.server.crawl.fetch.FetcherConfig;
import io.riptide.server.crawl.fetch.proxy.OutboundProxy;
import io.riptide.server.crawl.gate.Gate;
import io.riptide.server.crawl.pdf.AnyPageExtractor;
import io.riptide.server.crawl.schedule.FetchScheduler;
import io.riptide.server.crawl.schedule.SchedulerLimits;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Everything a node needs to crawl, wired together.
///
/// - **Ownership:** owns its fetcher and resolver until [#close].
public final class Crawling implements AutoCloseable {
    private static final int HOSTS_MAX = 10_000;

    /// Of a host that mostly answers, the few pages that fail are those pages' own fault.
    private static final int FAILED_PERCENT = 50;

    /// Further tries that all crawls together have in hand, and what each fetch adds to them: when everything
    /// fails, fetches grow by a fifth.
    private static final int RETRIES_RESERVE = 100;

    private static final int RETRIES_PERCENT = 20;

    private final SystemHostResolver resolver;
    private final Optional<OutboundProxy> proxy;
    private final AhcFetcher fetcher;
    private final FetchScheduler scheduler;
    private final CircuitBreakers breakers;
    private final PageCache<PageResult> cache;
    private final BodyMemory memory;
    private final PageLoader loader;

    private Crawling(
            RiptideConfig config,
            DegradedMode degraded,
            RecoveryListener listener,
            PageListener pages,
            SystemHostResolver resolver) {
        CrawlConfig crawl = config.crawl();
        this.resolver = resolver;
        AddressPolicy policy = new AddressPolicy(crawl.allowPrivate(), List.of());
        HostResolver names = new CachingHostResolver(resolver, HOSTS_MAX, Ticker.systemTicker());
        AddressGate gate = new AddressGate(names, policy);
        this.proxy = crawl.proxy().map(address -> {
            CircuitBreaker breaker = new CircuitBreaker("proxy:" + address, breakerLimits(crawl), listener);
            return new OutboundProxy(address, crawl.proxyFor(), names, breaker);
        });
        FetcherConfig standard = FetcherConfig.STANDARD;
        this.fetcher = new AhcFetcher(
                new FetcherConfig(
                        crawl.userAgent(),
                        standard.ioThreads(),
                        standard.idleConnectionsMax(),
                        standard.idleTimeoutMs(),
                        standard.addressTimeoutMs(),
                        standard.headBytesMax(),
                        crawl.http2(),
                        standard.trust()),
                gate,
                proxy);
        this.scheduler = new FetchScheduler(new SchedulerLimits(
                crawl.fetchesMax(),
                crawl.perHostMax(),
                crawl.perHostDelay().toNanos(),
                crawl.crawlDelayMax().toNanos(),
                HOSTS_MAX));
        this.breakers = new CircuitBreakers(breakerLimits(crawl), HOSTS_MAX, listener);
        this.cache = PageCache.open(crawl, config.cache(), new PageResultCodec(), InstantSource.system(), listener);
        this.memory = new BodyMemory(Runtime.getRuntime().maxMemory() / 100 * crawl.bodyHeapPercent());
        PageReader reader = new PageReader(
                new AnyPageExtractor(new JsoupExtractor(ExtractLimits.STANDARD)),
                new Gate(config.gate()),
                pages,
                config.stream().eventBytesMax());
        this.loader = new PageLoader(
                fetcher,
                scheduler,
                new SiteGuard(
                        retryPolicy(crawl), new RetryBudget(RETRIES_RESERVE, RETRIES_PERCENT), breakers, listener),
                new PageStore(cache, FreshnessPolicy.of(crawl, config.cache()), reader::tellKept),
                reader,
                degraded::isDegraded,
                memory,
                crawl);
    }

    /// Starts the threads that fetch. Crawls do less while `degraded` holds, and tell `listener` what they do
    /// about failures, and `pages` what they read.
    public static Crawling start(
            RiptideConfig config, DegradedMode degraded, RecoveryListener listener, PageListener pages) {
        return new Crawling(config, degraded, listener, pages, new SystemHostResolver());
    }

    /// Makes what the first fetch needs and the start did not.
    public void prepare() {
        fetcher.prepare();
        cache.prepare();
    }

    /// How the cache does.
    public CacheSnapshot cache() {
        return cache.snapshot();
    }

    /// How much memory large pages take.
    public BodyMemory.Snapshot memory() {
        return memory.snapshot();
    }

    /// Why the outbound proxy is not to be relied on; empty when it is, or when there is none.
    public String proxyTrouble() {
        return proxy.flatMap(OutboundProxy::trouble).orElse("");
    }

    /// To be called about once a second.
    public void keepHouse() {
        cache.keepHouse();
    }

    /// One for each host that was fetched from of late.
    public CircuitBreakers breakers() {
        return breakers;
    }

    private static RetryPolicy retryPolicy(CrawlConfig crawl) {
        Backoff backoff = new Backoff(
                crawl.retryFirstWait().toNanos(), 2, crawl.retryWaitMax().toNanos(), Backoff.Jitter.EQUAL);
        return new RetryPolicy(crawl.retries() + 1, backoff);
    }

    private static CircuitBreakerLimits breakerLimits(CrawlConfig crawl) {
        long openNs = crawl.breakerOpen().toNanos();
        // A trial takes as long as its page at most, and what takes longer says nothing any more.
        long trialNs = Math.max(openNs, crawl.timeoutMax().toNanos());
        return new CircuitBreakerLimits(
                crawl.breakerFailures(), FAILED_PERCENT, crawl.breakerWindow().toNanos(), openNs, trialNs);
    }

    /// Gets pages.
    public PageLoader loader() {
        return loader;
    }

    /// Ends every fetch.
    @Override
    public void close() {
        scheduler.close();
        cache.close();
        fetcher.close();
        resolver.close();
    }
}
