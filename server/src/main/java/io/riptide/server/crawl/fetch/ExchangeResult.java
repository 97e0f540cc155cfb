package io.riptide.server.crawl.fetch;

import java.net.InetSocketAddress;

/// How one request on one connection ended.
sealed interface ExchangeResult {

    /// With an answer, whole or cut at its bound.
    record Answer(
            int status,
            HeaderFields headers,
            PageBody body,
            boolean isTruncated,
            long wireBytes,
            InetSocketAddress remoteAddress)
            implements ExchangeResult {}

    /// Without one.
    ///
    /// @param status of a head that had come, or 0
    /// @param isStale whether the connection was to blame, mostly a kept one, so that a new one may do better
    record Fault(FailureKind kind, String message, boolean isRetryable, int status, boolean isStale)
            implements ExchangeResult {
        static Fault of(FailureKind kind, String message, boolean isRetryable) {
            return new Fault(kind, message, isRetryable, 0, false);
        }
    }
}
