package io.riptide.server.crawl.fetch;

/// Where the time of one fetch went. Each part is the sum over all hops and over a retry, so that together they
/// are about what the caller waited; a part that did not happen, such as connecting on a kept connection, is 0.
///
/// @param queueNs waiting for a place at the host
/// @param dnsNs finding the host's addresses
/// @param connectNs TCP connection
/// @param tlsNs TLS handshake
/// @param firstByteNs from the request to the first byte of the answer
/// @param downloadNs from there to the last byte
public record FetchTimings(long queueNs, long dnsNs, long connectNs, long tlsNs, long firstByteNs, long downloadNs) {
    public static final FetchTimings NONE = new FetchTimings(0, 0, 0, 0, 0, 0);

    public long totalNs() {
        return queueNs + dnsNs + connectNs + tlsNs + firstByteNs + downloadNs;
    }

    /// With the time another fetch took for the same page.
    public FetchTimings plus(FetchTimings other) {
        return new FetchTimings(
                queueNs + other.queueNs,
                dnsNs + other.dnsNs,
                connectNs + other.connectNs,
                tlsNs + other.tlsNs,
                firstByteNs + other.firstByteNs,
                downloadNs + other.downloadNs);
    }

    /// With the time a caller let the request wait before it fetched.
    public FetchTimings plusQueueNs(long waitedNs) {
        return new FetchTimings(queueNs + waitedNs, dnsNs, connectNs, tlsNs, firstByteNs, downloadNs);
    }
}
