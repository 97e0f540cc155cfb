package io.riptide.server.crawl;

import io.riptide.server.config.CrawlConfig;
import io.riptide.server.crawl.cache.CacheEntry;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.crawl.fetch.BodyMemory;
import io.riptide.server.crawl.fetch.FailureKind;
import io.riptide.server.crawl.fetch.FetchFailure;
import io.riptide.server.crawl.fetch.FetchLimits;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.FetchTimings;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.Fetcher;
import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.crawl.fetch.RedirectCheck.Obstacle;
import io.riptide.server.crawl.robots.Robot;
import io.riptide.server.crawl.robots.RobotsGate;
import io.riptide.server.crawl.schedule.FetchScheduler;
import io.riptide.server.crawl.schedule.Permit;
import io.riptide.server.crawl.sitemap.Sitemap;
import io.riptide.server.crawl.sitemap.SitemapReader;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.request.TraceParent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets one page and makes its document: cache, robots.txt, one fetch that is tried again when it fails for
/// now, extraction.
///
/// 1. [#known]: what needs no fetch needs no place either; 2. [#load], with a place.
///
/// - **Threading:** virtual threads, many at once.
/// - **Bounds:** each fetch by the limits of its options; how many there are is the scheduler's business.
/// - **Failure:** a result with an error; [InterruptedException] when the crawl is cancelled.
public final class PageLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PageLoader.class);
    private static final int KEPT_MAX = 64;
    private static final int SUCCESS_MIN = 200;
    private static final int SUCCESS_MAX = 299;
    private static final int SERVER_ERROR_MIN = 500;

    private final Fetcher fetcher;
    private final FetchScheduler scheduler;
    private final PageReader reader;
    private final RobotsGate robots;
    private final SitemapReader sitemaps;
    private final PageStore store;
    private final Flights flights = new Flights();
    private final SiteGuard guard;
    private final BooleanSupplier isDegraded;
    private final BodyMemory memory;
    private final CrawlConfig config;

    /// A loader that fetches by `fetcher`, as `guard` and `scheduler` let it, keeps in `store`, and reads by
    /// `reader`.
    PageLoader(
            Fetcher fetcher,
            FetchScheduler scheduler,
            SiteGuard guard,
            PageStore store,
            PageReader reader,
            BooleanSupplier isDegraded,
            BodyMemory memory,
            CrawlConfig config) {
        this.fetcher = fetcher;
        this.scheduler = scheduler;
        this.reader = reader;
        this.guard = guard;
        this.isDegraded = isDegraded;
        this.memory = memory;
        this.robots = new RobotsGate(request -> guard.fetch(request, fetcher), scheduler::crawlDelay);
        this.sitemaps = new SitemapReader(request -> guard.fetch(request, fetcher));
        this.store = store;
        this.config = config;
    }

    /// What gives out places.
    FetchScheduler scheduler() {
        return scheduler;
    }

    /// What counts the bodies of its pages.
    BodyMemory memory() {
        return memory;
    }

    /// How many pages of a crawl that asked for `asked` at once may be got now: while the node is degraded,
    /// half as many.
    int concurrency(int asked) {
        return isDegraded.getAsBoolean() ? Math.max(1, asked / 2) : asked;
    }

    /// The results of all pages of `request` if each is in this node's memory, else nothing. It waits for
    /// nothing and takes some microseconds a page, and so looks at [#KEPT_MAX] pages at most.
    List<PageResult> keptOfAll(CrawlRequest request) {
        CrawlOptions options = request.options();
        boolean mayBeKept = options.cacheMode().reads()
                && !options.isSearching()
                && request.urls().size() <= KEPT_MAX;
        List<PageResult> results = new ArrayList<>();
        for (WebUrl url : mayBeKept ? request.urls() : List.<WebUrl>of()) {
            PageRequest page = new PageRequest(url, options, false, Reach.UNLIMITED, Optional.empty(), Long.MAX_VALUE);
            Optional<PageResult> kept = store.findNear(attempt(page));
            if (kept.isEmpty()) {
                return List.of();
            }
            results.add(kept.get());
        }
        return results;
    }

    /// The result of `page` as far as there is one without asking its site.
    Optional<PageResult> known(PageRequest page) throws InterruptedException {
        CrawlOptions options = page.options();
        PageAttempt attempt = attempt(page);
        CacheEntry<PageResult> kept = store.find(attempt);
        Optional<PageResult> fresh = PageStore.fresh(kept, attempt);
        if (fresh.isPresent()) {
            return fresh;
        }
        if (options.cacheMode() == CacheMode.CACHE_ONLY) {
            return Optional.of(attempt.failed(new PageError("cache_miss", "the page is not in the cache", true)));
        }
        if (options.render().equals("always")) {
            return Optional.of(attempt.failed(
                    new PageError("extract", "render=always needs a browser, and none is configured", false)));
        }
        if (guard.isShut(page.url())) {
            return Optional.of(failed(attempt, guard.shut(page.url()), kept));
        }
        Optional<FetchFailure> obstacle = fetcher.obstacle(page.url());
        return obstacle.isPresent() ? obstacle.map(failure -> failed(attempt, failure, kept)) : refused(attempt, kept);
    }

    /// A site that says nothing at all is as much down for its robots.txt as for the page; one that forbids the
    /// page has spoken.
    private Optional<PageResult> refused(PageAttempt attempt, @Nullable CacheEntry<PageResult> kept) {
        CrawlOptions options = attempt.options();
        if (!options.respectsRobots()) {
            return Optional.empty();
        }
        return robots.refusal(attempt.url(), robot(options)).map(refusal -> {
            PageError error = PageError.of(refusal);
            Optional<PageResult> standIn =
                    refusal.isOutage() ? PageStore.standIn(kept, attempt, error, FetchTimings.NONE) : Optional.empty();
            return standIn.orElseGet(() -> attempt.failed(error));
        });
    }

    /// The result of a fetch that failed: where its site is down, what is kept may stand in for it.
    private static PageResult failed(PageAttempt attempt, FetchFailure failure, @Nullable CacheEntry<PageResult> kept) {
        return Optional.of(PageError.of(failure))
                .filter(_ -> failure.isOutage())
                .flatMap(error -> PageStore.standIn(kept, attempt, error, failure.timings()))
                .orElseGet(() -> attempt.failed(failure));
    }

    /// Gets the robots.txt of the site of `page` if it is to be asked and is not here. Null when nothing had to
    /// be done; else the place is used or given back, and the page needs a new one as soon as the outcome is
    /// complete.
    ///
    /// @param isNeeded whether it is wanted even by who does not obey it
    @Nullable
    CompletableFuture<?> prepare(PageRequest page, Permit permit, boolean isNeeded) throws InterruptedException {
        CrawlOptions options = page.options();
        Robot robot = robot(options);
        if (!(isNeeded || options.respectsRobots()) || robots.isKnown(page.url(), robot)) {
            return null;
        }
        permit.until(page.deadlineNs());
        long untilNs =
                earlier(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.timeoutMs()), page.deadlineNs());
        return robots.load(page.url(), robot, page.traceParent(), untilNs, permit);
    }

    /// Gets `page` in the place that `permit` gives, after [#prepare].
    PageResult load(PageRequest page, Permit permit) throws InterruptedException {
        permit.until(page.deadlineNs());
        PageAttempt attempt = attempt(page);
        if (!page.options().cacheMode().reads()) {
            return fetched(attempt, permit, null);
        }
        CompletableFuture<Optional<PageResult>> flight = flights.begin(attempt.key());
        if (flight == null) {
            return lead(attempt, permit);
        }
        // Whoever waits for another's fetch takes no place from others.
        permit.standBy();
        Optional<PageResult> shared = Flights.await(flight, pageDeadlineNs(attempt, permit));
        return shared.filter(attempt::mayTake).isPresent()
                ? attempt.kept(shared.get())
                : fetched(attempt, permit, store.find(attempt));
    }

    private PageResult lead(PageAttempt attempt, Permit permit) throws InterruptedException {
        Optional<PageResult> shared = Optional.empty();
        try {
            // Another run may have fetched it while this one waited for its place.
            CacheEntry<PageResult> kept = store.find(attempt);
            Optional<PageResult> fresh = PageStore.fresh(kept, attempt);
            PageResult result = fresh.isPresent() ? fresh.get() : fetched(attempt, permit, kept);
            shared = Optional.of(result).filter(PageLoader::isForAll).filter(_ -> !attempt.isPrivate());
            return result;
        } finally {
            flights.end(attempt.key(), shared);
        }
    }

    /// The sitemaps of the site of `page`, after [#prepare]: those that its robots.txt names, or the usual one.
    List<WebUrl> sitemaps(PageRequest page) {
        List<WebUrl> named = new ArrayList<>();
        Robot robot = robot(page.options());
        List<String> texts = robots.sitemaps(page.url(), robot);
        for (String text : texts.isEmpty() ? List.of("/sitemap.xml") : texts) {
            try {
                WebUrl sitemap = page.url().resolve(text);
                // What robots.txt names it means to be read; what is only guessed it may forbid.
                boolean isForbidden = texts.isEmpty()
                        && page.options().respectsRobots()
                        && robots.refusal(sitemap, robot).isPresent();
                if (!isForbidden) {
                    named.add(sitemap);
                }
            } catch (InvalidUrlException e) {
                LOG.debug("robots.txt of {} names {}: {}", page.url().origin(), text, e.reason());
            }
        }
        return named;
    }

    /// What the sitemap `page` says.
    Sitemap sitemap(PageRequest page, Permit permit) throws InterruptedException {
        permit.until(page.deadlineNs());
        return sitemaps.read(request(attempt(page), permit).withContentTypes(_ -> true));
    }

    /// Whether another run would have got the same: a time-out, for one, depends on the time that was given, and
    /// so does what stands in for its page.
    private static boolean isForAll(PageResult result) {
        PageError error = result.error();
        if (error == null) {
            return result.stale() == null;
        }
        return error.type().equals("http_status") && !error.isRetryable();
    }

    private PageAttempt attempt(PageRequest page) {
        return new PageAttempt(page, CacheKey.of(page.url(), page.options(), page.followsLinks()));
    }

    /// @param kept what there is of it and is too old
    private PageResult fetched(PageAttempt attempt, Permit permit, @Nullable CacheEntry<PageResult> kept)
            throws InterruptedException {
        if (guard.isShut(attempt.url())) {
            return failed(attempt, guard.shut(attempt.url()), kept);
        }
        Optional<PageResult> refused = refused(attempt, kept);
        if (refused.isPresent()) {
            return refused.get();
        }
        return fetch(attempt, permit, kept);
    }

    /// The time of a page does not count the wait for places.
    private static long pageDeadlineNs(PageAttempt attempt, Permit permit) {
        long ownNs = attempt.startNs()
                + TimeUnit.MILLISECONDS.toNanos(attempt.options().timeoutMs())
                + permit.waitedNs();
        return earlier(ownNs, attempt.page().deadlineNs());
    }

    private static long earlier(long leftNs, long rightNs) {
        return leftNs - rightNs < 0 ? leftNs : rightNs;
    }

    private PageResult fetch(PageAttempt attempt, Permit permit, @Nullable CacheEntry<PageResult> kept)
            throws InterruptedException {
        FetchRequest request = PageStore.conditional(request(attempt, permit), kept);
        return switch (guard.fetch(request, inTime(attempt, permit))) {
            case FetchFailure failure -> failed(attempt, failure, kept);
            case FetchedPage page -> {
                Optional<PageResult> standIn = page.status() >= SERVER_ERROR_MIN
                        ? PageStore.standIn(kept, attempt, PageError.status(page.status()), page.timings())
                        : Optional.empty();
                if (standIn.isPresent()) {
                    yield standIn.get();
                }
                if (kept != null && PageStore.isUnchanged(page)) {
                    store.renew(attempt, kept, request, page);
                    yield attempt.unchanged(kept.value(), page);
                }
                PageReading own = read(attempt, page);
                permit.memory().keep(0);
                PageReading best = detour(attempt, permit, own).orElse(own);
                PageResult result = attempt.answered(best.page(), best.content(), best.tookNs());
                store.store(attempt, request, best.page(), best.content(), result);
                yield result;
            }
        };
    }

    /// Fetches within the page's time, which grows with each wait for a place.
    private Fetcher inTime(PageAttempt attempt, Permit permit) {
        return again -> {
            permit.memory().keep(0); // what an earlier try has brought
            return fetcher.fetch(again.withDeadlineNs(pageDeadlineNs(attempt, permit)));
        };
    }

    private PageReading read(PageAttempt attempt, FetchedPage page) throws InterruptedException {
        if (page.status() < SUCCESS_MIN || page.status() > SUCCESS_MAX) {
            long beginNs = System.nanoTime();
            reader.tellNone(attempt.page(), page);
            return reading(page, PageAttempt.Content.none(PageError.status(page.status())), beginNs);
        }
        try (BodyMemory.Reading _ = memory.beginReading(page.body().lengthBytes())) {
            long beginNs = System.nanoTime(); // now that there is memory
            String agent = robot(attempt.options()).token();
            return reading(page, reader.read(attempt.page(), page, agent), beginNs);
        }
    }

    private static PageReading reading(FetchedPage page, PageAttempt.Content content, long sinceNs) {
        return new PageReading(page.withoutBody(), content, System.nanoTime() - sinceNs);
    }

    /// What is at the URL where a page without content of its own says that it is: one step, as polite and as
    /// guarded as any other fetch. Nothing if that cannot be had or is no better.
    private Optional<PageReading> detour(PageAttempt attempt, Permit permit, PageReading own)
            throws InterruptedException {
        WebUrl there = own.content().elsewhere().orElse(null);
        if (there == null || attempt.options().redirectsMax() == 0) {
            return Optional.empty();
        }
        if (obstacle(attempt, there, permit).isPresent()) {
            return Optional.empty();
        }
        FetchRequest request = request(attempt, permit).towards(there);
        return guard.fetch(request, inTime(attempt, permit)) instanceof FetchedPage page
                ? Optional.of(read(attempt, page)).filter(own::isWorseThan).map(own::continuedBy)
                : Optional.empty();
    }

    /// Why the page's way does not go on at `url`: because it leaves its crawl, or because of robots.txt there, which
    /// is got if it is not here.
    private Optional<Obstacle> obstacle(PageAttempt attempt, WebUrl url, Permit permit) throws InterruptedException {
        Optional<String> outside = attempt.page().reach().obstacle(url);
        return outside.isPresent()
                ? outside.map(reason -> new Obstacle(FailureKind.REDIRECT, "it leads to " + url + ", " + reason))
                : forbidden(attempt, url, permit).map(reason -> new Obstacle(FailureKind.ROBOTS, reason));
    }

    private Optional<String> forbidden(PageAttempt attempt, WebUrl url, Permit permit) throws InterruptedException {
        CrawlOptions options = attempt.options();
        if (!options.respectsRobots()) {
            return Optional.empty();
        }
        Robot robot = robot(options);
        if (!robots.isKnown(url, robot)) {
            long untilNs = pageDeadlineNs(attempt, permit);
            CompletableFuture<?> loaded = robots.load(url, robot, attempt.page().traceParent(), untilNs, permit);
            if (!loaded.isDone()) {
                permit.standBy();
            }
            if (!Flights.isOver(loaded, untilNs) || !robots.isKnown(url, robot)) {
                return Optional.of("robots.txt of " + url.origin() + " was not there in time");
            }
        }
        return robots.refusal(url, robot).map(refusal -> "it leads to " + url + ", and " + refusal.reason());
    }

    private FetchRequest request(PageAttempt attempt, Permit permit) {
        CrawlOptions options = attempt.options();
        Optional<String> traceParent = attempt.page().traceParent();
        List<HeaderField> headers = new ArrayList<>(options.headers().fields());
        if (traceParent.isPresent() && headers.stream().noneMatch(field -> isTrace(field.name()))) {
            headers.add(new HeaderField(TraceParent.FIELD, traceParent.get()));
        }
        if (!options.userAgent().isEmpty()) {
            headers.add(new HeaderField("User-Agent", options.userAgent()));
        }
        FetchLimits limits = FetchLimits.STANDARD
                .withTotalTimeoutMs(options.timeoutMs())
                .withBodyBytesMax(options.bodyBytesMax(), config.decodedBytesMax())
                .withRedirectsMax(options.redirectsMax());
        return FetchRequest.of(attempt.url())
                .withHeaders(new HeaderFields(headers))
                .withLimits(limits)
                .withDeadlineNs(pageDeadlineNs(attempt, permit))
                .withContentTypes(options.extract().mode() == ExtractMode.NONE ? _ -> true : PageReader::mayRead)
                .withRedirectCheck(there -> obstacle(attempt, there, permit))
                .withAdmission(permit)
                .withMemory(permit.memory());
    }

    private static boolean isTrace(String name) {
        return name.equalsIgnoreCase(TraceParent.FIELD);
    }

    private Robot robot(CrawlOptions options) {
        return new Robot(options.userAgent().isEmpty() ? config.userAgent() : options.userAgent(), options.timeoutMs());
    }
}
