package io.riptide.server.crawl;

import com.github.benmanes.caffeine.cache.Ticker;
import io.riptide.server.config.CrawlConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.crawl.address.AddressGate;
import io.riptide.server.crawl.address.AddressPolicy;
import io.riptide.server.crawl.address.CachingHostResolver;
import io.riptide.server.crawl.address.SystemHostResolver;
import io.riptide.server.crawl.extract.ExtractLimits;
import io.riptide.server.crawl.extract.JsoupExtractor;
import io.riptide.server.crawl.fetch.AhcFetcher;
import io.riptide.server.crawl.fetch.FetcherConfig;
import java.util.List;

/// Everything a node needs to crawl, wired together.
///
/// - **Ownership:** owns its fetcher and resolver until [#close].
public final class Crawling implements AutoCloseable {
    private static final int HOSTS_MAX = 10_000;

    private final SystemHostResolver resolver;
    private final AhcFetcher fetcher;
    private final PageLoader loader;

    private Crawling(CrawlConfig crawl, SystemHostResolver resolver) {
        this.resolver = resolver;
        AddressPolicy policy = new AddressPolicy(crawl.allowPrivate(), List.of());
        AddressGate gate = new AddressGate(new CachingHostResolver(resolver, HOSTS_MAX, Ticker.systemTicker()), policy);
        FetcherConfig standard = FetcherConfig.STANDARD;
        this.fetcher = new AhcFetcher(
                new FetcherConfig(
                        crawl.userAgent(),
                        standard.ioThreads(),
                        crawl.perHostMax(),
                        standard.idleConnectionsMax(),
                        standard.idleTimeoutMs(),
                        standard.addressTimeoutMs(),
                        standard.headBytesMax(),
                        standard.trust()),
                gate);
        this.loader = new PageLoader(fetcher, new JsoupExtractor(ExtractLimits.STANDARD), crawl);
    }

    /// Starts the threads that fetch.
    public static Crawling start(RiptideConfig config) {
        return new Crawling(config.crawl(), new SystemHostResolver());
    }

    /// Gets pages.
    public PageLoader loader() {
        return loader;
    }

    /// Ends every fetch.
    @Override
    public void close() {
        fetcher.close();
        resolver.close();
    }
}
