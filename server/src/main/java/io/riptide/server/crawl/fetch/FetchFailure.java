package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.fetch.proxy.Culprit;
import io.riptide.server.crawl.url.WebUrl;
import java.util.List;

/// A fetch that gave no page.
///
/// @param kind the sort of fault
/// @param requestedUrl what was asked for
/// @param failedUrl where it failed: the last redirect's target, or the same
/// @param redirects followed until then
/// @param status of an answer that had begun, or of the redirect that could not be followed; 0 when there was
///     none
/// @param message names the fault, for people
/// @param isRetryable whether the same request may well succeed later
/// @param culprit whose fault it is
/// @param timings where the time went
public record FetchFailure(
        FailureKind kind,
        WebUrl requestedUrl,
        WebUrl failedUrl,
        List<RedirectHop> redirects,
        int status,
        String message,
        boolean isRetryable,
        Culprit culprit,
        FetchTimings timings)
        implements FetchOutcome {

    public FetchFailure {
        redirects = List.copyOf(redirects);
    }

    /// Whether nobody was there for now, as far as we could see, rather than somebody who said no.
    public boolean isOutage() {
        return isRetryable
                && switch (kind) {
                    case CONNECT, TIMEOUT, DNS, CIRCUIT_OPEN -> true;
                    case INVALID_URL,
                            BLOCKED_ADDRESS,
                            TLS,
                            REDIRECT,
                            ROBOTS,
                            TOO_LARGE,
                            CONTENT_TYPE,
                            DECODE,
                            CANCELLED -> false;
                };
    }

    /// The same failure, which took longer in all.
    public FetchFailure withTimings(FetchTimings whole) {
        return new FetchFailure(kind, requestedUrl, failedUrl, redirects, status, message, isRetryable, culprit, whole);
    }
}
