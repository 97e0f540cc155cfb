package io.riptide.server.crawl.cache;

import io.riptide.server.config.CacheConfig;
import io.riptide.server.config.CrawlConfig;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.log.Redaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Says which answers may be kept and for how long, as a shared cache has to.
///
/// | | |
/// |---|---|
/// | never kept | `no-store`, `private`, `Vary: *`, 206, a request that carried a secret |
/// | kept, always asked for | `no-cache`, `max-age=0`, a lifetime that is no number or date |
/// | lifetime | `s-maxage`, else `max-age`, else `Expires` less `Date`, each less the age it had on its arrival |
/// | no lifetime | `heuristic`, if its status is one that may be kept without being told |
/// | not 2xx | the same, but `negative` at the most, and without validators |
/// | behind a redirect | the shortest of all, without validators; a redirect that is not lasting and does not say how
/// long it is good is not kept, nor is what it leads to |
/// | when its site is down | `stale-if-error` longer, else `staleIfError`; never after `no-cache`, `must-revalidate`,
/// `proxy-revalidate`, `s-maxage` |
///
/// `Vary` with names needs nothing: all fields of requests that ever differ are part of the key.
///
/// - **Threading:** immutable.
/// - **Source:** RFC 9111, 3, 3.5, 4.2, 4.3.4 and 5.2; RFC 5861, 4.
///
/// @param heuristic how long an answer is good that does not say so itself
/// @param negative how long an error is good
/// @param lifetimeMax how long an answer is good at most, whatever it says
/// @param staleIfError how long an answer that does not say so itself may stand in for a new one after that time
/// @param staleMax how long it may at most, whatever it says
public record FreshnessPolicy(
        Duration heuristic, Duration negative, Duration lifetimeMax, Duration staleIfError, Duration staleMax) {
    private static final String STALE_IF_ERROR = "stale-if-error";
    private static final int SUCCESS_MIN = 200;
    private static final int SUCCESS_MAX = 299;
    private static final int PARTIAL = 206;
    private static final int NOT_MODIFIED = 304;
    private static final Set<Integer> HEURISTICALLY_CACHEABLE =
            Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

    /// The policy of a node.
    public static FreshnessPolicy of(CrawlConfig crawl, CacheConfig cache) {
        return new FreshnessPolicy(
                crawl.cacheTtl(), cache.negativeTtl(), cache.freshMax(), cache.staleIfError(), cache.staleTtl());
    }

    /// What may be done with an answer. A 304 is none by itself: see [#judgeNotModified].
    public Freshness judge(Answered answer) {
        CacheControl control = control(answer.response());
        int status = answer.status();
        boolean isFinal = status >= SUCCESS_MIN && status != PARTIAL && status != NOT_MODIFIED;
        if (!isFinal || isForbidden(answer, control)) {
            return Freshness.NONE;
        }
        Optional<Duration> told = told(answer, control);
        if (told.isEmpty() && !control.has("public") && !HEURISTICALLY_CACHEABLE.contains(status)) {
            return Freshness.NONE;
        }
        if (status > SUCCESS_MAX) {
            return negative(answer.receivedAt(), shorter(told.orElse(negative), negative));
        }
        return good(answer, control, told.orElse(heuristic), Validators.of(answer.response()));
    }

    /// What may be done with `kept` now that its site has answered 304: what that answer says, else what held
    /// for it until now.
    public Freshness judgeNotModified(CacheEntry<?> kept, Answered notModified) {
        CacheControl control = control(notModified.response());
        if (isForbidden(notModified, control)) {
            return Freshness.NONE;
        }
        Validators validators = Validators.of(notModified.response()).orElse(kept.validators());
        Optional<Duration> told = told(notModified, control);
        if (told.isPresent()) {
            return good(notModified, control, told.get(), validators);
        }
        Instant freshUntil = notModified.receivedAt().plus(kept.lifetime());
        boolean isTold = control.has(STALE_IF_ERROR) || mustNotStandIn(control);
        return new Freshness(true, false, freshUntil, validators, isTold ? standsInFor(control) : kept.standsInFor());
    }

    /// Whether whoever else asks now may be given the same answer.
    public boolean isForAll(Answered answer) {
        return !isForbidden(answer, control(answer.response()));
    }

    /// How far `page` may be kept that `redirect`, an answer that sent its reader on, led to: no longer than that may
    /// be, and without validators, which belong to the page where it is and not where it was asked for.
    ///
    /// - **Source:** RFC 9111, 4.3.1; RFC 9110, 15.4.
    public Freshness behind(Freshness page, Answered redirect) {
        CacheControl control = control(redirect.response());
        if (!page.isStorable() || isForbidden(redirect, control)) {
            return Freshness.NONE;
        }
        Duration usual = HEURISTICALLY_CACHEABLE.contains(redirect.status()) ? heuristic : Duration.ZERO;
        Instant until = redirect.receivedAt().plus(told(redirect, control).orElse(usual));
        Instant freshUntil = until.isBefore(page.freshUntil()) ? until : page.freshUntil();
        Duration standsInFor = mustNotStandIn(control) ? Duration.ZERO : page.standsInFor();
        return freshUntil.isAfter(redirect.receivedAt()) || standsInFor.isPositive()
                ? new Freshness(true, page.isNegative(), freshUntil, Validators.NONE, standsInFor)
                : Freshness.NONE;
    }

    private static Freshness negative(Instant receivedAt, Duration lifetime) {
        return lifetime.isPositive()
                ? new Freshness(true, true, receivedAt.plus(lifetime), Validators.NONE, Duration.ZERO)
                : Freshness.NONE;
    }

    /// @param left of its lifetime on its arrival; less than nothing for what was too old already
    private Freshness good(Answered answer, CacheControl control, Duration left, Validators validators) {
        Duration within = shorter(longer(left, Duration.ZERO), lifetimeMax);
        Duration late = longer(left.negated(), Duration.ZERO);
        Duration standsInFor = longer(standsInFor(control).minus(late), Duration.ZERO);
        if (!within.isPositive() && validators.isEmpty() && !standsInFor.isPositive()) {
            return Freshness.NONE; // it could never be used
        }
        return new Freshness(true, false, answer.receivedAt().plus(within), validators, standsInFor);
    }

    private static CacheControl control(HeaderFields fields) {
        return CacheControl.of(fields.all("cache-control"));
    }

    private static boolean isForbidden(Answered answer, CacheControl control) {
        // Answers to a request with a secret may be meant for its sender alone; 3.5 lets some of them be kept,
        // but none has to be.
        return control.has("no-store")
                || control.has("private")
                || control(answer.request()).has("no-store")
                || answer.request().fields().stream().anyMatch(field -> Redaction.isSecret(field.name()))
                || answer.response().all("vary").stream().anyMatch(names -> names.contains("*"))
                || answer.response().first("content-range").isPresent();
    }

    private Duration standsInFor(CacheControl control) {
        return mustNotStandIn(control)
                ? Duration.ZERO
                : shorter(seconds(control, STALE_IF_ERROR).orElse(staleIfError), staleMax);
    }

    /// Section 4.2.4, where these forbid it; of `s-maxage`, 5.2.2.10 says so.
    private static boolean mustNotStandIn(CacheControl control) {
        return control.has("must-revalidate")
                || control.has("proxy-revalidate")
                || control.has("s-maxage")
                || control.has("no-cache");
    }

    /// How long the answer itself says it is good from its arrival on; less than nothing where that was over then.
    private static Optional<Duration> told(Answered answer, CacheControl control) {
        if (control.has("no-cache")) {
            return Optional.of(Duration.ZERO);
        }
        Optional<Duration> lifetime = seconds(control, "s-maxage")
                .or(() -> seconds(control, "max-age"))
                .or(() -> untilExpires(answer));
        return lifetime.map(span -> span.minus(age(answer)));
    }

    private static Optional<Duration> seconds(CacheControl control, String directive) {
        OptionalLong seconds = control.seconds(directive);
        return seconds.isPresent() ? Optional.of(Duration.ofSeconds(seconds.getAsLong())) : Optional.empty();
    }

    /// A date that is none, such as `0`, lies in the past (5.3).
    private static Optional<Duration> untilExpires(Answered answer) {
        return answer.response()
                .first("expires")
                .map(text -> HttpDate.parse(text)
                        .map(expires -> Duration.between(date(answer), expires))
                        .orElse(Duration.ZERO));
    }

    private static Instant date(Answered answer) {
        return answer.response().first("date").flatMap(HttpDate::parse).orElse(answer.receivedAt());
    }

    /// How old the answer was on its arrival (4.2.3): by its `Date` or by the caches on its way, whichever is
    /// more.
    private static Duration age(Answered answer) {
        Duration apparent = Duration.between(date(answer), answer.receivedAt());
        OptionalLong told =
                answer.response().first("age").map(CacheControl::secondsOf).orElse(OptionalLong.empty());
        Duration onItsWay = Duration.between(answer.requestedAt(), answer.receivedAt());
        Duration corrected = onItsWay.plusSeconds(told.orElse(0));
        return longer(longer(apparent, corrected), Duration.ZERO);
    }

    private static Duration shorter(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }

    private static Duration longer(Duration left, Duration right) {
        return left.compareTo(right) > 0 ? left : right;
    }
}
