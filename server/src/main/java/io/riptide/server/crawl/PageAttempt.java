package io.riptide.server.crawl;

import io.riptide.server.crawl.cache.CacheEntry;
import io.riptide.server.crawl.fetch.FetchFailure;
import io.riptide.server.crawl.fetch.FetchTimings;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.RedirectHop;
import io.riptide.server.crawl.robots.RobotsDirectives;
import io.riptide.server.crawl.url.WebUrl;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One page's way through the loader, which ends in exactly one result.
final class PageAttempt {
    private final PageRequest page;
    private final String key;
    private final long startNs = System.nanoTime();
    private boolean isPrivate;

    /// An attempt that begins now; its result is kept under `key`.
    PageAttempt(PageRequest page, String key) {
        this.page = page;
        this.key = key;
    }

    PageRequest page() {
        return page;
    }

    WebUrl url() {
        return page.url();
    }

    CrawlOptions options() {
        return page.options();
    }

    String key() {
        return key;
    }

    long startNs() {
        return startNs;
    }

    /// Whether its site has answered the one who asked and nobody else.
    boolean isPrivate() {
        return isPrivate;
    }

    void answeredPrivately() {
        isPrivate = true;
    }

    /// Whether this crawl, too, could have come to `result`, which another one has got.
    boolean mayTake(PageResult result) {
        return page.reach().covers(result.redirects());
    }

    /// It was kept.
    PageResult kept(PageResult result) {
        return result.fromCache(page.url(), FetchTimings.NONE, System.nanoTime() - startNs);
    }

    /// It was kept, and its site, asked by `page`, says that it is still right.
    PageResult unchanged(PageResult result, FetchedPage answer) {
        return result.fromCache(page.url(), answer.timings(), System.nanoTime() - startNs);
    }

    /// It was kept and is too old, but `error`, which took the time that `asking` says, kept a new one from
    /// coming.
    PageResult standIn(CacheEntry<PageResult> entry, PageError error, FetchTimings asking) {
        return entry.value()
                .fromCache(page.url(), asking, System.nanoTime() - startNs)
                .standingIn(new StaleUse(entry.storedAt(), error));
    }

    /// Nothing was asked of the site.
    PageResult failed(PageError error) {
        return unasked(error);
    }

    /// Nothing was to be asked of the site.
    PageResult unasked() {
        return unasked(null);
    }

    private PageResult unasked(@Nullable PageError error) {
        String url = page.url().withoutCredentials().href();
        return result(url, 0, FetchTimings.NONE, Content.none(error), List.of(), 0);
    }

    /// The site did not answer, or not with what can be read.
    PageResult failed(FetchFailure failure) {
        return result(
                failure.failedUrl().withoutCredentials().href(),
                failure.status(),
                failure.timings(),
                Content.none(PageError.of(failure)),
                failure.redirects(),
                0);
    }

    /// The site answered, which took `extractNs` to read.
    PageResult answered(FetchedPage answer, Content content, long extractNs) {
        return result(
                answer.finalUrl().withoutCredentials().href(),
                answer.status(),
                answer.timings(),
                content,
                answer.redirects(),
                extractNs);
    }

    /// What an answer holds.
    ///
    /// @param document as JSON; null when there is an error, or nothing was to be got
    /// @param error why there is none
    /// @param score 0 to 1
    /// @param links where it leads, if that was asked
    /// @param robots what it asks of robots
    /// @param gateDecision how it was read
    /// @param isPartial whether there was no time to read all of it
    /// @param fingerprint of its bytes; 0 where there is no document
    /// @param elsewhere where the page says that its content is, when it has none or little of its own
    // As in PageResult.
    @SuppressWarnings("ArrayRecordComponent")
    record Content(
            byte @Nullable [] document,
            @Nullable PageError error,
            double score,
            List<WebUrl> links,
            RobotsDirectives robots,
            String gateDecision,
            boolean isPartial,
            long fingerprint,
            Optional<WebUrl> elsewhere) {
        static Content none(@Nullable PageError error) {
            return new Content(
                    null, error, 0, List.of(), RobotsDirectives.NONE, PageResult.RAW, false, 0, Optional.empty());
        }

        /// The same, come upon by `decision`, leading to `allLinks`.
        Content foundBy(String decision, List<WebUrl> allLinks) {
            return new Content(document, error, score, allLinks, robots, decision, isPartial, fingerprint, elsewhere);
        }
    }

    private PageResult result(
            String finalUrl,
            int status,
            FetchTimings timings,
            Content content,
            List<RedirectHop> redirects,
            long extractNs) {
        return new PageResult(
                page.url(),
                finalUrl,
                status,
                false,
                content.score(),
                timings,
                extractNs,
                System.nanoTime() - startNs,
                content.document(),
                content.error(),
                key,
                content.links(),
                redirects,
                content.robots(),
                content.gateDecision(),
                content.fingerprint(),
                null);
    }
}
