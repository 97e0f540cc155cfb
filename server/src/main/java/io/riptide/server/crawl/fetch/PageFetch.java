package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.address.BlockedAddressException;
import io.riptide.server.crawl.fetch.ExchangeResult.Answer;
import io.riptide.server.crawl.fetch.ExchangeResult.Fault;
import io.riptide.server.crawl.fetch.PhaseClock.Phase;
import io.riptide.server.crawl.fetch.RedirectCheck.Obstacle;
import io.riptide.server.crawl.fetch.Redirects.RedirectRefusedException;
import io.riptide.server.crawl.fetch.proxy.ProxyFaultException;
import io.riptide.server.crawl.url.WebUrl;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One fetch from its request to its outcome: hop by hop, each with its own place at the host, addresses and
/// exchange.
///
/// - **Threading:** the fetching thread.
final class PageFetch {
    private final FetchRequest request;
    private final Wiring wiring;
    private final PhaseClock clock;
    private final Redirects redirects;

    /// Waiting for a place at a host does not count.
    private long endNs;

    private WebUrl url;

    /// What a fetch needs of its fetcher.
    interface Wiring {
        /// Sends a request and waits for its end.
        ExchangeResult exchange(
                WebUrl url, HeaderFields headers, FetchRequest request, Egress egress, PhaseClock clock, long endNs)
                throws InterruptedException;

        /// How a request to `url` leaves, once its host's addresses are judged.
        Egress egress(WebUrl url, Duration timeout)
                throws UnknownHostException, BlockedAddressException, ProxyFaultException, TimeoutException,
                        InterruptedException;

        /// Closes the kept connections to an origin, one of which has turned out to be dead.
        void dropIdle(WebUrl url, Egress egress);
    }

    PageFetch(FetchRequest request, Wiring wiring) {
        this.request = request;
        this.wiring = wiring;
        this.url = request.url().withoutCredentials();
        this.redirects = new Redirects(url, request.limits().redirectsMax());
        long nowNs = System.nanoTime();
        this.clock = new PhaseClock(nowNs);
        this.endNs = endNs(request, nowNs);
    }

    private static long endNs(FetchRequest request, long nowNs) {
        long limitNs = TimeUnit.MILLISECONDS.toNanos(request.limits().totalTimeoutMs());
        if (request.deadlineNs() == FetchRequest.NO_DEADLINE) {
            return nowNs + limitNs;
        }
        return nowNs + Math.min(limitNs, request.deadlineNs() - nowNs);
    }

    FetchOutcome outcome() throws InterruptedException {
        while (true) {
            switch (hop()) {
                case Fault fault -> {
                    return failure(fault);
                }
                case Answer answer -> {
                    if (!Redirects.isRedirect(answer.status(), answer.headers())) {
                        return page(answer);
                    }
                    try {
                        url = redirects.follow(url, answer);
                        clock.enter(Phase.QUEUE, System.nanoTime());
                        Optional<Obstacle> obstacle = request.redirectCheck().obstacle(url);
                        if (obstacle.isPresent()) {
                            return failure(Fault.of(
                                    obstacle.get().kind(), obstacle.get().reason(), false));
                        }
                    } catch (RedirectRefusedException e) {
                        String message = String.valueOf(e.getMessage());
                        return failure(Fault.of(FailureKind.REDIRECT, message, false, answer.status()));
                    }
                }
            }
        }
    }

    private ExchangeResult hop() throws InterruptedException {
        if (url.port() < 1 || url.port() > 65_535) {
            return Fault.of(FailureKind.INVALID_URL, "port " + url.port() + " cannot be connected to", false);
        }
        clock.enter(Phase.QUEUE, System.nanoTime());
        long waitedNs = request.admission().enter(url);
        if (waitedNs == Admission.TOO_LATE) {
            return Fault.of(
                    FailureKind.TIMEOUT, "the time was over while waiting for a place at " + url.origin(), true);
        }
        endNs += waitedNs;
        long firstByteBeforeNs = clock.timings(System.nanoTime()).firstByteNs();
        ExchangeResult result = null;
        try {
            result = withinPlace();
            return result;
        } finally {
            long firstByteNs = clock.timings(System.nanoTime()).firstByteNs() - firstByteBeforeNs;
            leave(result, firstByteNs);
        }
    }

