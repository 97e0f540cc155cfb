package io.riptide.server.crawl;

import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.fetch.FailureKind;
import io.riptide.server.crawl.fetch.FetchFailure;
import io.riptide.server.crawl.robots.RobotsRefusal;
import java.util.EnumSet;
import java.util.Set;

/// Why a page gave no document.
///
/// @param type one of the wire contract's error types
/// @param message names the fault, for people
/// @param isRetryable whether the same page may succeed later
record PageError(String type, String message, boolean isRetryable) {
    private static final String ROBOTS = "robots";
    private static final Set<FailureKind> TOLD_OF_ROBOTS = EnumSet.of(
            FailureKind.CONNECT, FailureKind.TLS, FailureKind.TIMEOUT, FailureKind.CIRCUIT_OPEN, FailureKind.CANCELLED);
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

    /// Where nobody was there to be asked for robots.txt, the page could not be had either, and that is said.
    static PageError of(RobotsRefusal refusal) {
        return refusal.fault()
                .map(failure -> new PageError(
                        TOLD_OF_ROBOTS.contains(failure.kind()) ? failure.kind().wireName() : ROBOTS,
                        refusal.reason(),
                        failure.isRetryable()))
                .orElseGet(() -> new PageError(ROBOTS, refusal.reason(), refusal.isSilence()));
    }
}
