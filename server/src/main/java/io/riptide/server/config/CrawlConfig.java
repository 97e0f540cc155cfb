package io.riptide.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a crawl may ask for and may do to the network.
public record CrawlConfig(
        boolean enabled,
        int urlsMax,
        boolean allowPrivate,
        int concurrencyMax,
        int fetchesMax,
        int perHostMax,
        Duration perHostDelay,
        Duration crawlDelayMax,
        Duration timeoutMax,
        Duration deadlineMax,
        int bodyBytesMax,
        int decodedBytesMax,
        int bodyHeapPercent,
        int redirectsMax,
        String userAgent,
        Optional<ProxyAddress> proxy,
        List<String> proxyFor,
        boolean http2,
        long cacheBytes,
        Duration cacheTtl,
        int retries,
        Duration retryFirstWait,
        Duration retryWaitMax,
        int breakerFailures,
        Duration breakerWindow,
        Duration breakerOpen) {

    /// A host as URLs have it, ASCII, with stars for what may be anything.
    private static final Pattern HOST_PATTERN = Pattern.compile("[A-Za-z0-9.*_:\\[\\]-]{1,253}");

    /// The same, for crawls of pages that this process serves itself.
    public CrawlConfig ofOwnPages() {
        return new CrawlConfig(
                enabled,
                urlsMax,
                true,
                concurrencyMax,
                fetchesMax,
                perHostMax,
                Duration.ZERO,
                crawlDelayMax,
                timeoutMax,
                deadlineMax,
                bodyBytesMax,
                decodedBytesMax,
                bodyHeapPercent,
                redirectsMax,
                userAgent,
                Optional.empty(),
                List.of(),
                http2,
                cacheBytes,
                cacheTtl,
                retries,
                retryFirstWait,
                retryWaitMax,
                breakerFailures,
                breakerWindow,
                breakerOpen);
    }

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
                in.duration(
                        "crawl.per-host-delay",
                        "0s",
                        "0s",
                        "1h",
                        "From the start of one fetch from a host to the start of the next, over all requests, at least."),
                in.duration(
                        "crawl.crawl-delay-max",
                        "30s",
                        "0s",
                        "1h",
                        "Of the pause between two fetches that a robots.txt asks for, so much is kept; 0s ignores it."),
                in.duration("crawl.timeout-max", "60s", "100ms", "1h", "Time for one page a request may ask for."),
                in.duration("crawl.deadline-max", "1h", "1s", "24h", "Time for a whole crawl a request may ask for."),
                in.bytes(
                        "crawl.body-bytes-max",
                        "10MiB",
                        "1KiB",
                        "1GiB",
                        "A page as transferred; the rest is not read."),
                in.bytes(
                        "crawl.decoded-bytes-max",
                        "32MiB",
                        "1KiB",
                        "1GiB",
                        "A page after decompression; to read one takes up to six times as much of the heap."),
                in.integer(
                        "crawl.body-heap-percent",
                        25,
                        1,
                        80,
                        "Share of the heap that pages of more than 128 KiB may take from their first byte until their results"
                                + " are on their way; beyond it their sites are read on as others end."),
                in.integer("crawl.redirects-max", 10, 0, 50, "Redirects a request may ask to follow for one page."),
                in.text(
                        "crawl.user-agent",
                        "Riptide/0.1",
                        "User-Agent of fetches, and the name looked up in robots.txt."),
                in.secretOf(
                        "crawl.proxy",
                        ProxyAddress::parse,
                        ProxyAddress.FORM,
                        "Proxy through which pages are fetched; without it they are fetched directly. Which addresses a"
                                + " crawl may reach is decided before, and the proxy itself may be at any."),
                in.list(
                        "crawl.proxy-for",
                        HOST_PATTERN,
                        "host names, with `*` for any characters",
                        "Hosts whose pages are fetched through crawl.proxy, the others directly; when empty, all hosts"
                                + " are."),
                in.flag(
                        "crawl.http2",
                        true,
                        "Whether https sites and search engines are offered HTTP/2; those that do not choose it are asked by"
                                + " HTTP/1.1."),
                in.bytesLong("crawl.cache-bytes", "64MiB", "0B", "64GiB", "Pages kept in memory; 0 keeps none."),
                in.duration("crawl.cache-ttl", "1h", "0s", "720h", "How long a page kept is as good as fetched."),
                in.integer(
                        "crawl.retries",
                        2,
                        0,
                        20,
                        "Further tries of a fetch that could not connect, took too long, or was answered with 429, 502,"
                                + " 503 or 504, within the time of its page; 0 tries once."),
                in.duration(
                        "crawl.retry-first-wait",
                        "100ms",
                        "1ms",
                        "1m",
                        "Wait before the first further try; it doubles with each, and chance takes up to half of it."),
                in.duration(
                        "crawl.retry-wait-max",
                        "5s",
                        "1ms",
                        "10m",
                        "Longest wait before a further try; a site that asks for more by Retry-After is not tried again."),
                in.integer(
                        "crawl.breaker-failures",
                        5,
                        1,
                        10_000,
                        "Fetches from one host that failed for its sake within crawl.breaker-window, after which its pages"
                                + " fail at once with circuit_open, unless more went well in the same time."),
                in.duration("crawl.breaker-window", "60s", "100ms", "24h", "How long such a failure counts."),
                in.duration(
                        "crawl.breaker-open",
                        "30s",
                        "10ms",
                        "24h",
                        "How long a host is left alone before one fetch tries it again."));
    }
}
