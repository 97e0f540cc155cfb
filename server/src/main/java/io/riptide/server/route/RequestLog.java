package io.riptide.server.route;

import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.http.HttpExchange;
import io.riptide.server.request.RequestContext;

/// Hears of every answer.
@FunctionalInterface
@OnEventLoop
public interface RequestLog {
    /// The request was answered with `status`, or its stream was begun with it.
    void answered(HttpExchange exchange, RequestContext request, int status);
}
