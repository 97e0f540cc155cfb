package io.riptide.server.crawl;

import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.fetch.FetchFailure;
import io.riptide.server.crawl.robots.RobotsRefusal;

/// Why a page gave no document.
///
/// @param type one of the wire contract's error types
/// @param message names the fault, for people
/// @param isRetryable whether the same page may succeed later
record PageError(String type, String message, boolean isRetryable) {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR_MIN = 500;

    static PageError of(FetchFailure failure) {
        return new PageError(failure.kind().wireName(), failure.message(), failure.isRetryable());
    }

    static PageError of(ExtractException failure) {
        return new PageError(failure.type(), String.valueOf(failure.getMessage()), false);
    }

    static PageError status(int status) {
        boolean isRetryable = status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= SERVER_ERROR_MIN;
        return new PageError("http_status", "the site answered " + status, isRetryable);
    }

    /// Where robots.txt could not be had for the proxy's sake, the page could not either, and that is said.
    static PageError of(RobotsRefusal refusal) {
        return refusal.proxyFault()
                .map(PageError::of)
                .orElseGet(() -> new PageError("robots", refusal.reason(), false));
    }
}
