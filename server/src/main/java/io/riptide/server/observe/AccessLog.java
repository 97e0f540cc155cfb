package io.riptide.server.observe;

import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.http.HttpExchange;
import io.riptide.server.log.TrafficLog;
import io.riptide.server.request.RequestContext;
import io.riptide.server.route.RequestLog;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Counts every answer and, if wanted, logs one line for each: a stream's when it begins; `riptide.streams` has
/// its end.
///
/// The query is left out, for it may hold what is nobody's business. Whoever logs only fills a ring; without
/// the log an answer costs one addition.
@OnEventLoop
public final class AccessLog implements RequestLog {
    /// The logger's name.
    public static final String LOGGER = "riptide.access";

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final Set<String> PROBES = Set.of("/livez", "/readyz", "/healthz");
    private static final TrafficLog LOG = new TrafficLog(LOGGER);

    private final HttpMetrics metrics;
    private final boolean isWanted;

    /// Counts in `metrics`, and logs if that is wanted.
    public AccessLog(HttpMetrics metrics, boolean isWanted) {
        this.metrics = metrics;
        this.isWanted = isWanted;
    }

    @Override
    public void answered(HttpExchange exchange, RequestContext request, int status) {
        metrics.answered(status);
        if ((status == TOO_MANY_REQUESTS || status == UNAVAILABLE) && !isProbe(exchange)) {
            metrics.refusedForNow();
        }
        if (isWanted) {
            log(exchange, request, status);
        }
    }

    /// Whether the answer only says how the server fares.
    private static boolean isProbe(HttpExchange exchange) {
        return exchange.headIfRead().map(head -> PROBES.contains(head.path())).orElse(false);
    }

    private static void log(HttpExchange exchange, RequestContext request, int status) {
        TrafficLog.Line line = LOG.begin("answered");
        if (line == null) {
            return;
        }
        exchange.headIfRead()
                .ifPresent(head -> line.field("method", head.method()).field("path", head.path()));
        long durationNs = System.nanoTime() - request.receivedNs();
        line.field("status", status)
                .field("duration_ms", TimeUnit.NANOSECONDS.toMillis(durationNs))
                .field("request_id", request.id())
                .field("client", request.client());
        request.traceParent().ifPresent(parent -> line.field("traceparent", parent));
        line.end();
    }
}
