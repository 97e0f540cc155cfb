package io.riptide.server.search.web;

import io.riptide.engine.recovery.Backoff;
import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.CircuitBreakerLimits;
import io.riptide.engine.recovery.FailureCategory;
import io.riptide.engine.recovery.RecoveryEvent;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.engine.recovery.Retry;
import io.riptide.engine.recovery.RetryBudget;
import io.riptide.engine.recovery.RetryPolicy;
import io.riptide.server.config.SearchConfig;
import io.riptide.server.crawl.fetch.FailureKind;
import io.riptide.server.crawl.fetch.FetchFailure;
import io.riptide.server.crawl.fetch.FetchLimits;
import io.riptide.server.crawl.fetch.FetchOutcome;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.Fetcher;
import io.riptide.server.crawl.fetch.RetryAfter;
import io.riptide.server.event.Json;
import io.riptide.server.event.MalformedJsonException;
import io.riptide.server.search.provider.SearchHit;
import io.riptide.server.search.provider.SearchProvider;
import io.riptide.server.search.provider.SearchQuery;
import io.riptide.server.search.provider.SearchReply;
import io.riptide.server.search.provider.SearchReply.Failed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// An [Engine] that is asked: in time, a second time where that may help, and not at all while it keeps
/// failing.
///
/// What counts against it is no connection, no answer in time, 429, 5xx, and what is no answer of an engine. A
/// key that it does not take is the operator's fault, and said at once each time.
///
/// Whether it can be reached at all is known before anybody asks: [EngineWatch] has it looked at. While nobody
/// is there, a search that would ask nobody else is refused before it begins.
///
/// - **Threading:** any thread that may block; many at once.
/// - **Bounds:** `search.timeout` a query, `search.reply-bytes-max` an answer, [#TRIES] tries.
public final class SearchEngine implements SearchProvider {
    private static final Logger LOG = LoggerFactory.getLogger(SearchEngine.class);
    private static final int TRIES = 2;
    private static final int RETRIES_RESERVE = 20;
    private static final int RETRIES_PERCENT = 20;
    private static final long RETRY_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /// Statuses that say what is wrong with one query.
    private static final Set<Integer> OF_QUERY = Set.of(400, 413, 414, 422);

    private static final long REST_NS_MAX = TimeUnit.HOURS.toNanos(1);
    private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR_MIN = 500;

    private final Engine engine;
    private final Fetcher fetcher;
    private final SearchConfig config;
    private final RecoveryListener listener;
    private final CircuitBreaker breaker;
    private final RetryBudget budget = new RetryBudget(RETRIES_RESERVE, RETRIES_PERCENT);
    private volatile String failure = "";
    private volatile String absence = "";
    private volatile String loginTrouble = "";
    private volatile long restUntilNs;
    private volatile boolean isResting;
    private volatile Runnable doubt = () -> {};

    /// What came of asking.
    ///
    /// @param isOfQuery whether another query may well be answered
    private record Outcome(SearchReply reply, boolean isOfQuery) {
        static Outcome of(SearchReply reply) {
            return new Outcome(reply, false);
        }
    }

    /// Asks `engine` by `fetcher`, and tells `listener` what becomes of failures.
    public SearchEngine(Engine engine, Fetcher fetcher, SearchConfig config, RecoveryListener listener) {
        this.engine = engine;
        this.fetcher = fetcher;
        this.config = config;
        this.listener = listener;
        long openNs = config.open().toNanos();
        long trialNs = Math.max(openNs, 2 * config.timeout().toNanos());
        this.breaker = new CircuitBreaker(
                "search:" + engine.name(),
                new CircuitBreakerLimits(config.failures(), WINDOW_NS, openNs, trialNs),
                listener);
    }

    @Override
    public String name() {
        return engine.name();
    }

    /// Has `looker` run when a query found nobody there.
    void onDoubt(Runnable looker) {
        doubt = looker;
    }

