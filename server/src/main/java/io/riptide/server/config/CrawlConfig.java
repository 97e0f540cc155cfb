package io.riptide.server.config;

import java.time.Duration;

/// What a crawl may ask for and may do to the network.
public record CrawlConfig(
        boolean enabled,
        int urlsMax,
        boolean allowPrivate,
        int concurrencyMax,
        int fetchesMax,
        int perHostMax,
        Duration timeoutMax,
        Duration deadlineMax,
        int bodyBytesMax,
        int decodedBytesMax,
        int redirectsMax,
        String userAgent,
        long cacheBytes,
        Duration cacheTtl) {

    static CrawlConfig read(ConfigReader in) {
        return new CrawlConfig(
                in.flag("crawl.enabled", true, "Whether the crawl endpoints exist."),
                in.integer("crawl.urls-max", 1_000, 1, 100_000, "URLs of one request; more is 400."),
                in.flag(
                        "crawl.allow-private",
                        false,
                        "Lets crawls reach private, loopback, link-local and other special addresses."),
                in.integer("crawl.concurrency-max", 64, 1, 10_000, "Fetches at once a request may ask for."),
                in.integer("crawl.fetches-max", 256, 1, 100_000, "Fetches at once of all requests together."),
                in.integer("crawl.per-host-max", 8, 1, 10_000, "Fetches at once from one host, over all requests."),
                in.duration("crawl.timeout-max", "60s", "100ms", "1h", "Time for one page a request may ask for."),
                in.duration("crawl.deadline-max", "1h", "1s", "24h", "Time for a whole crawl a request may ask for."),
                in.bytes(
                        "crawl.body-bytes-max",
                        "10MiB",
                        "1KiB",
                        "1GiB",
                        "A page as transferred; the rest is not read."),
                in.bytes("crawl.decoded-bytes-max", "32MiB", "1KiB", "1GiB", "A page after decompression."),
                in.integer("crawl.redirects-max", 10, 0, 50, "Redirects a request may ask to follow for one page."),
                in.text(
                        "crawl.user-agent",
                        "Riptide/0.1",
                        "User-Agent of fetches, and the name looked up in robots.txt."),
                in.bytesLong("crawl.cache-bytes", "64MiB", "0B", "64GiB", "Pages kept in memory; 0 keeps none."),
                in.duration("crawl.cache-ttl", "1h", "0s", "720h", "How long a page kept is as good as fetched."));
    }
}
