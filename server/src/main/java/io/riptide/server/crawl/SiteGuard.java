package io.riptide.server.crawl;

import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.CircuitBreakers;
import io.riptide.engine.recovery.FailureCategory;
import io.riptide.engine.recovery.RecoveryEvent;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.engine.recovery.Retry;
import io.riptide.engine.recovery.RetryBudget;
import io.riptide.engine.recovery.RetryPolicy;
import io.riptide.server.crawl.fetch.FailureKind;
import io.riptide.server.crawl.fetch.FetchFailure;
import io.riptide.server.crawl.fetch.FetchOutcome;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.FetchTimings;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.Fetcher;
import io.riptide.server.crawl.fetch.RetryAfter;
import io.riptide.server.crawl.fetch.proxy.Culprit;
import io.riptide.server.crawl.url.WebUrl;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Stands between the crawl and the sites: tries again what may pass, and leaves hosts alone that keep failing.
///
/// ```
/// breaker of the host: refused ─► circuit_open
///        │ pass
///        ▼
/// fetch ─► fails for now ─► wait ─► fetch …      the last outcome is reported to the breaker, once a page
/// ```
///
/// A page counts once, however often it was tried, for else two bad pages would shut their whole host out. What
/// counts is what tells of the host: no connection, no answer in time, 502, 503, 504. 429 does not: the host is
/// well and says when to come back. A time-out that the client made shorter than [#TELLING_TIMEOUT_NS] does not
/// either, or one client could shut a host out for all others. Nor does what the proxy in between has to answer
/// for, or may have to.
///
/// - **Threading:** virtual threads, many at once; a wait ends at once when its thread is interrupted.
/// - **Bounds:** tries and waits of the policy, within the request's deadline.
/// - **Failure:** [FailureKind#CIRCUIT_OPEN], and whatever the fetcher says.
/// - **Source:** RFC 9110, 9.2.2: a GET may be sent again.
final class SiteGuard {
    /// A host that says nothing for so long has a fault of its own.
    static final long TELLING_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;

    private final RetryPolicy policy;
    private final RetryBudget budget;
    private final CircuitBreakers breakers;
    private final RecoveryListener listener;

    SiteGuard(RetryPolicy policy, RetryBudget budget, CircuitBreakers breakers, RecoveryListener listener) {
        this.policy = policy;
        this.budget = budget;
        this.breakers = breakers;
        this.listener = listener;
    }

    /// Whether the host of `url` is left alone now.
    boolean isShut(WebUrl url) {
        long nowNs = System.nanoTime();
        return breakers.of(subject(url), nowNs).isRefusing(nowNs);
    }

    /// What a page of a host is told that is left alone.
    FetchFailure shut(WebUrl url) {
        WebUrl plain = url.withoutCredentials();
        String message = plain.hostAndPort() + " has kept failing and is left alone for now";
        return new FetchFailure(
                FailureKind.CIRCUIT_OPEN, plain, plain, List.of(), 0, message, true, Culprit.SITE, FetchTimings.NONE);
    }

    /// Does `request` by `once`, as often as it takes and may be.
    FetchOutcome fetch(FetchRequest request, Fetcher once) throws InterruptedException {
        long nowNs = System.nanoTime();
        String subject = subject(request.url());
        CircuitBreaker breaker = breakers.of(subject, nowNs);
        long pass = breaker.tryEnter(nowNs);
        if (pass == CircuitBreaker.REFUSED) {
            return shut(request.url());
        }
        boolean isReported = false;
        try {
            FetchOutcome outcome = fetchPatiently(request, once, subject, breaker);
            report(breaker, pass, request.url(), outcome);
            isReported = true;
            return outcome;
        } finally {
            if (!isReported) {
                breaker.abandoned(pass);
            }
        }
    }

    private FetchOutcome fetchPatiently(FetchRequest request, Fetcher once, String subject, CircuitBreaker breaker)
            throws InterruptedException {
        Retry retry = new Retry(policy, budget, ThreadLocalRandom.current(), deadlineNs(request));
        FetchTimings before = FetchTimings.NONE;
        while (true) {
            FetchOutcome outcome = once.fetch(request);
            long waitNs = nextWaitNs(retry, outcome, breaker);
            if (waitNs == Retry.GIVE_UP) {
                return withTimings(outcome, before.plus(outcome.timings()));
            }
            listener.on(new RecoveryEvent.Retried(subject, retry.failures(), waitNs));
            request.admission().rest(waitNs);
            if (breaker.isOpen(System.nanoTime())) {
                // Others have found out meanwhile that there is no use.
                return withTimings(outcome, before.plus(outcome.timings()));
            }
            before = before.plus(outcome.timings()).plusQueueNs(waitNs);
        }
    }

