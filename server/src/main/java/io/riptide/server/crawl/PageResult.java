package io.riptide.server.crawl;

import io.riptide.server.crawl.fetch.FetchTimings;
import io.riptide.server.crawl.fetch.RedirectHop;
import io.riptide.server.crawl.robots.RobotsDirectives;
import io.riptide.server.crawl.url.WebUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one page.
///
/// @param url the page
/// @param finalUrl where the answer came from
/// @param status HTTP status of that answer; 0 when there was none
/// @param isFromCache whether it was stored before
/// @param qualityScore 0 to 1
/// @param timings where the time of the fetch went
/// @param extractNs time for reading the page
/// @param totalNs time from its turn to here
/// @param document the document as JSON; null when there is an error, or nothing was to be got
/// @param error why there is no document
/// @param cacheKey the key it is stored under
/// @param links where it leads, for following
/// @param redirects the way from `url` to `finalUrl`
/// @param robots what the page asks of robots
/// @param gateDecision how it was read, as the wire contract names it
/// @param fingerprint of the page's bytes; 0 where there is no document
/// @param stale why it is older than it should be; null when it is not
// The document is made once, written to the log and perhaps kept in the cache; nobody changes it.
@SuppressWarnings("ArrayRecordComponent")
record PageResult(
        WebUrl url,
        String finalUrl,
        int status,
        boolean isFromCache,
        double qualityScore,
        FetchTimings timings,
        long extractNs,
        long totalNs,
        byte @Nullable [] document,
        @Nullable PageError error,
        String cacheKey,
        List<WebUrl> links,
        List<RedirectHop> redirects,
        RobotsDirectives robots,
        String gateDecision,
        long fingerprint,
        @Nullable StaleUse stale) {
    /// Read as it came.
    static final String RAW = "raw";

    private static final int WEIGHT = 512;
    private static final int LINK_WEIGHT = 128;

    boolean isSuccess() {
        return error == null;
    }

    /// The same for who asks later.
    ///
    /// @param asking where the time went in which its site was asked whether it has changed
    PageResult fromCache(WebUrl asked, FetchTimings asking, long tookNs) {
        return new PageResult(
                asked,
                finalUrl,
                status,
                true,
                qualityScore,
                asking,
                0,
                tookNs,
                document,
                error,
                cacheKey,
                links,
                redirects,
                robots,
                gateDecision,
                fingerprint,
                null);
    }

    /// The same, in the place of a new one that did not come.
    PageResult standingIn(StaleUse use) {
        return with(document, error, use);
    }

    /// The same without what made it too large to be an event.
    PageResult tooLarge(int bytes, int bytesMax) {
        PageError tooLarge =
                new PageError("too_large", "the result has " + bytes + " bytes, an event at most " + bytesMax, false);
        return with(null, tooLarge, null);
    }

    private PageResult with(byte @Nullable [] content, @Nullable PageError fault, @Nullable StaleUse use) {
        return new PageResult(
                url,
                finalUrl,
                status,
                isFromCache,
                qualityScore,
                timings,
                extractNs,
                totalNs,
                content,
                fault,
                cacheKey,
                links,
                redirects,
                robots,
                gateDecision,
                fingerprint,
                use);
    }

    /// About how many bytes of memory it takes.
    int weight() {
        return (document == null ? 0 : document.length) + links.size() * LINK_WEIGHT + WEIGHT;
    }
}
