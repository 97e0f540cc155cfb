package io.riptide.server.crawl.fetch.proxy;

import io.riptide.engine.recovery.CircuitBreaker;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Leaves a proxy alone that keeps failing: a page then fails at once rather than by dialling it.
///
/// A proxy that takes requests and then says nothing may be kept by the site: one that hangs for
/// [#SILENT_HOSTS_MAX] different hosts, with no sign of life between them, is to blame itself.
///
/// - **Threading:** any thread.
/// - **Bounds:** those of the breaker, and the names of those hosts.
public final class ProxyGuard {
    private static final int SILENT_HOSTS_MAX = 8;

    private final CircuitBreaker breaker;
    private final Set<String> silentHosts = ConcurrentHashMap.newKeySet();
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
        silentHosts.clear();
        breaker.succeeded(pass);
    }

    /// The proxy failed, by a fault of its own.
    public void failed(long pass, String fault) {
        lastFault = fault;
        breaker.failed(pass, System.nanoTime());
    }

    /// The proxy took a request for `host` and has said nothing since.
    public void silent(long pass, String host, String fault) {
        if (silentHosts.size() < SILENT_HOSTS_MAX) {
            silentHosts.add(host); // some more by others at the same time do no harm
        }
        if (silentHosts.size() < SILENT_HOSTS_MAX) {
            breaker.abandoned(pass);
        } else {
            failed(pass, fault);
        }
    }

    /// The proxy answered, and nothing was learned about it but that.
    public void answered(long pass) {
        silentHosts.clear();
        breaker.abandoned(pass);
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
