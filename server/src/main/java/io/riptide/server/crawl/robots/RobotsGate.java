package io.riptide.server.crawl.robots;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import crawlercommons.robots.BaseRobotRules;
import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRules.RobotRulesMode;
import crawlercommons.robots.SimpleRobotRulesParser;
import io.riptide.server.crawl.fetch.Admission;
import io.riptide.server.crawl.fetch.FetchFailure;
import io.riptide.server.crawl.fetch.FetchLimits;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.FetchRequest.Oversize;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.Fetcher;
import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.crawl.fetch.proxy.Culprit;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.request.TraceParent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks a site's robots.txt, once an hour, whether a page may be got.
///
/// - **Threading:** virtual threads. Of those that want the same file at once one fetches it.
/// - **Bounds:** 10,000 sites; 500 KiB of a file, the rest is not read.
/// - **Failure:** what cannot be had because of the site (5xx, no answer) forbids the page, and is asked for
///   again after five seconds; what is not there (4xx) forbids nothing. A host that may not be connected to
///   forbids nothing either: the page's own fetch says so better.
/// - **Source:** RFC 9309, 2.2 to 2.5.
public final class RobotsGate {
    private static final int SITES_MAX = 10_000;
    private static final int FILE_BYTES_MAX = 500 * 1024;
    private static final int REDIRECTS_MAX = 5;
    private static final int CLIENT_ERROR_MIN = 400;
    private static final int SERVER_ERROR_MIN = 500;
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration MISSED = Duration.ofSeconds(5);
    private static final BaseRobotRules ALLOW_ALL = new SimpleRobotRules(RobotRulesMode.ALLOW_ALL);

    private final Fetcher fetcher;
    private final CrawlDelays crawlDelays;
    private final FetchLimits limits;
    private final ConcurrentHashMap<String, CompletableFuture<Boolean>> loading = new ConcurrentHashMap<>();
    private final Cache<String, BaseRobotRules> rules =
            Caffeine.newBuilder().maximumSize(SITES_MAX).expireAfterWrite(KEPT).build();

    /// Files that could not be had.
    private final Cache<String, Answer> missed = Caffeine.newBuilder()
            .maximumSize(SITES_MAX)
            .expireAfterWrite(MISSED)
            .build();

    /// What came of asking for a file.
    ///
    /// @param rules that hold now; those that defer visits where the file could not be had
    /// @param fault why there was no answer
    private record Answer(BaseRobotRules rules, Optional<FetchFailure> fault) {
        static Answer of(BaseRobotRules rules) {
            return new Answer(rules, Optional.empty());
        }
    }

    /// Hears how long a site wants to be left alone between two requests.
    @FunctionalInterface
    public interface CrawlDelays {
        /// The host of `url` wants `delayNs`, or 0.
        void set(WebUrl url, long delayNs);
    }

    /// A gate that fetches by `fetcher` and tells `crawlDelays` what the files say.
    public RobotsGate(Fetcher fetcher, CrawlDelays crawlDelays) {
        this.fetcher = fetcher;
        this.crawlDelays = crawlDelays;
        this.limits = FetchLimits.STANDARD
                .withBodyBytesMax(FILE_BYTES_MAX, FILE_BYTES_MAX)
                .withRedirectsMax(REDIRECTS_MAX);
    }

    /// Whether the rules for `url` and a robot called `userAgent` are here.
    public boolean isKnown(WebUrl url, String userAgent) {
        return find(url, userAgent) != null;
    }

    /// Why `url` may not be got by a robot called `userAgent`, as far as that is known.
    public Optional<RobotsRefusal> refusal(WebUrl url, String userAgent) {
        String key = key(url, productToken(userAgent));
        BaseRobotRules known = rules.getIfPresent(key);
        if (known != null) {
            return known.isAllowed(url.href())
                    ? Optional.empty()
                    : Optional.of(new RobotsRefusal(
                            "robots.txt of " + url.origin() + " forbids it for " + productToken(userAgent),
                            false,
                            Optional.empty()));
        }
        return Optional.ofNullable(missed.getIfPresent(key))
                .map(file -> new RobotsRefusal(
                        "robots.txt of " + url.origin() + " could not be had",
                        file.fault().map(FetchFailure::isOutage).orElse(true),
                        file.fault().filter(fault -> fault.culprit() == Culprit.PROXY)));
    }

