package io.riptide.server.crawl.fetch.proxy;

import io.riptide.engine.recovery.CircuitBreaker;
import java.util.Optional;

/// Leaves a proxy alone that keeps failing: a page then fails at once rather than by dialling it.
///
/// - **Threading:** any thread.
/// - **Bounds:** those of the breaker.
public final class ProxyGuard {
    private final CircuitBreaker breaker;
    private volatile String lastFault = "";

    ProxyGuard(CircuitBreaker breaker) {
        this.breaker = breaker;
    }

    /// Whether the proxy is left alone now.
    public boolean isShut() {
        return breaker.isRefusing(System.nanoTime());
    }

    /// What it was that it failed by the last time.
    String lastFault() {
        return lastFault;
    }

    /// A pass to report with, or [CircuitBreaker#REFUSED].
    public long tryEnter() {
        return breaker.tryEnter(System.nanoTime());
    }

    /// The proxy did what it should.
    public void succeeded(long pass) {
        breaker.succeeded(pass);
    }

    /// The proxy failed, by a fault of its own.
    public void failed(long pass, String fault) {
        lastFault = fault;
        breaker.failed(pass, System.nanoTime());
    }

    /// Nothing was learned about the proxy.
    public void abandoned(long pass) {
        breaker.abandoned(pass);
    }

    /// Why it is not to be relied on, until it has been well again.
    Optional<String> trouble() {
        return breaker.state() == CircuitBreaker.State.CLOSED ? Optional.empty() : Optional.of(lastFault);
    }
}
