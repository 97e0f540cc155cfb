package io.riptide.server.crawl;

import io.riptide.server.crawl.PageAttempt.Content;
import io.riptide.server.crawl.cache.Answered;
import io.riptide.server.crawl.cache.CacheEntry;
import io.riptide.server.crawl.cache.Freshness;
import io.riptide.server.crawl.cache.FreshnessPolicy;
import io.riptide.server.crawl.cache.PageCache;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.FetchTimings;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.crawl.robots.RobotsDirectives.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Results that are kept, as the options of a crawl want it and the sites allow it.
///
/// - **Threading:** any thread that may wait for the cache's shared tier.
final class PageStore {
    private static final int NOT_MODIFIED = 304;

    private final PageCache<PageResult> cache;
    private final FreshnessPolicy policy;
    private final BiConsumer<PageRequest, CacheEntry<PageResult>> arrivals;

    /// What `cache` keeps, as `policy` allows it; what comes from other nodes is told to `arrivals`.
    PageStore(
            PageCache<PageResult> cache,
            FreshnessPolicy policy,
            BiConsumer<PageRequest, CacheEntry<PageResult>> arrivals) {
        this.cache = cache;
        this.policy = policy;
        this.arrivals = arrivals;
    }

    /// What is kept of that page, fresh or not, if the crawl takes from the cache at all.
    @Nullable
    CacheEntry<PageResult> find(PageAttempt attempt) throws InterruptedException {
        if (!attempt.options().cacheMode().reads()) {
            return null;
        }
        boolean isHere = cache.isNear(attempt.key());
        CacheEntry<PageResult> entry = cache.find(attempt.key())
                .filter(found -> attempt.mayTake(found.value()))
                .orElse(null);
        if (entry != null && !isHere) {
            arrivals.accept(attempt.page(), entry);
        }
        return entry;
    }

    /// What is kept of that page in this node's memory, fresh.
    Optional<PageResult> findNear(PageAttempt attempt) {
        return cache.findNear(attempt.key()).map(attempt::kept);
    }

    /// `entry` as a result, if it is as good as a new one.
    static Optional<PageResult> fresh(@Nullable CacheEntry<PageResult> entry, PageAttempt attempt) {
        return entry != null && entry.isFresh(Instant.now())
                ? Optional.of(attempt.kept(entry.value()))
                : Optional.empty();
    }

    /// `entry` in the place of a page that `error` keeps from coming, if it may be used so and there is still
    /// somebody who has time for it.
    static Optional<PageResult> standIn(
            @Nullable CacheEntry<PageResult> entry, PageAttempt attempt, PageError error, FetchTimings asking) {
        boolean isLate = System.nanoTime() - attempt.page().deadlineNs() >= 0;
        return entry != null && !isLate && entry.mayStandIn(Instant.now())
                ? Optional.of(attempt.standIn(entry, error, asking))
                : Optional.empty();
    }

    /// `request`, asking only whether the page is still what `kept` says.
    static FetchRequest conditional(FetchRequest request, @Nullable CacheEntry<PageResult> kept) {
        if (kept == null || kept.isNegative() || kept.validators().isEmpty()) {
            return request;
        }
        List<HeaderField> fields = new ArrayList<>(request.headers().fields());
        fields.addAll(kept.validators().conditions());
        try {
            return request.withHeaders(new HeaderFields(fields));
        } catch (IllegalArgumentException e) {
            return request; // the site's own words for its page are none that can be sent back
        }
    }

    /// Whether `page` says that what is kept is still right.
    static boolean isUnchanged(FetchedPage page) {
        return page.status() == NOT_MODIFIED && page.redirects().isEmpty();
    }

    /// The site has said that `kept` is still right.
    void renew(PageAttempt attempt, CacheEntry<PageResult> kept, FetchRequest request, FetchedPage page) {
        Answered answered = answered(attempt, request, page);
        if (!policy.isForAll(answered)) {
            attempt.answeredPrivately();
        }
        if (!attempt.options().cacheMode().stores()) {
            return;
        }
        Freshness freshness = policy.judgeNotModified(kept, answered);
        if (freshness.isStorable()) {
            cache.store(attempt.key(), kept.renewed(freshness, Instant.now()));
        } else {
            cache.remove(attempt.key());
        }
    }

    /// Keeps what became of `page`, if it may be kept.
    void store(PageAttempt attempt, FetchRequest request, FetchedPage page, Content content, PageResult result) {
        List<Answered> way = way(attempt, request, page);
        if (!way.stream().allMatch(policy::isForAll)) {
            attempt.answeredPrivately();
        }
        boolean mayStore = attempt.options().cacheMode().stores()
                && !content.robots().has(Rule.NOARCHIVE)
                && !content.isPartial() // the next one may have more time
                && !attempt.url().hasCredentials();
        Freshness freshness = mayStore ? freshness(way) : Freshness.NONE;
        if (!freshness.isStorable()) {
            return;
        }
        boolean isUnreadable = content.error() != null && !freshness.isNegative();
        cache.store(
                attempt.key(),
                isUnreadable
                        ? CacheEntry.negative(result, Instant.now(), policy.negative())
                        : CacheEntry.of(result, freshness, Instant.now()));
    }

    /// The answers that led to `page`, and the one that it is.
    private static List<Answered> way(PageAttempt attempt, FetchRequest request, FetchedPage page) {
        Answered last = answered(attempt, request, page);
        List<Answered> way = new ArrayList<>();
        for (int i = 0; i < page.redirects().size(); i++) {
            int status = page.redirects().get(i).status();
            way.add(new Answered(
                    status, last.request(), page.hopHeaders().get(i), last.requestedAt(), last.receivedAt()));
        }
        way.add(last);
        return way;
    }

    /// A page is what its own URL is, and so as fresh as each answer on the way from there.
    private Freshness freshness(List<Answered> way) {
        Freshness freshness = policy.judge(way.getLast());
        for (Answered hop : way.subList(0, way.size() - 1)) {
            freshness = policy.behind(freshness, hop);
        }
        return freshness;
    }

    private static Answered answered(PageAttempt attempt, FetchRequest request, FetchedPage page) {
        Instant now = Instant.now();
        Instant asked = now.minusNanos(System.nanoTime() - attempt.startNs());
        return new Answered(page.status(), request.headers(), page.headers(), asked, now);
    }
}
