package io.riptide.server.crawl;

import io.riptide.server.config.CrawlConfig;
import io.riptide.server.crawl.cache.WeighedCache;
import io.riptide.server.crawl.extract.Document;
import io.riptide.server.crawl.extract.DocumentJson;
import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractFormat;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.crawl.extract.ExtractOptions;
import io.riptide.server.crawl.extract.Extractor;
import io.riptide.server.crawl.extract.PageSource;
import io.riptide.server.crawl.fetch.FetchFailure;
import io.riptide.server.crawl.fetch.FetchLimits;
import io.riptide.server.crawl.fetch.FetchOutcome;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.FetchTimings;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.Fetcher;
import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.crawl.robots.RobotsGate;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.event.Json;
import io.riptide.server.request.TraceParent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets one page and makes its document: cache, robots.txt, one fetch that is tried again when it fails for
/// now, extraction.
///
/// - **Threading:** virtual threads, many at once.
/// - **Bounds:** `crawl.fetches-max` fetches on this node; each by the limits of its options.
/// - **Failure:** a result with an error; [InterruptedException] when the crawl is cancelled.
public final class PageLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PageLoader.class);
    private static final int SUCCESS_MIN = 200;
    private static final int SUCCESS_MAX = 299;
    private static final double SCORE_MAX = 100.0;

    private final Fetcher fetcher;
    private final Extractor extractor;
    private final RobotsGate robots;
    private final WeighedCache<PageResult> cache;
    private final Semaphore fetches;
    private final SiteGuard guard;
    private final BooleanSupplier isDegraded;
    private final CrawlConfig config;

    /// A loader that fetches by `fetcher`, as `guard` lets it, and reads by `extractor`.
    PageLoader(Fetcher fetcher, SiteGuard guard, Extractor extractor, BooleanSupplier isDegraded, CrawlConfig config) {
        this.fetcher = fetcher;
        this.extractor = extractor;
        this.guard = guard;
        this.isDegraded = isDegraded;
        this.robots = new RobotsGate(request -> guard.fetch(request, fetcher));
        this.cache = new WeighedCache<>(config.cacheBytes(), config.cacheTtl(), PageLoader::weight);
        this.fetches = new Semaphore(config.fetchesMax(), true);
        this.config = config;
    }

    /// How many pages of a crawl that asked for `asked` at once may be got now: while the node is degraded,
    /// half as many.
    int concurrency(int asked) {
        return isDegraded.getAsBoolean() ? Math.max(1, asked / 2) : asked;
    }

    /// Gets `url` before `deadlineNs`; `followsLinks` asks for where it leads, and `traceParent` goes along.
    PageResult load(
            WebUrl url, CrawlOptions options, boolean followsLinks, Optional<String> traceParent, long deadlineNs)
            throws InterruptedException {
        long startNs = System.nanoTime();
        String key = CacheKey.of(url, options, followsLinks);
        if (options.cacheMode().reads()) {
            Optional<PageResult> kept = cache.find(key);
            if (kept.isPresent()) {
                return kept.get().fromCache(url, System.nanoTime() - startNs);
            }
        }
        Attempt attempt = new Attempt(url, options, traceParent, key, startNs);
        if (options.cacheMode() == CacheMode.CACHE_ONLY) {
            return attempt.failed(new PageError("cache_miss", "the page is not in the cache", true));
        }
        if (options.render().equals("always")) {
            return attempt.failed(
                    new PageError("extract", "render=always needs a browser, and none is configured", false));
        }
        if (guard.isShut(url)) {
            return attempt.failed(guard.shut(url), 0);
        }
        // The time of a page counts its robots.txt, but not the wait for a place among all fetches.
        long pageDeadlineNs = earlier(deadlineNs, startNs + TimeUnit.MILLISECONDS.toNanos(options.timeoutMs()));
        if (options.respectsRobots()) {
            Optional<String> refusal = robots.refusal(url, userAgent(options), traceParent, pageDeadlineNs);
            if (refusal.isPresent()) {
                return attempt.failed(PageError.robots(refusal.get()));
            }
        }
        PageResult result = fetch(attempt, followsLinks, pageDeadlineNs, deadlineNs);
        if (result.isSuccess() && options.cacheMode().stores()) {
            cache.store(key, result);
        }
        return result;
    }

    private static long earlier(long leftNs, long rightNs) {
        return leftNs - rightNs < 0 ? leftNs : rightNs;
    }

    private PageResult fetch(Attempt attempt, boolean followsLinks, long pageDeadlineNs, long deadlineNs)
            throws InterruptedException {
        Placed placed = new Placed(deadlineNs);
        FetchOutcome outcome = guard.fetch(request(attempt, pageDeadlineNs), placed);
        long waitedNs = placed.waitedNs;
        return switch (outcome) {
            case FetchFailure failure -> attempt.failed(failure, waitedNs);
            case FetchedPage page
            when page.status() < SUCCESS_MIN || page.status() > SUCCESS_MAX ->
                attempt.answered(page, waitedNs, PageError.status(page.status()));
            case FetchedPage page -> extract(attempt, page, waitedNs, followsLinks);
        };
    }

    private FetchRequest request(Attempt attempt, long deadlineNs) {
        CrawlOptions options = attempt.options;
        List<HeaderField> headers = new ArrayList<>(options.headers().fields());
        if (attempt.traceParent.isPresent() && headers.stream().noneMatch(field -> isTrace(field.name()))) {
            headers.add(new HeaderField(TraceParent.FIELD, attempt.traceParent.get()));
        }
        if (!options.userAgent().isEmpty()) {
            headers.add(new HeaderField("User-Agent", options.userAgent()));
        }
        FetchLimits limits = FetchLimits.STANDARD
                .withTotalTimeoutMs(options.timeoutMs())
                .withBodyBytesMax(options.bodyBytesMax(), config.decodedBytesMax())
                .withRedirectsMax(options.redirectsMax());
        return FetchRequest.of(attempt.url)
                .withHeaders(new HeaderFields(headers))
                .withLimits(limits)
                .withDeadlineNs(deadlineNs);
    }

    private static boolean isTrace(String name) {
        return name.equalsIgnoreCase(TraceParent.FIELD);
    }

    private PageResult extract(Attempt attempt, FetchedPage page, long waitedNs, boolean followsLinks) {
        long startNs = System.nanoTime();
        ExtractOptions asked = attempt.options.extract();
        String finalUrl = page.finalUrl().withoutCredentials().href();
        try {
            byte[] body = page.body().toBytes();
            PageSource source =
                    new PageSource(body, 0, body.length, page.contentType().orElse(null), finalUrl);
            Document document = extractor.extract(source, followsLinks ? withLinks(asked) : asked);
            List<WebUrl> links = followsLinks ? links(document) : List.of();
            byte[] json = Json.value(generator -> DocumentJson.write(generator, document.only(asked.formats())));
            long extractNs = System.nanoTime() - startNs;
            double score = Math.max(0, document.measures().qualityScore()) / SCORE_MAX;
            return attempt.extracted(page, waitedNs, extractNs, score, json, links);
        } catch (ExtractException e) {
            return attempt.answered(page, waitedNs, PageError.of(e));
        }
    }

    private static ExtractOptions withLinks(ExtractOptions asked) {
        Set<ExtractFormat> formats = EnumSet.of(ExtractFormat.LINKS);
        formats.addAll(asked.formats());
        boolean readsLinks = asked.mode() == ExtractMode.ARTICLE || asked.mode() == ExtractMode.FULL;
        return new ExtractOptions(readsLinks ? asked.mode() : ExtractMode.FULL, formats);
    }

    private static List<WebUrl> links(Document document) {
        List<WebUrl> links = new ArrayList<>();
        for (Document.Link link : document.links()) {
            try {
                links.add(WebUrl.parse(link.url()));
            } catch (InvalidUrlException e) {
                LOG.debug("{} links to {}: {}", document.url(), link.url(), e.reason());
            }
        }
        return links;
    }

    private String userAgent(CrawlOptions options) {
        return options.userAgent().isEmpty() ? config.userAgent() : options.userAgent();
    }

    private static int weight(PageResult result) {
        byte[] document = result.document();
        return (document == null ? 0 : document.length) + result.links().size() * 128 + 512;
    }

    /// Takes a place among all fetches for each try of one page. Between two tries it holds none.
    private final class Placed implements Fetcher {
        private final long deadlineNs;
        private long waitedNs;

        Placed(long deadlineNs) {
            this.deadlineNs = deadlineNs;
        }

        @Override
        public FetchOutcome fetch(FetchRequest request) throws InterruptedException {
            long askedNs = System.nanoTime();
            fetches.acquire();
            waitedNs += System.nanoTime() - askedNs;
            try {
                return fetcher.fetch(request.withDeadlineNs(earlier(deadlineNs, request.deadlineNs() + waitedNs)));
            } finally {
                fetches.release();
            }
        }
    }

    /// One page's way through the loader.
    private static final class Attempt {
        private final WebUrl url;
        private final CrawlOptions options;
        private final Optional<String> traceParent;
        private final String key;
        private final long startNs;

        Attempt(WebUrl url, CrawlOptions options, Optional<String> traceParent, String key, long startNs) {
            this.url = url;
            this.options = options;
            this.traceParent = traceParent;
            this.key = key;
            this.startNs = startNs;
        }

        PageResult failed(PageError error) {
            return result(url.withoutCredentials().href(), 0, 0, FetchTimings.NONE, 0, null, error, List.of());
        }

        PageResult failed(FetchFailure failure, long waitedNs) {
            return result(
                    failure.failedUrl().withoutCredentials().href(),
                    failure.status(),
                    0,
                    failure.timings().plusQueueNs(waitedNs),
                    0,
                    null,
                    PageError.of(failure),
                    List.of());
        }

        PageResult answered(FetchedPage page, long waitedNs, PageError error) {
            return result(
                    page.finalUrl().withoutCredentials().href(),
                    page.status(),
                    0,
                    page.timings().plusQueueNs(waitedNs),
                    0,
                    null,
                    error,
                    List.of());
        }

        PageResult extracted(
                FetchedPage page, long waitedNs, long extractNs, double score, byte[] document, List<WebUrl> links) {
            return result(
                    page.finalUrl().withoutCredentials().href(),
                    page.status(),
                    score,
                    page.timings().plusQueueNs(waitedNs),
                    extractNs,
                    document,
                    null,
                    links);
        }

        private PageResult result(
                String finalUrl,
                int status,
                double score,
                FetchTimings timings,
                long extractNs,
                byte @Nullable [] document,
                @Nullable PageError error,
                List<WebUrl> links) {
            long totalNs = System.nanoTime() - startNs;
            return new PageResult(
                    url, finalUrl, status, false, score, timings, extractNs, totalNs, document, error, key, links);
        }
    }
}
