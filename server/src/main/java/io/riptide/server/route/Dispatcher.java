package io.riptide.server.route;

import io.riptide.protocol.HttpProtocolException;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.http.HttpApplication;
import io.riptide.protocol.http.HttpExchange;
import io.riptide.protocol.http.RequestHead;
import io.riptide.server.problem.Problem;
import io.riptide.server.request.RequestContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends each request to its endpoint, and answers those that have none.
@OnEventLoop
public final class Dispatcher implements HttpApplication {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final String PREFLIGHT_MAX_AGE_S = "600";

    private final Router router;
    private final OriginPolicy origins;
    private final RequestLog log;

    /// Routes by `router`.
    public Dispatcher(Router router, OriginPolicy origins, RequestLog log) {
        this.router = router;
        this.origins = origins;
        this.log = log;
    }

    @Override
    public void onRequest(HttpExchange exchange) {
        RequestHead head = exchange.head();
        RequestContext context = RequestContext.of(Optional.of(head), client(exchange));
        if (head.method().equals("OPTIONS")) {
            answerOptions(exchange, context, head);
            return;
        }
        switch (router.find(head.method(), head.path())) {
            case Route.Found found -> {
                Request request = request(exchange, context, found.parameters());
                try {
                    found.endpoint().handle(request);
                } catch (RuntimeException e) { // an endpoint's outermost frame
                    LOG.error("request {} failed", context.id(), e);
                    fail(exchange, request);
                }
            }
            case Route.OtherMethods(String allowed) ->
                request(exchange, context, Map.of())
                        .problem(Problem.methodNotAllowed(head.method(), allowed), Map.of("Allow", allowed));
            case Route.NoSuchPath _ ->
                request(exchange, context, Map.of()).problem(Problem.notFound("nothing is at " + head.path()));
        }
    }

    @Override
    public void onFault(HttpExchange exchange, HttpProtocolException fault) {
        RequestContext context = RequestContext.of(exchange.headIfRead(), client(exchange));
        request(exchange, context, Map.of())
                .problem(Problem.protocol(fault.status(), String.valueOf(fault.getMessage())));
    }

    private void answerOptions(HttpExchange exchange, RequestContext context, RequestHead head) {
        Request request = request(exchange, context, Map.of());
        if (head.target().equals("*")) {
            request.empty(204, Map.of("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
            return;
        }
        switch (router.find("OPTIONS", head.path())) {
            case Route.OtherMethods(String allowed) -> {
                boolean isPreflight =
                        head.header("access-control-request-method").isPresent()
                                && origins.crossOrigin(head).isPresent();
                Map<String, String> fields = isPreflight
                        ? Map.of(
                                "Allow", allowed,
                                "Access-Control-Allow-Methods", allowed,
                                "Access-Control-Allow-Headers",
                                        "Content-Type, Last-Event-ID, X-Request-ID, traceparent",
                                "Access-Control-Max-Age", PREFLIGHT_MAX_AGE_S)
                        : Map.of("Allow", allowed);
                request.empty(204, fields);
            }
            case Route.Found _, Route.NoSuchPath _ -> request.problem(Problem.notFound("nothing is at " + head.path()));
        }
    }

    private Request request(HttpExchange exchange, RequestContext context, Map<String, String> parameters) {
        List<Map.Entry<String, String>> extra = exchange.headIfRead()
                .flatMap(origins::crossOrigin)
                .map(origin -> List.of(
                        Map.entry("Access-Control-Allow-Origin", origin),
                        Map.entry("Access-Control-Expose-Headers", "X-Request-ID, X-Run-ID, Server-Timing"),
                        Map.entry("Vary", "Origin")))
                .orElse(List.of());
        return new Request(exchange, context, parameters, extra, log);
    }

    /// A bug of ours: said so if nothing was said yet, else the connection ends so that nobody takes it for an
    /// answer.
    private static void fail(HttpExchange exchange, Request request) {
        if (exchange.isOpen()) {
            request.problem(Problem.internal());
        } else {
            exchange.abort();
        }
    }

    private static String client(HttpExchange exchange) {
        return exchange.channel().remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : "local";
    }
}
