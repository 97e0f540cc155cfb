package io.riptide.server.crawl.fetch;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.riptide.server.crawl.fetch.ExchangeResult.Fault;
import io.riptide.server.crawl.fetch.PhaseClock.Phase;
import io.riptide.server.crawl.fetch.http2.StreamFaultException;
import io.riptide.server.crawl.fetch.proxy.Culprit;
import io.riptide.server.crawl.fetch.proxy.ProxyFaultException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Names what the client library threw: by the phase it happened in first, since the same exception means
/// different things in different phases, then by its type.
final class Faults {
    private Faults() {}

    static Fault of(Throwable thrown, Phase phase, Egress egress) {
        if (find(thrown, ProxyFaultException.class) instanceof ProxyFaultException fault) {
            return of(fault);
        }
        if (find(thrown, SslHandshakeTimeoutException.class) != null) {
            return Fault.of(FailureKind.TIMEOUT, "the TLS handshake timed out", true);
        }
        if (find(thrown, SSLException.class) instanceof SSLException tls) {
            return Fault.of(FailureKind.TLS, "TLS: " + tls.getMessage(), false);
        }
        if (find(thrown, StreamFaultException.class) instanceof StreamFaultException refused) {
            return Fault.of(FailureKind.CONNECT, String.valueOf(refused.getMessage()), true);
        }
        return switch (phase) {
            case QUEUE, DNS, START, CONNECT -> connecting(thrown, egress);
            case TLS -> Fault.of(FailureKind.TLS, "the connection was closed in the TLS handshake", true);
            case FIRST_BYTE -> answering(thrown, egress, "the connection was closed before an answer");
            case HEAD -> answering(thrown, egress, "the connection was closed inside the head of the answer");
            case BODY -> answering(thrown, egress, "the connection was closed inside the body");
        };
    }

    /// Whether the site may have done something with the request it did not answer. Of a connection that broke
    /// nobody knows, and a kept one most likely broke before.
    static boolean isOfTheRequest(Throwable thrown) {
        return find(thrown, StreamFaultException.class) instanceof StreamFaultException fault && !fault.isUnprocessed();
    }

    /// Whether the site would take the request by HTTP/1.1.
    static boolean isForHttp11(Throwable thrown) {
        return find(thrown, StreamFaultException.class) instanceof StreamFaultException fault && fault.isForHttp11();
    }

    static Fault of(ProxyFaultException fault) {
        FailureKind kind = fault.isTimeout() ? FailureKind.TIMEOUT : FailureKind.CONNECT;
        return Fault.of(
                        fault.isShut() ? FailureKind.CIRCUIT_OPEN : kind,
                        String.valueOf(fault.getMessage()),
                        fault.isRetryable())
                .by(fault.culprit());
    }

    private static Fault connecting(Throwable thrown, Egress egress) {
        if (find(thrown, ConnectTimeoutException.class) != null) {
            return Fault.of(FailureKind.TIMEOUT, "connecting" + egress.words() + " timed out", true)
                    .by(egress.keptBy());
        }
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Fault.of(FailureKind.CONNECT, "cannot connect" + egress.words() + ": " + root.getMessage(), true)
                .by(egress.keptBy());
    }

    private static Fault answering(Throwable thrown, Egress egress, String closed) {
        if (find(thrown, TooLongFrameException.class) != null) {
            return Fault.of(FailureKind.TOO_LARGE, "the head of the answer is too large", false);
        }
        boolean isLoss =
                find(thrown, IOException.class) != null || find(thrown, PrematureChannelClosureException.class) != null;
        return isLoss
                // Between us and a proxy that would have said so, had the site gone.
                ? Fault.of(FailureKind.CONNECT, closed, true)
                        .by(egress instanceof Egress.Forwarded ? Culprit.UNKNOWN : Culprit.SITE)
                : Fault.of(FailureKind.DECODE, "the answer is no proper HTTP: " + thrown.getMessage(), false);
    }

    private static @Nullable Throwable find(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable link = thrown; link != null; link = link.getCause()) {
            if (type.isInstance(link)) {
                return link;
            }
        }
        return null;
    }
}
