package io.riptide.server.crawl.fetch;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;

/// How a fetcher is set up.
///
/// @param userAgent sent unless the request brings its own
/// @param ioThreads event loops of its own; bodies are decoded there, which the loops of the server must not
///     wait for
/// @param idleConnectionsMax kept for reuse, over all origins
/// @param idleTimeoutMs after which a kept connection is closed
/// @param addressTimeoutMs for connecting to one address before the host's next one is tried
/// @param headBytesMax of a response's head, and of its first line
/// @param isHttp2Offered whether sites may choose HTTP/2 in the TLS handshake
/// @param trust whose certificates are believed; empty means the platform's
public record FetcherConfig(
        String userAgent,
        int ioThreads,
        int idleConnectionsMax,
        int idleTimeoutMs,
        int addressTimeoutMs,
        int headBytesMax,
        boolean isHttp2Offered,
        Optional<TrustManagerFactory> trust) {

    public static final FetcherConfig STANDARD =
            new FetcherConfig("Riptide/0.1", 1, 512, 15_000, 5_000, 64 * 1024, true, Optional.empty());

    public FetcherConfig {
        RequestHeaderPolicy.requireAllowed(new HeaderFields(List.of(new HeaderField("User-Agent", userAgent))));
        requirePositive("ioThreads", ioThreads);
        requirePositive("idleTimeoutMs", idleTimeoutMs);
        requirePositive("addressTimeoutMs", addressTimeoutMs);
        requirePositive("headBytesMax", headBytesMax);
        if (idleConnectionsMax < 0) {
            throw new IllegalArgumentException("idleConnectionsMax=" + idleConnectionsMax);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + "=" + value);
        }
    }
}