    /// Sees whether somebody is there.
    void look() throws InterruptedException {
        FetchOutcome outcome = fetcher.fetch(engine.probe().withLimits(limits()));
        String found = outcome instanceof FetchFailure fault && isAbsence(fault) ? fault.message() : "";
        if (!found.isEmpty() && absence.isEmpty()) {
            LOG.warn("provider {} cannot be reached: {}", name(), found);
        } else if (found.isEmpty() && !absence.isEmpty()) {
            LOG.info("provider {} can be reached again", name());
        }
        absence = found;
    }

    boolean isThere() {
        return absence.isEmpty();
    }

    private static boolean isAbsence(FetchFailure fault) {
        return switch (fault.kind()) {
            case DNS, CONNECT, TLS, TIMEOUT -> true;
            case INVALID_URL,
                    BLOCKED_ADDRESS,
                    REDIRECT,
                    ROBOTS,
                    TOO_LARGE,
                    CONTENT_TYPE,
                    DECODE,
                    CIRCUIT_OPEN,
                    CANCELLED -> false;
        };
    }

    @Override
    public Optional<String> refusal() {
        String nobody = absence;
        if (!nobody.isEmpty()) {
            return Optional.of(name() + " cannot be reached: " + nobody);
        }
        return breaker.isRefusing(System.nanoTime()) ? Optional.of(leftAlone()) : Optional.empty();
    }

    private String leftAlone() {
        return name() + " has kept failing and is left alone for now: " + failure;
    }

    @Override
    public Optional<String> trouble() {
        if (!isThere()) {
            return refusal();
        }
        String login = loginTrouble;
        if (!login.isEmpty()) {
            return Optional.of(login);
        }
        return breaker.state() == CircuitBreaker.State.CLOSED
                ? Optional.empty()
                : Optional.of(engine.name() + " is left alone: " + failure);
    }

    @Override
    public SearchReply search(SearchQuery query, long deadlineNs) throws InterruptedException {
        long nowNs = System.nanoTime();
        long restNs = restNs(nowNs);
        if (restNs > 0) {
            long restS = TimeUnit.NANOSECONDS.toSeconds(restNs) + 1;
            return new Failed("rate_limited", name() + " wants to be asked again in " + restS + " s", true);
        }
        long pass = breaker.tryEnter(nowNs);
        if (pass == CircuitBreaker.REFUSED) {
            return new Failed("circuit_open", leftAlone(), true);
        }
        long ownNs = nowNs + config.timeout().toNanos();
        boolean isCut = ownNs - deadlineNs > 0;
        boolean isReported = false;
        try {
            Outcome outcome = searchPatiently(query, isCut ? deadlineNs : ownNs);
            report(pass, outcome, isCut);
            isReported = true;
            return outcome.reply();
        } finally {
            if (!isReported) {
                breaker.abandoned(pass);
            }
        }
    }

    /// A refusal of our login keeps nobody from trying again, and neither does what one query alone is to blame for:
    /// that the engine does not take it, or that it left the engine less time than others do.
    private void report(long pass, Outcome outcome, boolean isCut) {
        if (!(outcome.reply() instanceof Failed failed)) {
            loginTrouble = "";
            breaker.succeeded(pass);
            return;
        }
        if (failed.type().equals("unauthorized")) {
            loginTrouble = failed.message();
            breaker.succeeded(pass);
        } else if (outcome.isOfQuery() || (isCut && failed.type().equals("timeout"))) {
            breaker.abandoned(pass);
        } else {
            failure = failed.message();
            breaker.failed(pass, System.nanoTime());
        }
    }

