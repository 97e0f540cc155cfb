package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.fetch.proxy.Culprit;
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
    /// @param culprit whose fault it is
    record Fault(FailureKind kind, String message, boolean isRetryable, int status, boolean isStale, Culprit culprit)
            implements ExchangeResult {
        static Fault of(FailureKind kind, String message, boolean isRetryable) {
            return of(kind, message, isRetryable, 0);
        }

        static Fault of(FailureKind kind, String message, boolean isRetryable, int status) {
            return new Fault(kind, message, isRetryable, status, false, Culprit.SITE);
        }

        /// The same for which somebody else may be to blame.
        Fault by(Culprit other) {
            return new Fault(kind, message, isRetryable, status, isStale, other);
        }

        /// The same after as much of an answer.
        Fault after(int begun, boolean isOfKept) {
            return new Fault(kind, message, isRetryable, begun, isOfKept, culprit);
        }
    }
}
