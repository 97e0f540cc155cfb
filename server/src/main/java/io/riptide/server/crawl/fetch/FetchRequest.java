package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.url.WebUrl;
import java.util.Optional;
import java.util.function.Predicate;

/// What to get, and inside which bounds. A `GET`, unless there is a body to `POST`, which follows no redirect.
///
/// - **Failure:** [IllegalArgumentException] for header fields that are malformed or not the caller's to set.
///
/// @param url the page; a user name and password in it are not sent
/// @param headers sent besides the fetcher's own; to another origin, after a redirect, only harmless ones
/// @param limits the bounds
/// @param deadlineNs a [System#nanoTime] after which the fetch times out whatever `limits` say, or
///     [#NO_DEADLINE]
/// @param oversize what to do with a body past its bound
/// @param wantsContentType told the media type of a successful answer, in lower case, without parameters, empty
///     when missing; when it says no, the body is not read
/// @param admission says when each hop may go to its host
/// @param memory counts the body
/// @param redirectCheck says which redirects may be followed
/// @param body sent by `POST`
public record FetchRequest(
        WebUrl url,
        HeaderFields headers,
        FetchLimits limits,
        long deadlineNs,
        Oversize oversize,
        Predicate<String> wantsContentType,
        Admission admission,
        BodyShare memory,
        RedirectCheck redirectCheck,
        Optional<RequestBody> body) {

    /// Never reached: the fetch ends by its limits.
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /// What becomes of a body that is larger than it may be.
    public enum Oversize {
        /// The fetch fails with `too_large`.
        FAIL,
        /// The page is what fits, marked as truncated.
        TRUNCATE
    }

    public FetchRequest {
        RequestHeaderPolicy.requireAllowed(headers);
        if (body.isPresent() && limits.redirectsMax() > 0) {
            throw new IllegalArgumentException("a body and redirectsMax=" + limits.redirectsMax());
        }
    }

    public static FetchRequest of(WebUrl url) {
        return new FetchRequest(
                url,
                HeaderFields.NONE,
                FetchLimits.STANDARD,
                NO_DEADLINE,
                Oversize.FAIL,
                _ -> true,
                Admission.OPEN,
                BodyShare.UNCOUNTED,
                RedirectCheck.NONE,
                Optional.empty());
    }

    /// Throws [IllegalArgumentException] for fields that are malformed or not the caller's to set.
    public static void requireAllowed(HeaderFields headers) {
        RequestHeaderPolicy.requireAllowed(headers);
    }

    /// What of `headers` another origin than the one they were meant for gets to see.
    public static HeaderFields forOtherOrigins(HeaderFields headers) {
        return RequestHeaderPolicy.forAnotherOrigin(headers);
    }

    /// The same for another page, as after a redirect: to another origin only harmless fields go along.
    public FetchRequest towards(WebUrl there) {
        boolean isSameOrigin = there.origin().equals(url.origin());
        HeaderFields allowed = isSameOrigin ? headers : RequestHeaderPolicy.forAnotherOrigin(headers);
        return new FetchRequest(
                there, allowed, limits, deadlineNs, oversize, wantsContentType, admission, memory, redirectCheck, body);
    }

    public FetchRequest withHeaders(HeaderFields fields) {
        return new FetchRequest(
                url, fields, limits, deadlineNs, oversize, wantsContentType, admission, memory, redirectCheck, body);
    }

    public FetchRequest withLimits(FetchLimits bounds) {
        return new FetchRequest(
                url, headers, bounds, deadlineNs, oversize, wantsContentType, admission, memory, redirectCheck, body);
    }

    public FetchRequest withDeadlineNs(long nanoTime) {
        return new FetchRequest(
                url, headers, limits, nanoTime, oversize, wantsContentType, admission, memory, redirectCheck, body);
    }

    public FetchRequest withOversize(Oversize handling) {
        return new FetchRequest(
                url, headers, limits, deadlineNs, handling, wantsContentType, admission, memory, redirectCheck, body);
    }

    public FetchRequest withContentTypes(Predicate<String> wanted) {
        return new FetchRequest(
                url, headers, limits, deadlineNs, oversize, wanted, admission, memory, redirectCheck, body);
    }

    public FetchRequest withAdmission(Admission by) {
        return new FetchRequest(
                url, headers, limits, deadlineNs, oversize, wantsContentType, by, memory, redirectCheck, body);
    }

    public FetchRequest withMemory(BodyShare share) {
        return new FetchRequest(
                url, headers, limits, deadlineNs, oversize, wantsContentType, admission, share, redirectCheck, body);
    }

    public FetchRequest withRedirectCheck(RedirectCheck check) {
        return new FetchRequest(
                url, headers, limits, deadlineNs, oversize, wantsContentType, admission, memory, check, body);
    }

    /// By `POST`; without redirects, by which a body could end up elsewhere.
    public FetchRequest withBody(RequestBody sent) {
        return new FetchRequest(
                url,
                headers,
                limits.withRedirectsMax(0),
                deadlineNs,
                oversize,
                wantsContentType,
                admission,
                memory,
                redirectCheck,
                Optional.of(sent));
    }
}
