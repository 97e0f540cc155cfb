package io.riptide.server.crawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.engine.recovery.Backoff;
import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.CircuitBreakerLimits;
import io.riptide.engine.recovery.CircuitBreakers;
import io.riptide.engine.recovery.RecoveryEvent;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.engine.recovery.RetryBudget;
import io.riptide.engine.recovery.RetryPolicy;
import io.riptide.server.crawl.fetch.FailureKind;
import io.riptide.server.crawl.fetch.FetchFailure;
import io.riptide.server.crawl.fetch.FetchOutcome;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.FetchTimings;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.Fetcher;
import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.crawl.fetch.PageBody;
import io.riptide.server.crawl.fetch.proxy.Culprit;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteGuardTest {
    private static final long LONG_NS = TimeUnit.HOURS.toNanos(1);
    private static final WebUrl PAGE = url("http://a.example/page");

    private final Queue<RecoveryEvent> events = new ConcurrentLinkedQueue<>();
    private final RecoveryListener listener = events::add;
    private final CircuitBreakers breakers =
            new CircuitBreakers(new CircuitBreakerLimits(3, LONG_NS, LONG_NS, LONG_NS), 100, listener);
    private final SiteGuard guard = guard(3, TimeUnit.MILLISECONDS.toNanos(2));

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void aStatusThatPassesIsTriedAgain(int status) throws InterruptedException {
        Script script = new Script(page(status), page(status), page(200));
        assertThat(status(fetch(script))).isEqualTo(200);
        assertThat(script.asked).isEqualTo(3);
        assertThat(retries()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 400, 403, 404, 410, 500, 501})
    void anyOtherAnswerIsTakenAsItIs(int status) throws InterruptedException {
        Script script = new Script(page(status));
        assertThat(status(fetch(script))).isEqualTo(status);
        assertThat(script.asked).isEqualTo(1);
        assertThat(state(PAGE)).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void ofFailuresOnlyThoseOfTheNetworkAreTriedAgain(FailureKind kind) throws InterruptedException {
        Script script = new Script(failure(kind, true), page(200));
        FetchOutcome outcome = fetch(script);
        boolean isTriedAgain = switch (kind) {
            case CONNECT, TIMEOUT, DNS -> true;
            default -> false;
        };
        assertThat(outcome instanceof FetchedPage).isEqualTo(isTriedAgain);
        assertThat(script.asked).isEqualTo(isTriedAgain ? 2 : 1);
    }

    @Test
    void aFailureThatWillNotPassIsNotTriedAgain() throws InterruptedException {
        Script script = new Script(failure(FailureKind.DNS, false));
        assertThat(kind(fetch(script))).isEqualTo(FailureKind.DNS);
        assertThat(script.asked).isEqualTo(1);
    }

    @Test
    void theLastOutcomeIsTheOneThatIsTold() throws InterruptedException {
        Script script = new Script(failure(FailureKind.CONNECT, true), page(503), page(502));
        assertThat(status(fetch(script))).isEqualTo(502);
        assertThat(script.asked).isEqualTo(3);
    }

    @Test
    void timingsAreThoseOfAllTriesAndTheWaitsBetween() throws InterruptedException {
        Script script = new Script(page(503), page(200));
        FetchTimings timings = fetch(script).timings();
        assertThat(timings.connectNs()).isEqualTo(2 * 1_000);
        assertThat(timings.queueNs()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
    }

    @Test
    void aPageCountsOnceHoweverOftenItWasTried() throws InterruptedException {
        fetch(new Script(page(503), page(503), page(503)));
        assertThat(state(PAGE)).isEqualTo(CircuitBreaker.State.CLOSED);
        fail(PAGE, 2);
        assertThat(state(PAGE)).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void aHostThatKeepsFailingIsLeftAlone() throws InterruptedException {
        fail(PAGE, 3);
        Script untouched = new Script();
        FetchOutcome outcome = guard.fetch(FetchRequest.of(url("http://user:hush@a.example/other")), untouched);
        assertThat(kind(outcome)).isEqualTo(FailureKind.CIRCUIT_OPEN);
        FetchFailure failure = (FetchFailure) outcome;
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.message()).isEqualTo("a.example has kept failing and is left alone for now");
        assertThat(failure.requestedUrl().href()).doesNotContain("hush");
        assertThat(untouched.asked).isZero();
        assertThat(guard.isShut(PAGE)).isTrue();
        assertThat(guard.isShut(url("http://b.example/"))).isFalse();
        assertThat(guard.isShut(url("http://a.example:81/"))).isFalse();
        assertThat(guard.isShut(url("https://a.example:80/")))
                .as("the same port")
                .isTrue();
    }

    @Test
    void tooManyRequestsIsNoFaultOfTheHost() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            fetch(new Script(page(429), page(429), page(429)));
        }
        assertThat(state(PAGE)).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void aTimeoutCountsOnlyIfItWasLong() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            once(failure(FailureKind.TIMEOUT, true, SiteGuard.TELLING_TIMEOUT_NS - 1));
        }
        assertThat(state(PAGE)).isEqualTo(CircuitBreaker.State.CLOSED);
        for (int i = 0; i < 3; i++) {
            once(failure(FailureKind.TIMEOUT, true, SiteGuard.TELLING_TIMEOUT_NS));
        }
        assertThat(state(PAGE)).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROXY", "UNKNOWN"})
    void whatAProxyMayHaveToAnswerForIsNoFaultOfTheHost(Culprit culprit) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            once(new FetchFailure(
                    FailureKind.CONNECT,
                    PAGE,
                    PAGE,
                    List.of(),
                    0,
                    "as the test wants",
                    true,
                    culprit,
                    FetchTimings.NONE));
        }
        assertThat(state(PAGE)).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void whereARedirectLedTakesTheBlame() throws InterruptedException {
        WebUrl elsewhere = url("http://b.example/");
        for (int i = 0; i < 3; i++) {
            once(page(503, HeaderFields.NONE, elsewhere));
        }
        assertThat(state(PAGE)).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(state(elsewhere)).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void theWaitThatASiteAsksForIsKept() throws InterruptedException {
        SiteGuard patient = guard(2, TimeUnit.SECONDS.toNanos(2));
        HeaderFields inASecond = new HeaderFields(List.of(new HeaderField("Retry-After", "1")));
        long startNs = System.nanoTime();
        patient.fetch(FetchRequest.of(PAGE), new Script(page(503, inASecond, PAGE), page(200)));
        assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void aSiteThatAsksForTooLongAWaitIsNotTriedAgain() throws InterruptedException {
        HeaderFields inAMinute = new HeaderFields(List.of(new HeaderField("Retry-After", "60")));
        Script script = new Script(page(503, inAMinute, PAGE));
        assertThat(status(fetch(script))).isEqualTo(503);
        assertThat(script.asked).isEqualTo(1);
    }

    @Test
    void noTryBeginsAfterTheDeadline() throws InterruptedException {
        SiteGuard patient = guard(3, TimeUnit.SECONDS.toNanos(60));
        FetchRequest request = FetchRequest.of(PAGE).withDeadlineNs(System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
        Script script = new Script(page(503));
        assertThat(status(patient.fetch(request, script))).isEqualTo(503);
    }

    @Test
    void whoIsInterruptedWaitsNoLonger() throws InterruptedException {
        SiteGuard patient = guard(3, TimeUnit.MINUTES.toNanos(10));
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        FetchRequest request = FetchRequest.of(PAGE).withDeadlineNs(System.nanoTime() + LONG_NS);
        Thread fetching = Thread.ofVirtual().start(() -> {
            try {
                patient.fetch(request, new Script(page(503)));
            } catch (InterruptedException e) {
                wasInterrupted.set(true);
            }
        });
        await().until(() -> retries() == 1);
        fetching.interrupt();
        fetching.join();
        assertThat(wasInterrupted).isTrue();
        assertThat(state(PAGE)).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void aTrialThatIsGivenUpLeavesItsPlace() throws InterruptedException {
        long openNs = TimeUnit.MILLISECONDS.toNanos(1);
        CircuitBreakers quick =
                new CircuitBreakers(new CircuitBreakerLimits(1, LONG_NS, openNs, LONG_NS), 100, listener);
        SiteGuard trying = new SiteGuard(policy(1, openNs), new RetryBudget(10, 0), quick, listener);
        trying.fetch(FetchRequest.of(PAGE), new Script(page(503)));
        await().until(() -> !trying.isShut(PAGE));
        AtomicInteger asked = new AtomicInteger();
        Fetcher interrupted = _ -> {
            asked.incrementAndGet();
            throw new InterruptedException();
        };
        try {
            trying.fetch(FetchRequest.of(PAGE), interrupted);
        } catch (InterruptedException e) {
            asked.incrementAndGet();
        }
        assertThat(asked).hasValue(2);
        assertThat(status(trying.fetch(FetchRequest.of(PAGE), new Script(page(200)))))
                .isEqualTo(200);
        assertThat(state(quick, PAGE)).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    private void fail(WebUrl url, int pages) throws InterruptedException {
        for (int i = 0; i < pages; i++) {
            guard.fetch(FetchRequest.of(url), new Script(page(503), page(503), page(503)));
        }
    }

    private FetchOutcome fetch(Script script) throws InterruptedException {
        return guard.fetch(FetchRequest.of(PAGE), script);
    }

    private void once(FetchOutcome outcome) throws InterruptedException {
        guard(1, 1).fetch(FetchRequest.of(PAGE), new Script(outcome));
    }

    private SiteGuard guard(int attempts, long waitNs) {
        return new SiteGuard(policy(attempts, waitNs), new RetryBudget(1_000, 0), breakers, listener);
    }

    private static RetryPolicy policy(int attempts, long waitNs) {
        return new RetryPolicy(attempts, new Backoff(waitNs, 2, 2 * waitNs, Backoff.Jitter.EQUAL));
    }

    private long retries() {
        return events.stream()
                .filter(event -> event instanceof RecoveryEvent.Retried)
                .count();
    }

    private CircuitBreaker.State state(WebUrl url) {
        return state(breakers, url);
    }

    private static CircuitBreaker.State state(CircuitBreakers of, WebUrl url) {
        return of.of("host:" + url.host() + ':' + url.port(), System.nanoTime()).state();
    }

    private static int status(FetchOutcome outcome) {
        return ((FetchedPage) outcome).status();
    }

    private static FailureKind kind(FetchOutcome outcome) {
        return ((FetchFailure) outcome).kind();
    }

    private static FetchedPage page(int status) {
        return page(status, HeaderFields.NONE, PAGE);
    }

    private static FetchedPage page(int status, HeaderFields headers, WebUrl from) {
        return new FetchedPage(
                PAGE,
                from,
                List.of(),
                List.of(),
                status,
                headers,
                PageBody.EMPTY,
                false,
                0,
                InetSocketAddress.createUnresolved("a.example", 80),
                new FetchTimings(0, 0, 1_000, 0, 0, 0));
    }

    private static FetchFailure failure(FailureKind kind, boolean isRetryable) {
        return failure(kind, isRetryable, 1_000);
    }

    private static FetchFailure failure(FailureKind kind, boolean isRetryable, long connectNs) {
        FetchTimings timings = new FetchTimings(LONG_NS, 0, connectNs, 0, 0, 0);
        return new FetchFailure(
                kind, PAGE, PAGE, List.of(), 0, "as the test wants", isRetryable, Culprit.SITE, timings);
    }

    private static WebUrl url(String text) {
        try {
            return WebUrl.parse(text);
        } catch (InvalidUrlException e) {
            throw new AssertionError(e);
        }
    }

    /// Gives one outcome after the other.
    private static final class Script implements Fetcher {
        private final ArrayDeque<FetchOutcome> outcomes;
        private int asked;

        Script(FetchOutcome... outcomes) {
            this.outcomes = new ArrayDeque<>(List.of(outcomes));
        }

        @Override
        public FetchOutcome fetch(FetchRequest request) {
            asked++;
            return outcomes.remove();
        }
    }
}