    private void leave(@Nullable ExchangeResult result, long firstByteNs) {
        if (!(result instanceof Answer answer)) {
            request.admission().leave(0, 0, 0);
            return;
        }
        boolean isTooMuch = answer.status() == 429 || answer.status() == 503;
        long askedNs = isTooMuch ? RetryAfter.waitNs(answer.headers(), Instant.now()) : 0;
        request.admission().leave(answer.status(), firstByteNs, Math.max(0, askedNs));
    }

    private ExchangeResult withinPlace() throws InterruptedException {
        if (leftNs() == 0) {
            return Fault.of(FailureKind.TIMEOUT, timeoutMessage(true, "nothing was sent yet"), true);
        }
        clock.enter(Phase.DNS, System.nanoTime());
        Egress egress;
        try {
            long timeoutNs = Math.min(
                    leftNs(), TimeUnit.MILLISECONDS.toNanos(request.limits().dnsTimeoutMs()));
            egress = wiring.egress(url, Duration.ofNanos(timeoutNs));
        } catch (ProxyFaultException e) {
            return Faults.of(e);
        } catch (UnknownHostException e) {
            return Fault.of(FailureKind.DNS, "cannot resolve " + url.host() + ": " + e.getMessage(), isPassing(e));
        } catch (TimeoutException e) {
            return Fault.of(FailureKind.TIMEOUT, timeoutMessage(leftNs() == 0, "resolving " + url.host()), true);
        } catch (BlockedAddressException e) {
            return Fault.of(FailureKind.BLOCKED_ADDRESS, String.valueOf(e.getMessage()), false);
        }
        ExchangeResult result = exchange(egress);
        if (result instanceof Fault fault && fault.isStale()) {
            // The site closed a kept connection as we took it, or left rubbish in it, or says that it has not begun
            // with the request, or wants it by HTTP/1.1. A GET may be sent twice.
            wiring.dropIdle(url, egress);
            result = exchange(egress);
        }
        return result;
    }

    private ExchangeResult exchange(Egress egress) throws InterruptedException {
        clock.enter(Phase.START, System.nanoTime());
        boolean isSameOrigin = url.origin().equals(request.url().origin());
        HeaderFields headers = redirects.isAtStart()
                ? request.headers()
                : isSameOrigin
                        ? RequestHeaderPolicy.forAnotherPage(request.headers())
                        : RequestHeaderPolicy.forAnotherOrigin(request.headers());
        return wiring.exchange(url, headers, request, egress, clock, endNs);
    }

    private long leftNs() {
        return Math.max(0, endNs - System.nanoTime());
    }

    /// The resolver has one exception for "no such name" and "ask again later"; only its words differ.
    private static boolean isPassing(UnknownHostException e) {
        return String.valueOf(e.getMessage()).contains("Temporary failure");
    }

    static String timeoutMessage(boolean isTotal, String what) {
        return isTotal ? "the time for the whole fetch ended while " + what : what + " took too long";
    }

    private FetchedPage page(Answer answer) {
        return new FetchedPage(
                request.url(),
                url,
                redirects.hops(),
                redirects.headers(),
                answer.status(),
                answer.headers(),
                answer.body(),
                answer.isTruncated(),
                answer.wireBytes(),
                answer.remoteAddress(),
                clock.timings(System.nanoTime()));
    }

    private FetchFailure failure(Fault fault) {
        List<RedirectHop> hops = redirects.hops();
        int status = fault.status() == 0 && !hops.isEmpty() ? hops.getLast().status() : fault.status();
        return new FetchFailure(
                fault.kind(),
                request.url(),
                url,
                hops,
                status,
                fault.message(),
                fault.isRetryable(),
                fault.culprit(),
                clock.timings(System.nanoTime()));
    }
}
