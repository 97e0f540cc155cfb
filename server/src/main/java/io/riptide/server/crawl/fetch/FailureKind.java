package io.riptide.server.crawl.fetch;

import java.util.Locale;

/// What kept a page from coming. The names are those of the wire.
public enum FailureKind {
    /// The address cannot be asked for.
    INVALID_URL,
    /// The host is at an address the crawl may not reach.
    BLOCKED_ADDRESS,
    /// The host's name has no addresses.
    DNS,
    /// No connection came about, or it broke before the answer was whole.
    CONNECT,
    /// The handshake failed, or the certificate is not good for the host.
    TLS,
    /// A phase or the whole took too long.
    TIMEOUT,
    /// Too many redirects, a loop, or one that leads nowhere.
    REDIRECT,
    /// A redirect to what robots.txt keeps from us.
    ROBOTS,
    /// Body or head past their bounds, or a body that decodes to absurdly many bytes.
    TOO_LARGE,
    /// The caller does not want this media type.
    CONTENT_TYPE,
    /// The answer is no proper HTTP, or its content coding cannot be undone.
    DECODE,
    /// The host has kept failing and is left alone for a while.
    CIRCUIT_OPEN,
    /// The fetcher was closed meanwhile.
    CANCELLED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
