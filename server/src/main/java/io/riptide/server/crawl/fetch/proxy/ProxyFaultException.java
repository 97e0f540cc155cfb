package io.riptide.server.crawl.fetch.proxy;

import java.io.IOException;

/// The proxy could not be had, would not do it, or made no sense. The message names the proxy without its
/// login.
public final class ProxyFaultException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Hope hope;
    private final Culprit culprit;

    /// What may come of another try.
    public enum Hope {
        /// The answer would be the same: it is a matter of rules, of a login, or of what the proxy is.
        NONE,
        /// It may well succeed later.
        LATER,
        /// As `LATER`; this time it took too long.
        LATER_TOO_SLOW,
        /// It may, but the proxy has kept failing and is not asked for now.
        AFTER_A_WHILE
    }

    ProxyFaultException(String message, Hope hope, Culprit culprit) {
        super(message);
        this.hope = hope;
        this.culprit = culprit;
    }

    /// Whether the fault is the proxy's own, or may be that of who is behind it.
    public Culprit culprit() {
        return culprit;
    }

    /// Whether the proxy was not even asked.
    public boolean isShut() {
        return hope == Hope.AFTER_A_WHILE;
    }

    /// Whether the same may well succeed later.
    public boolean isRetryable() {
        return hope != Hope.NONE;
    }

    /// Whether it was a matter of time.
    public boolean isTimeout() {
        return hope == Hope.LATER_TOO_SLOW;
    }
}