    private static long nextWaitNs(Retry retry, FetchOutcome outcome, CircuitBreaker breaker) {
        long nowNs = System.nanoTime();
        if (breaker.isOpen(nowNs)) {
            return Retry.GIVE_UP;
        }
        return retry.nextWaitNs(category(outcome), askedNs(outcome), nowNs);
    }

    private static long deadlineNs(FetchRequest request) {
        return request.deadlineNs() == FetchRequest.NO_DEADLINE
                ? System.nanoTime()
                        + TimeUnit.MILLISECONDS.toNanos(request.limits().totalTimeoutMs())
                : request.deadlineNs();
    }

    private static FailureCategory category(FetchOutcome outcome) {
        return switch (outcome) {
            case FetchedPage page ->
                switch (page.status()) {
                    case TOO_MANY_REQUESTS, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT -> FailureCategory.TRANSIENT;
                    default -> FailureCategory.CLIENT; // an answer, whatever it says
                };
            case FetchFailure failure ->
                switch (failure.kind()) {
                    case CONNECT, TIMEOUT, DNS ->
                        failure.isRetryable() ? FailureCategory.TRANSIENT : FailureCategory.CONFIGURATION;
                    case INVALID_URL, BLOCKED_ADDRESS, REDIRECT, ROBOTS, TOO_LARGE, CONTENT_TYPE, DECODE, TLS ->
                        FailureCategory.CONFIGURATION;
                    case CIRCUIT_OPEN, CANCELLED -> FailureCategory.SYSTEM;
                };
        };
    }

    private static long askedNs(FetchOutcome outcome) {
        return outcome instanceof FetchedPage page ? RetryAfter.waitNs(page.headers(), Instant.now()) : Retry.NOT_ASKED;
    }

    /// What the host of `asked`, and the host that a redirect led to, have shown of themselves.
    private void report(CircuitBreaker breaker, long pass, WebUrl asked, FetchOutcome outcome) {
        long nowNs = System.nanoTime();
        Sign sign = sign(outcome);
        String there = subject(
                switch (outcome) {
                    case FetchedPage page -> page.finalUrl();
                    case FetchFailure failure -> failure.failedUrl();
                });
        boolean isThere = there.equals(subject(asked));
        switch (isThere ? sign : Sign.WELL) {
            case WELL -> breaker.succeeded(pass);
            case ILL -> breaker.failed(pass, nowNs);
            case NONE -> breaker.abandoned(pass);
        }
        if (!isThere && sign == Sign.ILL) {
            CircuitBreaker other = breakers.of(there, nowNs);
            long otherPass = other.tryEnter(nowNs);
            if (otherPass != CircuitBreaker.REFUSED) {
                other.failed(otherPass, nowNs);
            }
        }
    }

    /// What an outcome tells of its host.
    private enum Sign {
        WELL,
        ILL,
        NONE
    }

    private static Sign sign(FetchOutcome outcome) {
        return switch (outcome) {
            case FetchedPage page ->
                switch (page.status()) {
                    case BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT -> Sign.ILL;
                    default -> Sign.WELL;
                };
            case FetchFailure failure when failure.culprit() != Culprit.SITE -> Sign.NONE;
            case FetchFailure failure ->
                switch (failure.kind()) {
                    case CONNECT -> Sign.ILL;
                    case TIMEOUT -> spentNs(failure.timings()) >= TELLING_TIMEOUT_NS ? Sign.ILL : Sign.NONE;
                    case TLS, REDIRECT, TOO_LARGE, CONTENT_TYPE, DECODE -> Sign.WELL;
                    case INVALID_URL, BLOCKED_ADDRESS, DNS, ROBOTS, CIRCUIT_OPEN, CANCELLED -> Sign.NONE;
                };
        };
    }

    private static long spentNs(FetchTimings timings) {
        return timings.totalNs() - timings.queueNs();
    }

    private static String subject(WebUrl url) {
        return "host:" + url.host() + ':' + url.port();
    }

    private static FetchOutcome withTimings(FetchOutcome outcome, FetchTimings timings) {
        return switch (outcome) {
            case FetchedPage page -> page.withTimings(timings);
            case FetchFailure failure -> failure.withTimings(timings);
        };
    }
}
