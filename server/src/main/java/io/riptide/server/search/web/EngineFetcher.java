package io.riptide.server.search.web;

import io.riptide.server.crawl.address.AddressGate;
import io.riptide.server.crawl.address.AddressPolicy;
import io.riptide.server.crawl.address.SystemHostResolver;
import io.riptide.server.crawl.fetch.AhcFetcher;
import io.riptide.server.crawl.fetch.FetchOutcome;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.Fetcher;
import io.riptide.server.crawl.fetch.FetcherConfig;
import java.util.List;
import java.util.Optional;

/// Fetches from search engines. The operator has said where they are, so they may be at a private address,
/// unlike pages.
///
/// - **Ownership:** owns a fetcher and a resolver of its own until [#close].
public final class EngineFetcher implements Fetcher, AutoCloseable {
    private static final int CONNECTIONS_MAX = 16;

    private final SystemHostResolver names = new SystemHostResolver();
    private final AhcFetcher fetcher;

    /// Calls itself `userAgent`, and offers HTTP/2 where that is wanted.
    public EngineFetcher(String userAgent, boolean isHttp2Offered) {
        FetcherConfig standard = FetcherConfig.STANDARD;
        this.fetcher = new AhcFetcher(
                new FetcherConfig(
                        userAgent,
                        standard.ioThreads(),
                        CONNECTIONS_MAX,
                        standard.idleTimeoutMs(),
                        standard.addressTimeoutMs(),
                        standard.headBytesMax(),
                        isHttp2Offered,
                        standard.trust()),
                new AddressGate(names, new AddressPolicy(true, List.of())),
                Optional.empty());
    }

    @Override
    public FetchOutcome fetch(FetchRequest request) throws InterruptedException {
        return fetcher.fetch(request);
    }

    @Override
    public void close() {
        fetcher.close();
        names.close();
    }
}