    private Outcome searchPatiently(SearchQuery query, long endNs) throws InterruptedException {
        Backoff backoff = new Backoff(RETRY_WAIT_NS, 2, 2 * RETRY_WAIT_NS, Backoff.Jitter.EQUAL);
        Retry retry = new Retry(new RetryPolicy(TRIES, backoff), budget, ThreadLocalRandom.current(), endNs);
        while (true) {
            Outcome outcome = searchOnce(query, endNs);
            boolean isForNow =
                    outcome.reply() instanceof Failed failed && failed.type().equals("unavailable");
            if (!isForNow) {
                return outcome;
            }
            long waitNs = retry.nextWaitNs(FailureCategory.TRANSIENT, Retry.NOT_ASKED, System.nanoTime());
            if (waitNs == Retry.GIVE_UP) {
                return outcome;
            }
            listener.on(new RecoveryEvent.Retried("search:" + engine.name(), retry.failures(), waitNs));
            TimeUnit.NANOSECONDS.sleep(waitNs);
        }
    }

    private Outcome searchOnce(SearchQuery query, long endNs) throws InterruptedException {
        FetchOutcome outcome =
                fetcher.fetch(engine.request(query).withLimits(limits()).withDeadlineNs(endNs));
        return switch (outcome) {
            case FetchFailure fault -> {
                if (isAbsence(fault)) {
                    doubt.run();
                }
                yield Outcome.of(failed(fault));
            }
            case FetchedPage page when page.status() == OK -> Outcome.of(read(page));
            case FetchedPage page -> refused(page);
        };
    }

    private FetchLimits limits() {
        int bytesMax = config.replyBytesMax();
        return FetchLimits.STANDARD
                .withTotalTimeoutMs((int) config.timeout().toMillis())
                .withBodyBytesMax(bytesMax, bytesMax)
                .withRedirectsMax(0);
    }

    private Failed failed(FetchFailure fault) {
        String message = engine.name() + ": " + fault.message();
        if (fault.kind() == FailureKind.TIMEOUT) {
            return new Failed("timeout", message, true);
        }
        return fault.kind() == FailureKind.TOO_LARGE || fault.kind() == FailureKind.DECODE
                ? new Failed("malformed", message, false)
                : new Failed("unavailable", message, fault.isRetryable());
    }

    private Outcome refused(FetchedPage page) {
        int status = page.status();
        String answered = engine.name() + " answered " + status;
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN ->
                Outcome.of(new Failed("unauthorized", answered + engine.hintForRefusal(), false));
            case TOO_MANY_REQUESTS -> {
                rest(RetryAfter.waitNs(page.headers(), Instant.now()));
                yield Outcome.of(new Failed("rate_limited", answered + ": too many queries", true));
            }
            default -> {
                Failed failed = status >= SERVER_ERROR_MIN
                        ? new Failed("unavailable", answered, true)
                        : new Failed("malformed", answered + ", wanted 200", false);
                yield new Outcome(failed, OF_QUERY.contains(status));
            }
        };
    }

    private void rest(long askedNs) {
        if (askedNs > 0) {
            restUntilNs = System.nanoTime() + Math.min(askedNs, REST_NS_MAX);
            isResting = true;
        }
    }

    /// How long the engine still wants to be left alone.
    private long restNs(long nowNs) {
        long leftNs = isResting ? restUntilNs - nowNs : 0;
        isResting &= leftNs > 0;
        return Math.max(0, leftNs);
    }

    private SearchReply read(FetchedPage page) {
        try {
            JsonNode answer = Json.read(page.body().toBytes());
            List<SearchHit> hits = engine.hits(answer);
            String excuse = hits.isEmpty() ? engine.excuse(answer) : "";
            return excuse.isEmpty()
                    ? new SearchReply.Found(hits)
                    : new Failed("unavailable", engine.name() + " found nothing, since " + excuse, true);
        } catch (MalformedJsonException | UnexpectedAnswerException e) {
            String type = page.contentType().orElse("without a content type");
            return new Failed(
                    "malformed",
                    engine.name() + " answered what is no result (" + type + "): " + e.getMessage(),
                    false);
        }
    }
}
