package io.riptide.server.crawl.fetch;

/// The bounds of one fetch. The time-outs of phases start anew at each redirect; `totalTimeoutMs` does not.
///
/// @param dnsTimeoutMs for a name's addresses
/// @param connectTimeoutMs for the TCP connection, over all addresses of the host, and again for the TLS
///     handshake
/// @param firstByteTimeoutMs from the request's last byte to the end of the response's head, so a head that
///     drips counts too
/// @param idleTimeoutMs between two pieces of a body
/// @param totalTimeoutMs for everything, waiting for a connection included
/// @param wireBytesMax of a body as it comes
/// @param decodedBytesMax of a body once its content coding is undone; what a fetch holds in memory
/// @param ratioMax how many times its wire size a body may decode to, beyond `ratioFreeBytes`
/// @param ratioFreeBytes up to which the ratio is not looked at: small pages compress absurdly well
/// @param redirectsMax how many redirects are followed
public record FetchLimits(
        int dnsTimeoutMs,
        int connectTimeoutMs,
        int firstByteTimeoutMs,
        int idleTimeoutMs,
        int totalTimeoutMs,
        int wireBytesMax,
        int decodedBytesMax,
        int ratioMax,
        int ratioFreeBytes,
        int redirectsMax) {

    public static final FetchLimits STANDARD =
            new FetchLimits(5_000, 10_000, 15_000, 10_000, 20_000, 10 << 20, 32 << 20, 200, 1 << 20, 5);

    private static final int TIMEOUT_MS_MAX = 3_600_000;
    private static final int BODY_BYTES_MAX = 1 << 30;
    private static final int REDIRECTS_MAX = 50;

    public FetchLimits {
        requireWithin("dnsTimeoutMs", dnsTimeoutMs, 1, TIMEOUT_MS_MAX);
        requireWithin("connectTimeoutMs", connectTimeoutMs, 1, TIMEOUT_MS_MAX);
        requireWithin("firstByteTimeoutMs", firstByteTimeoutMs, 1, TIMEOUT_MS_MAX);
        requireWithin("idleTimeoutMs", idleTimeoutMs, 1, TIMEOUT_MS_MAX);
        requireWithin("totalTimeoutMs", totalTimeoutMs, 1, TIMEOUT_MS_MAX);
        requireWithin("wireBytesMax", wireBytesMax, 0, BODY_BYTES_MAX);
        requireWithin("decodedBytesMax", decodedBytesMax, 0, BODY_BYTES_MAX);
        requireWithin("ratioMax", ratioMax, 1, Integer.MAX_VALUE);
        requireWithin("ratioFreeBytes", ratioFreeBytes, 0, Integer.MAX_VALUE);
        requireWithin("redirectsMax", redirectsMax, 0, REDIRECTS_MAX);
    }

    public FetchLimits withTotalTimeoutMs(int timeoutMs) {
        return new FetchLimits(
                dnsTimeoutMs,
                connectTimeoutMs,
                firstByteTimeoutMs,
                idleTimeoutMs,
                timeoutMs,
                wireBytesMax,
                decodedBytesMax,
                ratioMax,
                ratioFreeBytes,
                redirectsMax);
    }

    /// Bounds the body on the wire and once decoded.
    public FetchLimits withBodyBytesMax(int wireMax, int decodedMax) {
        return new FetchLimits(
                dnsTimeoutMs,
                connectTimeoutMs,
                firstByteTimeoutMs,
                idleTimeoutMs,
                totalTimeoutMs,
                wireMax,
                decodedMax,
                ratioMax,
                ratioFreeBytes,
                redirectsMax);
    }

    public FetchLimits withPhaseTimeoutsMs(int connectMs, int firstByteMs, int idleMs) {
        return new FetchLimits(
                dnsTimeoutMs,
                connectMs,
                firstByteMs,
                idleMs,
                totalTimeoutMs,
                wireBytesMax,
                decodedBytesMax,
                ratioMax,
                ratioFreeBytes,
                redirectsMax);
    }

    public FetchLimits withRedirectsMax(int redirects) {
        return new FetchLimits(
                dnsTimeoutMs,
                connectTimeoutMs,
                firstByteTimeoutMs,
                idleTimeoutMs,
                totalTimeoutMs,
                wireBytesMax,
                decodedBytesMax,
                ratioMax,
                ratioFreeBytes,
                redirects);
    }

    private static void requireWithin(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + ", allowed: " + min + " to " + max);
        }
    }
}