    /// The sitemaps that the site of `url` names, as far as that is known.
    public List<String> sitemaps(WebUrl url, String userAgent) {
        BaseRobotRules known = find(url, userAgent);
        return known == null ? List.of() : known.getSitemaps();
    }

    /// Gets the rules for `url`; the outcome is complete when they are here. Where another thread is at it
    /// already, the caller does not wait, and its place is given back. It asks by the name `userAgent` and with
    /// `traceParent`.
    public CompletableFuture<?> load(
            WebUrl url, String userAgent, Optional<String> traceParent, long deadlineNs, Admission admission)
            throws InterruptedException {
        String agent = productToken(userAgent);
        String key = key(url, agent);
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> others = loading.putIfAbsent(key, mine);
        if (others != null) {
            admission.giveBack();
            return others;
        }
        try {
            if (find(url, userAgent) == null) {
                Answer answer = load(url, agent, headers(userAgent, traceParent), deadlineNs, admission);
                BaseRobotRules loaded = answer.rules();
                if (loaded.isDeferVisits()) {
                    missed.put(key, answer);
                } else {
                    rules.put(key, loaded);
                }
                // In milliseconds; below zero where the file says nothing.
                crawlDelays.set(url, TimeUnit.MILLISECONDS.toNanos(Math.max(0, loaded.getCrawlDelay())));
            }
        } finally {
            loading.remove(key, mine);
            mine.complete(true);
        }
        return mine;
    }

    private @Nullable BaseRobotRules find(WebUrl url, String userAgent) {
        String key = key(url, productToken(userAgent));
        BaseRobotRules known = rules.getIfPresent(key);
        if (known != null) {
            return known;
        }
        Answer none = missed.getIfPresent(key);
        return none == null ? null : none.rules();
    }

    private static String key(WebUrl url, String agent) {
        return url.origin() + ' ' + agent;
    }

    private static HeaderFields headers(String userAgent, Optional<String> traceParent) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(new HeaderField("User-Agent", userAgent));
        traceParent.ifPresent(trace -> fields.add(new HeaderField(TraceParent.FIELD, trace)));
        return new HeaderFields(fields);
    }

    private Answer load(WebUrl url, String agent, HeaderFields headers, long deadlineNs, Admission admission)
            throws InterruptedException {
        WebUrl file;
        try {
            file = url.resolve("/robots.txt").withoutCredentials();
        } catch (InvalidUrlException e) {
            return Answer.of(ALLOW_ALL); // the page's own fetch will say what is wrong with its URL
        }
        FetchRequest request = FetchRequest.of(file)
                .withHeaders(headers)
                .withLimits(limits)
                .withDeadlineNs(deadlineNs)
                .withOversize(Oversize.TRUNCATE)
                .withAdmission(admission);
        return switch (fetcher.fetch(request)) {
            case FetchedPage page -> Answer.of(rules(file, page, agent));
            case FetchFailure failure ->
                switch (failure.kind()) {
                    case BLOCKED_ADDRESS, DNS, INVALID_URL -> Answer.of(ALLOW_ALL);
                    case CONNECT, TLS, TIMEOUT, REDIRECT, TOO_LARGE, CONTENT_TYPE, DECODE, CIRCUIT_OPEN, CANCELLED ->
                        new Answer(unreachable(), Optional.of(failure));
                };
        };
    }

    private static BaseRobotRules rules(WebUrl file, FetchedPage page, String agent) {
        if (page.status() >= SERVER_ERROR_MIN) {
            return unreachable();
        }
        if (page.status() >= CLIENT_ERROR_MIN) {
            return ALLOW_ALL;
        }
        return new SimpleRobotRulesParser()
                .parseContent(
                        file.href(), page.body().toBytes(), page.contentType().orElse("text/plain"), List.of(agent));
    }

    private static BaseRobotRules unreachable() {
        SimpleRobotRules none = new SimpleRobotRules(RobotRulesMode.ALLOW_NONE);
        none.setDeferVisits(true);
        return none;
    }

    /// The part of a user agent that robots.txt names, such as `riptide` of `Riptide/0.1`.
    public static String productToken(String userAgent) {
        int end = 0;
        while (end < userAgent.length()
                && (Character.isLetter(userAgent.charAt(end))
                        || userAgent.charAt(end) == '-'
                        || userAgent.charAt(end) == '_')) {
            end++;
        }
        return end == 0 ? "riptide" : userAgent.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
