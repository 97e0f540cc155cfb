package io.riptide.server.crawl.robots;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import crawlercommons.robots.BaseRobotRules;
import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRules.RobotRulesMode;
import crawlercommons.robots.SimpleRobotRulesParser;
import io.riptide.server.crawl.fetch.Admission;
import io.riptide.server.crawl.fetch.FailureKind;
import io.riptide.server.crawl.fetch.FetchFailure;
import io.riptide.server.crawl.fetch.FetchLimits;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.FetchRequest.Oversize;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.Fetcher;
import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.request.TraceParent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks a site's robots.txt, once an hour, whether a page may be got.
///
/// - **Threading:** virtual threads. Of those that want the same file at once one fetches it.
/// - **Bounds:** 10,000 sites; 500 KiB of a file, the rest is not read.
/// - **Failure:** what cannot be had because of the site (5xx, no answer) forbids the page, and is asked for
///   again after five seconds; what is not there (4xx) forbids nothing. A host that has no address, or none that
///   may be connected to, forbids nothing either: the page's own fetch says so better. A time-out counts for
///   those alone who would not have waited longer.
/// - **Source:** RFC 9309, 2.2 to 2.5.
public final class RobotsGate {
    private static final int SITES_MAX = 10_000;
    private static final int FILE_BYTES_MAX = 500 * 1024;
    private static final int REDIRECTS_MAX = 5;
    private static final int CLIENT_ERROR_MIN = 400;
    private static final int SERVER_ERROR_MIN = 500;
    private static final Set<FailureKind> SAID_BY_PAGE =
            EnumSet.of(FailureKind.BLOCKED_ADDRESS, FailureKind.DNS, FailureKind.INVALID_URL);
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration MISSED = Duration.ofSeconds(5);
    private static final int WARNINGS_MAX = 5;
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
    /// @param rules that hold now
    /// @param why it could not be had; empty where it could, or is none
    /// @param fault that is why, if it was no answer
    /// @param waitedMs how long somebody waited for it, if waiting longer might have helped
    private record Answer(BaseRobotRules rules, String why, Optional<FetchFailure> fault, long waitedMs) {
        static Answer of(BaseRobotRules rules) {
            return new Answer(rules, "", Optional.empty(), Long.MAX_VALUE);
        }

        static Answer silent(String why) {
            return new Answer(unreachable(), why, Optional.empty(), Long.MAX_VALUE);
        }

        boolean isMissed() {
            return !why.isEmpty();
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

    /// Whether the rules for `url` and `robot` are here.
    public boolean isKnown(WebUrl url, Robot robot) {
        return find(url, robot) != null;
    }

    /// Why `url` may not be got by `robot`, as far as that is known.
    public Optional<RobotsRefusal> refusal(WebUrl url, Robot robot) {
        Answer answer = find(url, robot);
        if (answer == null || answer.rules().isAllowed(url.href())) {
            return Optional.empty();
        }
        String file = "robots.txt of " + url.origin();
        if (!answer.isMissed()) {
            return Optional.of(RobotsRefusal.forbidden(file + " forbids it for " + robot.token()));
        }
        return Optional.of(RobotsRefusal.missed(file + " could not be had: " + answer.why(), answer.fault()));
    }

    /// The sitemaps that the site of `url` names, as far as that is known.
    public List<String> sitemaps(WebUrl url, Robot robot) {
        Answer known = find(url, robot);
        return known == null ? List.of() : known.rules().getSitemaps();
    }

    /// Gets the rules for `url`; the outcome is complete when they are here. Where another thread is at it
    /// already, the caller does not wait, and its place is given back. It asks by the robot's name and with
    /// `traceParent`.
    public CompletableFuture<?> load(
            WebUrl url, Robot robot, Optional<String> traceParent, long deadlineNs, Admission admission)
            throws InterruptedException {
        String key = key(url, robot);
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> others = loading.putIfAbsent(key, mine);
        if (others != null) {
            admission.giveBack();
            return others;
        }
        try {
            if (find(url, robot) == null) {
                Answer answer = load(url, robot, headers(robot, traceParent), deadlineNs, admission);
                if (answer.isMissed()) {
                    missed.put(key, answer);
                } else {
                    rules.put(key, answer.rules());
                    // In milliseconds; below zero where the file says nothing.
                    long delayMs = Math.max(0, answer.rules().getCrawlDelay());
                    crawlDelays.set(url, TimeUnit.MILLISECONDS.toNanos(delayMs));
                }
            }
        } finally {
            loading.remove(key, mine);
            mine.complete(true);
        }
        return mine;
    }

    private @Nullable Answer find(WebUrl url, Robot robot) {
        String key = key(url, robot);
        BaseRobotRules known = rules.getIfPresent(key);
        if (known != null) {
            return Answer.of(known);
        }
        Answer none = missed.getIfPresent(key);
        boolean isShort = none != null && none.waitedMs() < Math.min(robot.patienceMs(), limits.totalTimeoutMs());
        return isShort ? null : none;
    }

    private static String key(WebUrl url, Robot robot) {
        return url.origin() + ' ' + robot.token();
    }

    private static HeaderFields headers(Robot robot, Optional<String> traceParent) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(new HeaderField("User-Agent", robot.userAgent()));
        traceParent.ifPresent(trace -> fields.add(new HeaderField(TraceParent.FIELD, trace)));
        return new HeaderFields(fields);
    }

    private Answer load(WebUrl url, Robot robot, HeaderFields headers, long deadlineNs, Admission admission)
            throws InterruptedException {
        long beginNs = System.nanoTime();
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
            case FetchedPage page
            when page.status() >= SERVER_ERROR_MIN -> Answer.silent("the site answered " + page.status());
            case FetchedPage page -> Answer.of(rules(file, page, robot));
            case FetchFailure failure -> {
                boolean isOwn = failure.failedUrl().origin().equals(file.origin());
                boolean isForPage = isOwn && SAID_BY_PAGE.contains(failure.kind());
                boolean isImpatient = failure.kind() == FailureKind.TIMEOUT;
                // Who had little time left of what it usually waits has not waited as long as that.
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - beginNs);
                long waitedMs = leftMs > robot.patienceMs() / 2 ? robot.patienceMs() : leftMs;
                yield new Answer(
                        isForPage ? ALLOW_ALL : unreachable(),
                        failure.message(),
                        Optional.of(failure).filter(_ -> isOwn),
                        isImpatient ? waitedMs : Long.MAX_VALUE);
            }
        };
    }

    private static BaseRobotRules rules(WebUrl file, FetchedPage page, Robot robot) {
        if (page.status() >= CLIENT_ERROR_MIN) {
            return ALLOW_ALL;
        }
        // However long a delay it asks for: how much of that is kept is not the parser's to say.
        return new SimpleRobotRulesParser(Long.MAX_VALUE, WARNINGS_MAX)
                .parseContent(
                        file.href(),
                        page.body().toBytes(),
                        page.contentType().orElse("text/plain"),
                        List.of(robot.token()));
    }

    private static BaseRobotRules unreachable() {
        return new SimpleRobotRules(RobotRulesMode.ALLOW_NONE);
    }
}
